/// How long a token or a lease lives, and what is to be done about it: a value, driven by the given times.
struct LeaseLife: Sendable, Equatable {
  typealias Instant = ContinuousClock.Instant

  enum Step: Equatable {
    case renew
    /// It can't be prolonged, or not by much: another one takes its place while it still lives.
    case replace
  }

  private static let secondsMax = 10 * 366 * 86_400

  private let whole: Duration
  private var granted: Duration
  private var since: Instant
  private var isRenewable: Bool
  private var pause = RetryPause()
  private var nextTry: Instant?

  init(seconds: Int, isRenewable: Bool, _ now: Instant) {
    whole = .seconds(min(max(1, seconds), Self.secondsMax))
    granted = whole
    since = now
    self.isRenewable = isRenewable
  }

  var end: Instant { since + granted }
  /// What a renewal asks for.
  var wholeSeconds: Int { Int(whole.components.seconds) }

  /// When something is to be done: after two thirds of its life, or after the pause that follows a failure.
  var due: Instant { nextTry ?? since + granted * 2 / 3 }

  /// What is to be done then.
  var step: Step { isRenewable ? .renew : .replace }

  /// It was renewed for so long. Less than it had when it was new is its last time: something else must take its place, at once.
  mutating func renewed(seconds: Int, isRenewable: Bool, _ now: Instant) {
    since = now
    pause.succeeded()
    granted = .seconds(min(max(0, seconds), Self.secondsMax))
    let isLast = granted * 10 < whole * 9
    self.isRenewable = isRenewable && !isLast
    nextTry = isLast ? now : nil
  }

  /// It can't be renewed any more.
  mutating func lost(_ now: Instant) {
    isRenewable = false
    nextTry = now
  }

  /// What was due failed, and is tried again after a pause. `chance` is from 0 to 1.
  mutating func failed(_ now: Instant, chance: Double) { nextTry = pause.failed(now, before: end, chance: chance) }
}
