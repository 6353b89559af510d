import ForumKernel
import Foundation
import NIOCore

/// A forum of its own: this program's `serve` as a child, on a free loopback port.
struct BenchServer {
  private static let startSecondsMax = 30
  private static let pause = Duration.milliseconds(1)
  /// Whatever the file says: nobody is limited or has to prove anything, no port is taken that is another one's, nothing is encrypted, and a token
  /// lasts for the longest run.
  private static let variables = [
    "FORUM_RATE_LIMIT_ENABLED": "false", "FORUM_REGISTRATION_OPEN": "true", "FORUM_REGISTRATION_VERIFY_MAIL": "false",
    "FORUM_REGISTRATION_APPROVAL": "false", "FORUM_MODERATION_APPROVE_FIRST": "0", "FORUM_SESSION_ACCESS_TOKEN_LIFETIME": "24h",
    "FORUM_TLS_CERTIFICATES": "", "FORUM_TLS_KEY": "", "FORUM_TLS_SELF_SIGNED": "false", "FORUM_GRPC_LISTEN": "",
    "FORUM_SEARCH_FACADE_ENABLED": "false", "FORUM_HTTP_CONNECTIONS_MAX": "10000", "FORUM_HTTP_CONNECTIONS_PER_ADDRESS_MAX": "10000",
  ]

  let port: Int
  /// From the start of the process to its first 200.
  let startup: Duration
  private let process: RunningProcess

  /// `config`: a file of settings. Its log and its data directory are in `folder`. Throws `unavailable` (`server_not_started`).
  static func start(_ config: String?, in folder: String, on loop: any EventLoop) async throws -> Self {
    let port = try LoopbackPort.free()
    let program = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let words = [program, "serve", "--listen", "127.0.0.1:\(port)", "--data", folder + "/forum", "--log-level", "warning"]
    let start = ContinuousClock.now
    let process = try RunningProcess(words + (config.map { ["--config", $0] } ?? []), in: folder, adding: variables)
    do {
      try await ready(process, port, on: loop)
    } catch {
      process.stop()
      throw error
    }
    return Self(port: port, startup: .now - start, process: process)
  }

  /// The last of what it wrote.
  var output: String { process.output }
  var residentBytes: Int { ProcessFigures.memory(process.identifier, "VmRSS") ?? 0 }
  var residentBytesMax: Int { ProcessFigures.memory(process.identifier, "VmHWM") ?? 0 }

  /// Throws `unavailable` (`server_ended`) when the forum is not there any more.
  func cpuSeconds() throws(AppError) -> Double {
    guard process.isRunning, let seconds = ProcessFigures.cpuSeconds(process.identifier) else {
      throw AppError(.unavailable, "server_ended", "The forum ended while it was measured:\n\(output)")
    }
    return seconds
  }

  func stop() { process.stop() }

  private static func ready(_ process: RunningProcess, _ port: Int, on loop: any EventLoop) async throws {
    let end = ContinuousClock.now + .seconds(startSecondsMax)
    while process.isRunning, ContinuousClock.now < end {
      if LoopbackPort.answers(port), await isReady(port, on: loop) { return }
      try await Task.sleep(for: pause)
    }
    let what = process.isRunning ? "was not ready within \(startSecondsMax) s" : "ended at its start"
    throw AppError(.unavailable, "server_not_started", "The forum \(what):\n\(process.output)")
  }

  private static func isReady(_ port: Int, on loop: any EventLoop) async -> Bool {
    guard let connection = try? await BenchConnection.open(port, on: loop) else { return false }
    defer { connection.close() }
    return (try? await connection.send(.get("/readyz")))?.status == 200
  }
}
