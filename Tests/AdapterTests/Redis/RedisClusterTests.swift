import ForumKernel
import NIOCore
import Support
import Testing

@testable import Redis

@Suite("A Redis cluster", .enabled(if: RedisServer.program != nil, RedisBench.skipReason), .serialized)
struct RedisClusterTests {
  private static let policy = BucketPolicy(capacity: 1000, windowSeconds: 3600)
  private static let now = Timestamp(milliseconds: 1_790_000_000_000)

  private static func slot(_ name: String) -> Int { HashSlot.of(Array("forum:{\(RedisBench.key(name))}".utf8)) }

  @Test("values and buckets live on all servers, from the address of one")
  func spread() async throws {
    try await TestCluster.run(replicas: 0) { cluster in
      let cache = try await RedisBench.open(cluster.masters[0].url, timeout: .seconds(5))
      for name in 0..<200 {
        try await cache.set(RedisBench.key("\(name)"), [UInt8(name)], ttl: .seconds(100))
        #expect(try await cache.take(1, from: RedisBench.key("b\(name)"), Self.policy, now: Self.now).remaining == 999)
        #expect(try await cache.compareAndSet(RedisBench.key("\(name)"), expected: [UInt8(name)], [1, UInt8(name)], ttl: nil))
      }
      for name in 0..<200 { #expect(try await cache.get(RedisBench.key("\(name)")) == [1, UInt8(name)]) }
      for server in cluster.masters {
        guard case .integer(let size) = try await cluster.tell(server, "DBSIZE") else { continue }
        #expect(size > 60)
      }
      cache.close()
    }
  }

  @Test("while a slot moves from one server to another, no call fails and no token is given twice")
  func reshard() async throws {
    try await TestCluster.run(replicas: 0) { cluster in
      let cache = try await RedisBench.open(cluster.masters[0].url, timeout: .seconds(5))
      let name = "moving"
      let slot = Self.slot(name)
      let (source, destination) = cluster.sides(of: slot)
      let taking = Task {
        var taken = 0
        while !Task.isCancelled {
          if try await cache.take(1, from: RedisBench.key(name), Self.policy, now: Self.now).isAllowed { taken += 1 }
          _ = try await cache.get(RedisBench.key("none-\(taken % 100)"))
        }
        return taken
      }
      try await Task.sleep(for: .milliseconds(200))
      let (from, to) = (try await cluster.id(source), try await cluster.id(destination))
      #expect(try await cluster.tell(destination, "CLUSTER", "SETSLOT", "\(slot)", "IMPORTING", from) == .simple("OK"))
      #expect(try await cluster.tell(source, "CLUSTER", "SETSLOT", "\(slot)", "MIGRATING", to) == .simple("OK"))
      try await Task.sleep(for: .milliseconds(200))
      _ = try await cluster.tell(source, "MIGRATE", "127.0.0.1", "\(destination.port)", "forum:{\(RedisBench.key(name))}", "0", "5000")
      try await Task.sleep(for: .milliseconds(200))
      for server in [destination, source] { _ = try await cluster.tell(server, "CLUSTER", "SETSLOT", "\(slot)", "NODE", to) }
      try await Task.sleep(for: .milliseconds(300))
      taking.cancel()
      let taken = try await taking.value
      #expect(taken > 20 && taken <= 1000)
      #expect(try await cache.take(0, from: RedisBench.key(name), Self.policy, now: Self.now).remaining == 1000 - taken)
      cache.close()
    }
  }

  @Test("when a server dies, its replica is found and the cache goes on")
  func failover() async throws {
    try await TestCluster.run(replicas: 1) { cluster in
      let cache = try await RedisBench.open(cluster.masters[0].url, timeout: .seconds(5))
      let (victim, replica) = (cluster.masters[2], try #require(cluster.replica))
      let name = try #require((0..<1000).map { "\($0)" }.first { cluster.sides(of: Self.slot($0)).source.port == victim.port })
      try await cache.set(RedisBench.key(name), [7], ttl: nil)
      try await RedisBench.eventually {
        let size = try await cluster.tell(replica, "DBSIZE")
        if size != .integer(1) { throw RedisError.lost }
      }
      victim.kill()
      let first = await RedisBench.failure { _ = try await cache.get(RedisBench.key(name)) }
      #expect(first.error?.code == .unavailable)
      try await RedisBench.eventually { _ = try await cache.get(RedisBench.key(name)) }
      #expect(try await cache.get(RedisBench.key(name)) == [7])
      try await RedisBench.eventually { try await cache.set(RedisBench.key(name), [8], ttl: nil) }
      #expect(try await cache.get(RedisBench.key(name)) == [8])
      cache.close()
    }
  }
}
