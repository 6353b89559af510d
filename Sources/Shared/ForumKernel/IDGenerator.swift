import Synchronization

/// Makes UUIDv7s that only grow, also within one millisecond and when the clock steps back (RFC 9562 §6.2, method 1: a 12-bit counter).
public final class IDGenerator: Sendable {
  private struct State {
    var milliseconds: Int64 = 0
    var counter: UInt64 = 0
  }

  private let clock: any WallClock
  private let state = Mutex(State())

  public init(clock: any WallClock) { self.clock = clock }

  public func next<Entity>() -> ID<Entity> { ID(nextRaw()) }

  /// The next id. When the clock stands still or steps back, the counter goes on; when the counter is full, the time part is moved on by one.
  public func nextRaw() -> RawID {
    let now = clock.now.milliseconds
    let (milliseconds, counter) = state.withLock { state in
      if now > state.milliseconds {
        state.milliseconds = now
        state.counter = UInt64.random(in: 0..<2048)
      } else if state.counter < 4095 {
        state.counter += 1
      } else {
        state.milliseconds += 1
        state.counter = 0
      }
      return (state.milliseconds, state.counter)
    }
    return RawID(high: UInt64(milliseconds) << 16 | 7 << 12 | counter, low: UInt64.random(in: 0..<(1 << 62)) | 1 << 63)
  }
}
