public import ForumKernel
public import ForumRuntime
import HTTPAPI
import Logging

/// A forum that keeps its data in a directory and answers commands there, as a running server does.
public struct StoredForum: Sendable {
  public let forum: TestForum
  public let config: ServerConfig

  /// A command's line to it.
  public func line() async throws -> OperatorLine {
    try await OperatorLine(config: config, adapters: try TestAdapters.inMemory(), logger: .silent)
  }
}

/// The settings of a forum in `folder`.
public func storedConfig(_ folder: String, _ overrides: [String: String] = [:]) throws -> ServerConfig {
  try ConfigLoader(environment: [:]).load(flags: ["rate_limit.enabled": "false", "data": folder].merging(overrides) { $1 })
}

/// Opens the forum in `folder`, makes it when it is not there, runs `body`, and closes it as a server that stops does.
public func withStoredForum(
  in folder: String, _ overrides: [String: String] = [:], clock: ManualClock = ManualClock(), _ body: (StoredForum) async throws -> Void
) async throws {
  let config = try storedConfig(folder, overrides)
  let lock = try StoreLock(directory: folder)
  try await run(config, try TestAdapters.inMemory(), folder, clock) { forum in
    let application = forum.application
    let socket = try AdminSocketServer(directory: folder) { await application.handle($0) }
    defer { socket.close() }
    try await body(StoredForum(forum: forum, config: config))
  }
  withExtendedLifetime(lock) {}
}
