import Auth
import ForumKernel

/// Has one rewriting of the store's files do for several erasures: nobody can write while it lasts. The next one begins when a hundred times as long has
/// passed, and everybody who came meanwhile shares it.
actor SharedScrub {
  typealias Remains = [(item: String, reason: String)]

  /// Of a hundred.
  private static let stillPercent: Int64 = 1
  /// What takes no longer keeps nobody waiting.
  private static let briefMilliseconds: Int64 = 50

  private let clock: any WallClock
  private var begun = 0
  private var isRunning = false
  private var newest: (number: Int, remains: Remains)?
  private var nextAt: Timestamp?
  /// How many had begun when each of those who wait came first.
  private var waiting: [ErasureID: Int] = [:]

  init(clock: any WallClock) { self.clock = clock }

  /// What remains in the files after a rewriting that began when all of this erasure's deletions were done. Throws `unavailable` (`scrub_waits`) until then.
  func remains(after erasure: ErasureID, _ scrub: @Sendable () async throws -> Remains) async throws -> Remains {
    let first = waiting[erasure] ?? begun
    waiting[erasure] = first
    if let newest, newest.number > first {
      waiting[erasure] = nil
      return newest.remains
    }
    let wait = isRunning ? 1000 : nextAt.map { $0.milliseconds - clock.now.milliseconds } ?? 0
    guard wait <= 0 else {
      throw AppError(
        .unavailable, "scrub_waits", "The files are rewritten for several erasures together; the next time in \((wait + 999) / 1000) s.",
        retryAfterSeconds: Int((wait + 999) / 1000))
    }
    (begun, isRunning) = (begun + 1, true)
    defer { isRunning = false }
    let (number, start) = (begun, ContinuousClock.now)
    let remains = try await scrub()
    let took = (ContinuousClock.now - start) / .milliseconds(1)
    let pause = Int64(took) > Self.briefMilliseconds ? Int64(took) * 100 / Self.stillPercent : 0
    nextAt = Timestamp(milliseconds: clock.now.milliseconds + pause)
    newest = (number, remains)
    waiting[erasure] = nil
    return remains
  }
}
