/// How far the primary's log had come, and when: what tells how old the data of a standby is. A value, driven by the given times.
struct LogProgress {
  typealias Position = Int64

  private struct Sample {
    let position: Position
    let at: ContinuousClock.Instant
  }

  /// Oldest first; each further than the one before it.
  private var samples: [Sample] = []
  private let kept: Duration

  /// `kept`: how old data may be to be told from older.
  init(kept: Duration) { self.kept = kept }

  /// The primary was there at that time, and no further.
  mutating func primary(at position: Position, _ now: ContinuousClock.Instant) {
    if let last = samples.last, last.position >= position {
      // Nothing was written since: what had that much then has it all now.
      samples[samples.count - 1] = Sample(position: last.position, at: now)
    } else {
      samples.append(Sample(position: position, at: now))
    }
    // One that is older stays, so that it is known that something is older.
    while samples.count > 2, samples[1].at + kept < now { samples.removeFirst() }
  }

  /// How old data is that goes up to `position`; zero when nothing newer is known, nil when it is older than what is kept, or nothing is known.
  func age(of position: Position, _ now: ContinuousClock.Instant) -> Duration? {
    guard let last = samples.last else { return nil }
    if position >= last.position { return .zero }
    return samples.last { $0.position <= position }.map { $0.at.duration(to: now) }
  }
}
