import ForumKernel

/// Up to where in the primary's log a caller has written, for as long as a standby may lack it. A value, driven by the given times.
struct CommitMarks {
  /// More callers than write within seconds anywhere; above it all share one mark.
  static let callersMax = 65_536

  private enum Key: Hashable {
    case user(UserID)
    case address(String)
  }

  private struct Generation {
    var marks: [Key: LogProgress.Position] = [:]
    /// Of those for whom there was no room.
    var everybody = LogProgress.Position.min
    var began: ContinuousClock.Instant
  }

  private let kept: Duration
  private var new: Generation
  private var old: Generation

  /// Marks are kept for `kept` at least, and for twice that at most.
  init(kept: Duration, _ now: ContinuousClock.Instant) {
    self.kept = kept
    new = Generation(began: now)
    old = Generation(began: now)
  }

  /// The caller has written, up to that position; `.max` when nobody knows how far.
  mutating func note(_ position: LogProgress.Position, by caller: RequestCaller, _ now: ContinuousClock.Instant) {
    turn(now)
    guard let key = caller.user.map(Key.user) ?? caller.address.map(Key.address), new.marks[key] != nil || new.marks.count < Self.callersMax else {
      return new.everybody = max(new.everybody, position)
    }
    new.marks[key] = max(new.marks[key] ?? .min, position)
  }

  /// What a standby must have to show this caller's own writes, those before the sign-in among them.
  mutating func needed(by caller: RequestCaller, _ now: ContinuousClock.Instant) -> LogProgress.Position {
    turn(now)
    let keys = [caller.user.map(Key.user), caller.address.map(Key.address)].compactMap(\.self)
    return [new, old].reduce(.min) { found, generation in keys.reduce(max(found, generation.everybody)) { max($0, generation.marks[$1] ?? .min) } }
  }

  private mutating func turn(_ now: ContinuousClock.Instant) {
    guard new.began + kept <= now else { return }
    // After a long silence both are over.
    old = new.began + kept * 2 <= now ? Generation(began: now) : new
    new = Generation(began: now)
  }
}
