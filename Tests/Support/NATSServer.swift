import Foundation
import Glibc
import Synchronization

/// A NATS server of a test's own, on a free port of this machine, with JetStream and nothing in it. `FORUM_TEST_NATS` names the programs
/// (`/usr/sbin/nats-server`), several versions joined by colons; without it the tests that need one are skipped.
public final class NATSServer: Sendable {
  public static let programs = (ProcessInfo.processInfo.environment["FORUM_TEST_NATS"] ?? "").split(separator: ":").map(String.init)
  public static let skipReason = "Set FORUM_TEST_NATS=/usr/sbin/nats-server to run this."

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
  private let program: String
  private let folder: String
  private let arguments: [String]
  /// What the shell does at the end.
  private let epilogue: String
  private let running = Mutex<Running?>(nil)

  public var url: String { "nats://127.0.0.1:\(port)" }

  fileprivate init(_ program: String, folder: String, configuration: String?, jetStream: Bool, isTidy: Bool = false) throws {
    port = try RedisServer.freePort()
    self.program = program
    self.folder = folder
    epilogue = isTidy ? "rm -rf '\(folder)'" : ":"
    var arguments = ["-a", "127.0.0.1", "-p", "\(port)"]
    if jetStream { arguments += ["-js", "-sd", folder + "/store"] }
    if let configuration {
      try configuration.write(toFile: folder + "/server.conf", atomically: true, encoding: .utf8)
      arguments += ["-c", folder + "/server.conf"]
    }
    self.arguments = arguments
  }

  /// Runs `body` with a started server of the first version, and kills it afterwards. `configure` gets a folder for files and gives what is to be in
  /// the server's configuration file.
  public static func run<Result>(
    program: String? = nil, jetStream: Bool = true, configure: (String) throws -> String? = { _ in nil }, _ body: (NATSServer) async throws -> Result
  ) async throws -> Result {
    guard let program = program ?? programs.first else { throw Failure.noProgram }
    return try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let server = try NATSServer(program, folder: folder, configuration: try configure(folder), jetStream: jetStream)
      defer { server.kill() }
      try await server.start()
      return try await body(server)
    }
  }

  /// The server of this program that tests share, each with a stream of its own; it ends with the process.
  public static func shared(_ program: String) async throws -> NATSServer { try await SharedServers.one.server(program) }

  /// Starts the server, also again on the same port and with what it stored; returns when it accepts connections.
  public func start() async throws {
    let (input, output) = (Pipe(), Pipe())
    let shell = Process()
    shell.executableURL = URL(fileURLWithPath: "/bin/sh")
    // The shell ends the server when its input ends: also when the tests crash.
    let script = #""$@" >/dev/null 2>&1 & echo $!; cat >/dev/null; kill -KILL $!; wait; "# + epilogue
    shell.arguments = ["-c", script, "sh", program] + arguments
    (shell.standardInput, shell.standardOutput, shell.standardError) = (input, output, FileHandle.nullDevice)
    try shell.run()
    let said = String(decoding: output.fileHandleForReading.availableData, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    guard let number = Int32(said) else { throw Failure.notReady(port: port) }
    let running = Running(shell: shell, input: input, server: number)
    self.running.withLock { $0 = running }
    for _ in 0..<500 {
      if RedisServer.accepts(port) { return }
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

  /// Forgets everything that it stored, while it is not running.
  public func forget() throws { try FileManager.default.removeItem(atPath: folder + "/store") }

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

/// One server a program, started when it is first asked for.
private actor SharedServers {
  static let one = SharedServers()

  private var servers: [String: Task<NATSServer, any Error>] = [:]

  func server(_ program: String) async throws -> NATSServer {
    if let server = servers[program] { return try await server.value }
    let server = Task {
      let folder = FileManager.default.temporaryDirectory.appending(path: "forum-test-\(UUID())").path
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let server = try NATSServer(program, folder: folder, configuration: nil, jetStream: true, isTidy: true)
      try await server.start()
      return server
    }
    servers[program] = server
    return try await server.value
  }
}
