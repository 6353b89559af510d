import Foundation

/// Redis or Valkey servers of the tests' own, with nothing in them. The program is the one that `FORUM_TEST_REDIS` names (`/usr/bin/redis-server`); without
/// it the tests that need one are skipped.
public enum RedisServer {
  public static let program = ProcessInfo.processInfo.environment["FORUM_TEST_REDIS"].flatMap { $0.isEmpty ? nil : $0 }
  public static let skipReason = "Set FORUM_TEST_REDIS=/usr/bin/redis-server to run this."

  /// Runs `body` with a started server, and kills it afterwards.
  public static func run<Result>(_ arguments: [String] = [], _ body: (ServerProcess) async throws -> Result) async throws -> Result {
    guard let program else { throw ServerProcess.Failure.noProgram }
    return try await ServerProcess.run("redis", command: { command(program, $0, $1, arguments) }, body)
  }

  /// The one that tests share, each with a prefix of its own.
  static func shared() async throws -> ServerProcess {
    guard let program else { throw ServerProcess.Failure.noProgram }
    return try await ServerProcess.shared(program, "redis") { command(program, $0, $1, []) }
  }

  private static func command(_ program: String, _ folder: String, _ port: Int, _ arguments: [String]) -> [String] {
    [program, "--port", "\(port)", "--bind", "127.0.0.1", "--save", "", "--dir", folder] + arguments
  }
}
