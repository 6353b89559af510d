import Foundation
import Glibc
import Synchronization

/// A Redis or Valkey server of a test's own, on a free port of this machine, with nothing in it. The program is the one that `FORUM_TEST_REDIS` names
/// (`/usr/bin/redis-server`); without it the tests that need one are skipped.
public final class RedisServer: Sendable {
  public static let program = ProcessInfo.processInfo.environment["FORUM_TEST_REDIS"].flatMap { $0.isEmpty ? nil : $0 }
  public static let skipReason = "Set FORUM_TEST_REDIS=/usr/bin/redis-server to run this."

  public enum Failure: Error {
    case noProgram
    case notReady(port: Int)
  }

  private struct Running: @unchecked Sendable {
    let shell: Process
    let input: Pipe
    let server: Int32
  }

  public let port: Int
  private let folder: String
  private let arguments: [String]
  private let running = Mutex<Running?>(nil)

  public var url: String { "redis://127.0.0.1:\(port)/0" }

  private init(folder: String, _ arguments: [String]) throws {
    port = try Self.freePort()
    self.folder = folder
    self.arguments = arguments
  }

  /// Runs `body` with a started server, and kills it afterwards.
  public static func run<Result>(_ arguments: [String] = [], _ body: (RedisServer) async throws -> Result) async throws -> Result {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let server = try RedisServer(folder: folder, arguments)
      defer { server.kill() }
      try await server.start()
      return try await body(server)
    }
  }

  /// Starts the server, also again on the same port; returns when it accepts connections.
  public func start() async throws {
    guard let program = Self.program else { throw Failure.noProgram }
    let (input, output) = (Pipe(), Pipe())
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    // The shell ends the server when its input ends: also when the tests crash.
    let script = #""$@" >/dev/null 2>&1 & echo $!; cat >/dev/null; kill -KILL $!; wait"#
    shell.arguments = ["-c", script, "sh", program, "--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--dir", folder] + arguments
    (shell.standardInput, shell.standardOutput, shell.standardError) = (input, output, FileHandle.nullDevice)
    try shell.run()
    let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard let number = Int32(said) else { throw Failure.notReady(port: port) }
    let running = Running(shell: shell, input: input, server: number)
    self.running.withLock { $0 = running }
    for _ in 0..<500 {
      if Self.accepts(port) { return }
      try await Task.sleep(for: .milliseconds(20))
    }
    throw Failure.notReady(port: port)
  }

  /// Ends it as the machine's death would, and waits for the end.
  public func kill() {
    running.withLock { running in
      guard let process = running else { return }
      Glibc.kill(process.server, SIGKILL)
      try? process.input.fileHandleForWriting.close()
      process.shell.waitUntilExit()
      running = nil
    }
  }

  /// Stops it in its tracks: it accepts connections and answers nothing.
  public func freeze() { signal(SIGSTOP) }

  /// Lets it go on after `freeze`.
  public func thaw() { signal(SIGCONT) }

  private func signal(_ number: Int32) {
    running.withLock { running in
      if let running { Glibc.kill(running.server, number) }
    }
  }

  /// Below the ports that the system hands out itself, and so low that the one 10,000 above, which a cluster's servers take too, exists.
  public static func freePort() throws -> Int {
    for _ in 0..<100 {
      let port = UInt16.random(in: 12_000..<22_000)
      let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
      defer { Glibc.close(socket) }
      var address = loopback(port)
      let isFree = withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
      }
      if isFree { return Int(port) }
    }
    throw Failure.notReady(port: 0)
  }

  /// Whether somebody listens there.
  public static func accepts(_ port: Int) -> Bool {
    let socket = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { Glibc.close(socket) }
    var address = loopback(UInt16(port))
    return withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0 }
    }
  }

  private static func loopback(_ port: UInt16) -> sockaddr_in {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    return address
  }
}
