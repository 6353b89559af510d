import Dispatch
import ForumWiring
import Logging
import Synchronization

/// Remembers that the server has stopped to answer without hanging up, so that callers are refused at once instead of waiting in turn; a connection of
/// its own finds out when it answers again.
final class HangGuard: Sendable {
  private static let logger = Logger(label: "store.postgres")
  private static let pause = Duration.milliseconds(250)
  private static let patience = Duration.seconds(2)

  private struct State {
    var isHung = false
    var isClosed = false
  }

  private let settings: PostgresDriverSettings
  private let state = Mutex(State())
  private let thread = DispatchQueue(label: "postgres.probe")

  init(_ settings: PostgresDriverSettings) {
    var settings = settings
    settings.connectTimeout = Self.patience
    self.settings = settings
  }

  /// Throws `unavailable` (`store_unreachable`) while the server does not answer.
  func check() throws {
    if state.withLock({ $0.isHung }) { throw PostgresFailure.connectionLost }
  }

  /// A call has waited in vain until its deadline.
  func hung() {
    let isFirst = state.withLock { state in
      defer { state.isHung = true }
      return !state.isHung && !state.isClosed
    }
    guard isFirst else { return }
    Self.logger.warning("The database does not answer: requests are refused until it does.")
    Task { await probe() }
  }

  func close() { state.withLock { $0.isClosed = true } }

  private func probe() async {
    while !state.withLock({ $0.isClosed }) {
      try? await Task.sleep(for: Self.pause)
      let access = try? await PostgresAccess(settings)
      let answers = await withCheckedContinuation { continuation in
        thread.async { [settings] in
          let link = access.flatMap { try? PostgresLink(settings, $0) }
          defer { link?.finish() }
          continuation.resume(returning: (try? link?.run("SELECT 1", until: .now + Self.patience)) != nil)
        }
      }
      guard answers else { continue }
      state.withLock { $0.isHung = false }
      Self.logger.notice("The database answers again.")
      return
    }
  }
}
