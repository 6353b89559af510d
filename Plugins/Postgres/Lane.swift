import Dispatch
import ForumKernel

/// One place in the pool: a thread of its own, and the connection that lives on it.
// Its holder has it alone, and the connection is touched on the queue only; so sharing is safe.
final class Lane: @unchecked Sendable {
  let queue: DispatchQueue
  private let order: CommitOrder?
  private var connection: PostgresConnection?

  init(label: String, _ order: CommitOrder?) {
    queue = DispatchQueue(label: label, qos: .userInitiated)
    self.order = order
  }

  /// Whether the next use opens a connection; asked by the holder while nothing runs.
  func mustOpen(_ settings: PostgresDriverSettings) -> Bool {
    guard let connection, connection.isOpen else { return true }
    return connection.openedAt + settings.connectionLifetime < .now
  }

  /// The connection, opened anew when `isNew`; on the queue.
  func open(_ settings: PostgresDriverSettings, password: String?, isNew: Bool) throws -> PostgresConnection {
    if !isNew, let connection { return connection }
    close()
    let opened = PostgresConnection(try PostgresLink(settings, password: password), prepared: settings.prepared, order: order)
    connection = opened
    return opened
  }

  /// Whether the last use waited in vain; on the queue.
  var isHung: Bool { connection?.isHung ?? false }

  /// On the queue, or when nobody uses the lane any more.
  func close() {
    connection?.close()
    connection = nil
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
