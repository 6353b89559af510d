import Foundation

/// NATS servers of the tests' own, with JetStream and nothing in it. `FORUM_TEST_NATS` names the programs (`/usr/sbin/nats-server`), several versions joined
/// by colons; without it the tests that need one are skipped.
public enum NATSServer {
  public static let programs = (ProcessInfo.processInfo.environment["FORUM_TEST_NATS"] ?? "").split(separator: ":").map(String.init)
  public static let skipReason = "Set FORUM_TEST_NATS=/usr/sbin/nats-server to run this."

  /// Runs `body` with a started server of the first version, and kills it afterwards. `configure` gets a folder for files and gives what is to be in
  /// the server's configuration file.
  public static func run<Result>(
    program: String? = nil, jetStream: Bool = true, configure: (String) throws -> String? = { _ in nil },
    _ body: (ServerProcess) async throws -> Result
  ) async throws -> Result {
    guard let program = program ?? programs.first else { throw ServerProcess.Failure.noProgram }
    var file: [String] = []
    let prepare = { (folder: String) in
      guard let text = try configure(folder) else { return }
      try text.write(toFile: folder + "/server.conf", atomically: true, encoding: .utf8)
      file = ["-c", folder + "/server.conf"]
    }
    return try await ServerProcess.run(
      "nats", prepare: prepare, command: { command(program, $1, store: jetStream ? store(in: $0) : nil) + file }, body)
  }

  /// The server of this program that tests share, each with a stream of its own.
  public static func shared(_ program: String) async throws -> ServerProcess {
    try await ServerProcess.shared(program, "nats") { command(program, $1, store: store(in: $0)) }
  }

  private static func command(_ program: String, _ port: Int, store: String?) -> [String] {
    [program, "-a", "127.0.0.1", "-p", "\(port)"] + (store.map { ["-js", "-sd", $0] } ?? [])
  }

  private static func store(in folder: String) -> String { folder + "/store" }

  /// Makes the server forget everything that it stored, while it is not running.
  public static func empty(_ server: ServerProcess) throws { try FileManager.default.removeItem(atPath: store(in: server.folder)) }
}
