/// Leaves a flag service alone that is not well: for a while that grows, after which one call tries. A value, driven by the given times.
struct CallGate: Sendable {
  typealias Instant = ContinuousClock.Instant

  private static let first = 250
  /// How long a service may ask to be left alone.
  static let pauseMax = Duration.seconds(3600)
  /// Calls at once; who comes then gets what is known.
  private static let callsMax = 64

  /// Bounds pauses that nobody asked for.
  let most: Duration
  private var failures = 0
  private var failedAt: Instant?
  private var closedUntil: Instant?
  private var calls = 0

  init(most: Duration) { self.most = most }

  /// Whether a call may begin now. Each that does must end.
  mutating func begin(_ now: Instant) -> Bool {
    guard calls < Self.callsMax else { return false }
    if let closedUntil { guard now >= closedUntil, calls == 0 else { return false } }
    calls += 1
    return true
  }

  /// `error`: nil after any answer of a service that is well; `chance` is from 0 to 1.
  mutating func end(_ began: Instant, _ now: Instant, _ error: OFREPError?, chance: Double) {
    calls -= 1
    // What began before it was known to be down says nothing new.
    if let failedAt, began < failedAt { return }
    guard let error else {
      (failures, failedAt, closedUntil) = (0, nil, nil)
      return
    }
    failedAt = now
    if case .paused(_, let time) = error {
      closedUntil = now + min(time, Self.pauseMax)
    } else {
      let pause = min(Self.first << min(failures, 10), Int(most.components.seconds * 1000))
      closedUntil = now + .milliseconds(Int(Double(pause) * (0.5 + chance / 2)))
    }
    failures += 1
  }
}
