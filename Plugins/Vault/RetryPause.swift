import ForumWiring

/// How long to leave a vault alone that could not be asked: longer each time, by chance so that many servers do not ask at once, and shorter where little
/// time is left. A value, driven by the given times.
struct RetryPause: Sendable, Equatable {
  private static let first = 250
  private static let most = 30_000
  private var failures = 0

  /// Until when. `end`: of what is to be renewed; `chance` is from 0 to 1.
  mutating func failed(_ now: ContinuousClock.Instant, before end: ContinuousClock.Instant? = nil, chance: Double) -> ContinuousClock.Instant {
    let left = end.map { now.duration(to: $0).milliseconds } ?? 0
    let pause = min(Self.first << min(failures, 10), Self.most, left > 0 ? max(Self.first, left / 4) : Self.most)
    failures += 1
    return now + .milliseconds(Int(Double(pause) * (0.5 + chance / 2)))
  }

  mutating func succeeded() { failures = 0 }
}
