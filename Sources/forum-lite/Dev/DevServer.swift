import ForumKernel
import Foundation
import Glibc

/// A back end that `dev` runs: a program of this machine on a free loopback port, with its data in a temporary folder.
enum DevServer: String, CaseIterable {
  case postgres, redis, nats

  /// The port of the forum that it serves.
  var role: String {
    switch self {
    case .postgres: "store"
    case .redis: "cache"
    case .nats: "stream"
    }
  }

  /// Where the forum finds it.
  func url(_ port: Int) -> String {
    switch self {
    case .postgres: "postgresql://forum@127.0.0.1:\(port)/postgres"
    case .redis: "redis://127.0.0.1:\(port)/0"
    case .nats: "nats://127.0.0.1:\(port)"
    }
  }

  /// Starts it in an empty folder that it owns. Throws `unavailable` (`server_not_found`, `server_not_started`).
  func start(in folder: String, port: Int) async throws -> RunningProcess {
    let program = try self.program()
    switch self {
    case .postgres:
      let directory = (program as NSString).deletingLastPathComponent
      try RunningProcess(
        [directory + "/initdb", "-D", folder + "/data", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"], in: folder
      ).wait()
      // A superuser would go past row-level security.
      let statements = "'CREATE ROLE forum LOGIN' 'ALTER DATABASE postgres OWNER TO forum'"
      try RunningProcess(
        ["/bin/sh", "-c", "printf '%s\\n' \(statements) | \"$0\" --single -D \"$1\" postgres", program, folder + "/data"], in: folder
      ).wait()
      let settings = ["listen_addresses=127.0.0.1", "unix_socket_directories="].flatMap { ["-c", $0] }
      return try await started([program, "-D", folder + "/data", "-p", "\(port)"] + settings, folder, port)
    case .redis:
      return try await started([program, "--bind", "127.0.0.1", "--port", "\(port)", "--dir", folder, "--appendonly", "yes"], folder, port)
    case .nats: return try await started([program, "-js", "-sd", folder, "-a", "127.0.0.1", "-p", "\(port)"], folder, port)
    }
  }

  private func started(_ words: [String], _ folder: String, _ port: Int) async throws -> RunningProcess {
    let process = try RunningProcess(words, in: folder)
    for _ in 0..<200 where process.isRunning {
      if LoopbackPort.answers(port) { return process }
      try await Task.sleep(for: .milliseconds(50))
    }
    process.stop()
    throw AppError(.unavailable, "server_not_started", "\(rawValue) did not start within 10 s:\n\(process.output)")
  }

  /// Its program on the path or where Debian keeps it.
  private func program() throws -> String {
    let name = self == .postgres ? "postgres" : "\(rawValue)-server"
    var folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":").map(String.init) + ["/usr/sbin"]
    if self == .postgres {
      let versions = (try? FileManager.default.contentsOfDirectory(atPath: "/usr/lib/postgresql")) ?? []
      folders += versions.sorted { (Int($0) ?? 0) > (Int($1) ?? 0) }.map { "/usr/lib/postgresql/\($0)/bin" }
    }
    if let found = folders.map({ "\($0)/\(name)" }).first(where: { FileManager.default.isExecutableFile(atPath: $0) }) { return found }
    let package = self == .postgres ? "postgresql" : name
    throw AppError(.unavailable, "server_not_found", "There is no \(name) on this machine: apt-get install \(package)")
  }
}

/// Ports of 127.0.0.1.
enum LoopbackPort {
  /// One that nobody listens on right now.
  static func free() throws -> Int {
    try withSocket { socket in
      var address = address(0)
      var length = socklen_t(MemoryLayout<sockaddr_in>.size)
      let isBound = withUnsafeMutablePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, length) == 0 && getsockname(socket, $0, &length) == 0 }
      }
      guard isBound else { throw AppError(.unavailable, "no_free_port", "No port of 127.0.0.1 is free.") }
      return Int(UInt16(bigEndian: address.sin_port))
    }
  }

  static func answers(_ port: Int) -> Bool {
    withSocket { socket in
      var address = address(port)
      return withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
      }
    }
  }

  private static func withSocket<Result>(_ body: (Int32) throws -> Result) rethrows -> Result {
    let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    defer { close(descriptor) }
    return try body(descriptor)
  }

  private static func address(_ port: Int) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(port).bigEndian
    address.sin_addr.s_addr = inet_addr("127.0.0.1")
    return address
  }
}
