import ForumKernel
import Logging
import ServiceLifecycle
import Workers

/// The one process that serves a store which others can reach, where the stream tells its own process alone: another one's changes would be heard by nobody
/// here. Also keeps away from a store whose events a broker carries for other nodes.
struct SoleNode: Service {
  private static let lease = Duration.seconds(6)
  private static let pause = Duration.milliseconds(250)

  private let seat: any NodeLease
  private let holder: String
  private let logger: Logger

  /// nil where nobody else can reach the store, or a broker tells of all changes.
  init?(_ application: Application) {
    guard !application.storage.isExclusive, application.storage.outbox == nil else { return nil }
    seat = application.storage.lease(LeaseName.events)
    holder = application.nodeName
    logger = application.logger
  }

  /// Waits as long as the lease of a process that was killed may last. Throws `conflict` (`store_served_elsewhere`).
  func take() async throws {
    let end = ContinuousClock.now + Self.lease + .seconds(1)
    while try await !seat.takeLease(holder: holder, for: Self.lease) {
      guard ContinuousClock.now < end else {
        throw AppError(
          .conflict, "store_served_elsewhere",
          """
          Another process serves the forum in this database, and with the stream `log` only one can: stop that one, or give all of them one broker \
          (stream.adapter: nats).
          """)
      }
      try await Task.sleep(for: Self.pause)
    }
  }

  /// Keeps the lease until graceful shutdown, then gives it back.
  func run() async throws {
    let renewal = PeriodicTask(name: "lease of the store", interval: Self.lease / 4, logger: logger) {
      if try await !seat.takeLease(holder: holder, for: Self.lease) {
        logger.error("Another process serves the forum in this database: each hears nothing of the other's changes. Stop one of them.")
      }
    }
    await cancelWhenGracefulShutdown { await renewal.run() }
    // Beyond a cancelled task.
    await Task { try? await seat.endLease(holder: holder) }.value
  }
}
