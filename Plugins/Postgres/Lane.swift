import Dispatch
import ForumKernel

/// One place in the pool: a thread of its own, and the connection that lives on it.
// Its holder has it alone, and the connection is touched on the queue only; so sharing is safe.
final class Lane: @unchecked Sendable {
  private let queue: DispatchQueue
  private let order: CommitOrder?
  private var connection: PostgresConnection?
  private var renewAt = ContinuousClock.now
  /// Of the secrets that the connection was opened with.
  private var edition = 0

  init(label: String, _ order: CommitOrder?) {
    queue = DispatchQueue(label: label, qos: .userInitiated)
    self.order = order
  }

  /// Asked by the holder while nothing runs.
  var isOpen: Bool { connection?.isOpen ?? false }

  /// Whether the next use should be over another connection. `edition`: that of the secrets now.
  func isDue(_ now: ContinuousClock.Instant, edition: Int) -> Bool { !isOpen || renewAt <= now || isOutdated(edition) }

  /// Whether its secrets were replaced since it was opened.
  func isOutdated(_ edition: Int) -> Bool { isOpen && edition != self.edition }

  /// The old connection is used for a while yet.
  func postpone(_ pause: Duration, edition: Int) { (renewAt, self.edition) = (.now + pause, edition) }

  /// Opens a connection, which takes the place of the old one; that one stays when this fails.
  func renew(_ settings: PostgresDriverSettings, _ access: PostgresAccess) async throws {
    try await perform {
      let opened = PostgresConnection(
        try PostgresLink(settings, access), prepared: settings.prepared, order: self.order, userMayEnd: settings.hasChangingUser)
      self.close()
      self.connection = opened
      self.renewAt = opened.openedAt + settings.connectionLifetime
      self.edition = access.edition
    }
  }

  /// Runs `body` with the connection on the lane's thread, and there `done` before the caller goes on.
  func use<Result: Sendable>(
    _ body: @escaping @Sendable (PostgresConnection) throws -> Result, done: @escaping @Sendable () -> Void
  ) async throws -> Result {
    try await perform {
      defer { done() }
      guard let connection = self.connection else { throw PostgresFailure.connectionLost }
      return try body(connection)
    }
  }

  /// Whether the last use waited in vain; on the queue.
  var isHung: Bool { connection?.isHung ?? false }

  /// On the queue, or when nobody uses the lane any more.
  func close() {
    connection?.close()
    connection = nil
  }

  private func perform<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
    try await withCheckedThrowingContinuation { continuation in queue.async { continuation.resume(with: Swift.Result { try work() }) } }
  }
}

/// When a server that can't be reached is tried again: a value, driven by the given time.
struct ReconnectPause {
  private static let pauseMax = Duration.seconds(2)
  private var failures = 0
  private var until: ContinuousClock.Instant?

  /// False while it is too early to try.
  func allows(_ now: ContinuousClock.Instant) -> Bool { until.map { now >= $0 } ?? true }

  /// Of several that try at the same time, the first counts.
  mutating func failed(_ now: ContinuousClock.Instant) {
    guard allows(now) else { return }
    until = now + min(.milliseconds(50 << min(failures, 7)), Self.pauseMax)
    failures += 1
  }

  mutating func succeeded() { self = ReconnectPause() }
}
