import GRPCCore
import ServiceLifecycle

/// How long a call may go on: as long as its client waits, and no longer than the server lets it.
struct RPCDeadline: Sendable {
  /// What a stream that has no deadline sleeps for.
  private static let never = Duration.seconds(366 * 86_400)
  /// The library counts from a moment before this does.
  private static let slack = Duration.milliseconds(100)

  /// nil: without end.
  let timeout: Duration?
  private let start = ContinuousClock.now

  /// `client` is what `grpc-timeout` says: at most eight digits and a unit. Nonsense counts as nothing.
  init(client: String?, server: Duration?) {
    let asked = client.flatMap { Self.duration($0) }
    timeout = [asked, server].compactMap(\.self).min()
  }

  private var isOver: Bool { timeout.map { ContinuousClock.now - start + Self.slack >= $0 } ?? false }

  /// At most eight digits and a unit.
  static func isWellFormed(_ text: String) -> Bool { duration(text) != nil }

  private static func duration(_ text: String) -> Duration? {
    guard (2...9).contains(text.utf8.count), let unit = text.last, text.utf8.dropLast().allSatisfy({ (48...57).contains($0) }),
      let count = Int64(text.dropLast())
    else { return nil }
    return switch unit {
    case "H": .seconds(count * 3600)
    case "M": .seconds(count * 60)
    case "S": .seconds(count)
    case "m": .milliseconds(count)
    case "u": .microseconds(count)
    case "n": .nanoseconds(count)
    default: nil
    }
  }

  /// Runs `perform` until it is done, the client is gone or the time is over. Then its task is cancelled: what it had not begun to write stays unwritten.
  /// A server that stops ends streams and lets other calls get done.
  func run<Output: Sendable>(
    _ context: ServerContext, isStream: Bool, _ perform: @escaping @Sendable () async throws -> Output
  ) async throws -> Output {
    if let timeout, timeout <= .zero { throw RPCError.late }
    return try await withThrowingTaskGroup(of: Output.self) { group in
      group.addTask { try await perform() }
      group.addTask {
        try await Task.sleep(for: timeout ?? Self.never, tolerance: .zero)
        throw RPCError.late
      }
      group.addTask {
        try await context.cancellation.cancelled
        // The library cancels every call when the server begins to stop.
        if Task.isShuttingDownGracefully, !isStream { try await Task.sleep(for: Self.never) }
        throw Task.isShuttingDownGracefully ? RPCError.stopping : isOver ? RPCError.late : RPCError.cancelled
      }
      if isStream {
        group.addTask {
          try await gracefulShutdown()
          throw RPCError.stopping
        }
      }
      defer { group.cancelAll() }
      guard let output = try await group.next() else { throw RPCError.cancelled }
      return output
    }
  }
}

extension RPCError {
  static let late = RPCError(code: .deadlineExceeded, message: "The call's time is over. What it had not begun to write is not written.")
  static let cancelled = RPCError(code: .cancelled, message: "The call was cancelled.")
  static let stopping = RPCError(code: .unavailable, message: "The server stops: connect again and go on from your position.")
}
