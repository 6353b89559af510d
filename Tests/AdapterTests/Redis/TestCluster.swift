import NIOCore
import Support
import Testing

@testable import Redis

/// Three servers that share the slots, and perhaps a replica of the third.
struct TestCluster {
  private static let bounds = [0, 5461, 10_923, HashSlot.count]

  let masters: [ServerProcess]
  /// Of the third.
  let replica: ServerProcess?
  private let clients: [Int: RedisClient]

  static func run(replicas: Int, _ body: (TestCluster) async throws -> Void) async throws {
    let cluster = [
      "--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-config-file", "nodes.conf", "--repl-diskless-sync-delay", "0",
    ]
    try await RedisServer.run(cluster) { first in
      try await RedisServer.run(cluster) { second in
        try await RedisServer.run(cluster) { third in
          guard replicas > 0 else { return try await make([first, second, third], replica: nil, body) }
          try await RedisServer.run(cluster) { replica in try await make([first, second, third], replica: replica, body) }
        }
      }
    }
  }

  /// The server that has the slot at the start, and another one.
  func sides(of slot: Int) -> (source: ServerProcess, destination: ServerProcess) {
    let index = Self.bounds.dropFirst().firstIndex { slot < $0 }.map { $0 - 1 } ?? 0
    return (masters[index], masters[(index + 1) % 3])
  }

  func id(_ server: ServerProcess) async throws -> String { try #require(try await tell(server, "CLUSTER", "MYID").text) }

  /// The reply of this very server.
  func tell(_ server: ServerProcess, _ words: String...) async throws -> RESPValue { try await tell(server, words) }

  private func tell(_ server: ServerProcess, _ words: [String]) async throws -> RESPValue {
    let client = try #require(clients[server.port])
    return try await client.run(RESPCommand(words.map { RESPWord($0) }), key: nil, deadline: .now() + .seconds(10))
  }

  private static func make(_ masters: [ServerProcess], replica: ServerProcess?, _ body: (TestCluster) async throws -> Void) async throws {
    let servers = masters + (replica.map { [$0] } ?? [])
    let clients = try servers.map { ($0.port, RedisClient(try RedisTarget(url: $0.url), RedisLimits())) }
    let cluster = TestCluster(masters: masters, replica: replica, clients: Dictionary(uniqueKeysWithValues: clients))
    for (index, master) in masters.enumerated() {
      _ = try await cluster.tell(master, "CLUSTER", "ADDSLOTSRANGE", "\(bounds[index])", "\(bounds[index + 1] - 1)")
      _ = try await cluster.tell(master, "CLUSTER", "SET-CONFIG-EPOCH", "\(index + 1)")
    }
    for server in servers.dropFirst() { _ = try await cluster.tell(masters[0], "CLUSTER", "MEET", "127.0.0.1", "\(server.port)") }
    try await cluster.settle(servers)
    if let replica {
      _ = try await cluster.tell(replica, "CLUSTER", "REPLICATE", try await cluster.id(masters[2]))
      try await cluster.settle(servers)
    }
    try await body(cluster)
    for (_, client) in clients { client.close() }
  }

  /// Waits until all servers know of each other and call the cluster whole.
  private func settle(_ servers: [ServerProcess]) async throws {
    for server in servers {
      for attempt in 0... {
        let info = try await tell(server, "CLUSTER", "INFO").text ?? ""
        if info.contains("cluster_state:ok"), info.contains("cluster_known_nodes:\(servers.count)") { break }
        try #require(attempt < 400, "the cluster does not come together: \(info)")
        try await Task.sleep(for: .milliseconds(50))
      }
    }
  }
}
