import Foundation
import Glibc
import Synchronization

/// A server of a test's own on a free port of this machine: a program that can be killed, stopped in its tracks, and started again where it was. It ends
/// with the tests, also when they crash.
public final class ServerProcess: Sendable {
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
  /// How clients reach it.
  public let url: String
  /// Where it keeps its data.
  public let folder: String
  private let command: [String]
  /// What the shell does at the end.
  private let epilogue: String
  private let running = Mutex<Running?>(nil)

  /// `command` makes the program's words from its port. `isTidy`: the folder is removed when the server ends.
  private init(scheme: String, folder: String, isTidy: Bool = false, command: (Int) -> [String]) throws {
    port = try Self.freePort()
    url = "\(scheme)://127.0.0.1:\(port)"
    self.folder = folder
    self.command = command(port)
    epilogue = isTidy ? "rm -rf '\(folder)'" : ":"
  }

  /// Runs `body` with a started server whose data is in a fresh folder, and kills it afterwards.
  static func run<Result>(
    _ scheme: String, prepare: (_ folder: String) throws -> Void = { _ in }, command: (_ folder: String, _ port: Int) -> [String],
    _ body: (ServerProcess) async throws -> Result
  ) async throws -> Result {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try prepare(folder)
      let server = try ServerProcess(scheme: scheme, folder: folder) { command(folder, $0) }
      defer { server.kill() }
      try await server.start()
      return try await body(server)
    }
  }

  /// The server of this name that all tests share, started when it is first asked for; it ends with the process.
  static func shared(
    _ name: String, _ scheme: String, command: @escaping @Sendable (_ folder: String, _ port: Int) -> [String]
  ) async throws -> ServerProcess {
    try await SharedServers.one.server(name) {
      let folder = FileManager.default.temporaryDirectory.appending(path: "forum-test-\(UUID())").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let server = try ServerProcess(scheme: scheme, folder: folder, isTidy: true) { command(folder, $0) }
      try await server.start()
      return server
    }
  }

  /// Starts the server, also again on the same port and with what it stored; returns when it accepts connections.
  public func start() async throws {
    let (input, output) = (Pipe(), Pipe())
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    // The shell ends the server when its input ends: also when the tests crash.
    let script = #""$@" >/dev/null 2>&1 & echo $!; cat >/dev/null; kill -KILL $!; wait; "# + epilogue
    shell.arguments = ["-c", script, "sh"] + command
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
}

/// One server a name.
private actor SharedServers {
  static let one = SharedServers()

  private var servers: [String: Task<ServerProcess, any Error>] = [:]

  func server(_ name: String, _ make: @escaping @Sendable () async throws -> ServerProcess) async throws -> ServerProcess {
    let server = servers[name] ?? Task { try await make() }
    servers[name] = server
    return try await server.value
  }
}

extension ServerProcess {
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
  private static func accepts(_ port: Int) -> Bool {
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
