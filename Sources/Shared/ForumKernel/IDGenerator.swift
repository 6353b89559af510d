import Glibc
import Synchronization

/// Makes UUIDv7s that only grow, also within one millisecond and when the clock steps back (RFC 9562 §6.2, method 1: a 12-bit counter).
public final class IDGenerator: Sendable {
  private struct State {
    var milliseconds: Int64 = 0
    var counter: UInt64 = 0
    var random = RandomWords()
  }

  private let clock: any WallClock
  private let state = Mutex(State())

  public init(clock: any WallClock) { self.clock = clock }

  public func next<Entity>() -> ID<Entity> { ID(nextRaw()) }

  /// The next id. When the clock stands still or steps back, the counter goes on; when the counter is full, the time part is moved on by one.
  public func nextRaw() -> RawID {
    let now = clock.now.milliseconds
    return state.withLock { state in
      if now > state.milliseconds {
        state.milliseconds = now
        state.counter = state.random.next() & 2047
      } else if state.counter < 4095 {
        state.counter += 1
      } else {
        state.milliseconds += 1
        state.counter = 0
      }
      return RawID(high: UInt64(state.milliseconds) << 16 | 7 << 12 | state.counter, low: state.random.next() >> 2 | 1 << 63)
    }
  }
}

/// Words from the system's generator, fetched many at a time: to ask the kernel for each costs more than all the rest of an id.
private struct RandomWords {
  private var words: [UInt64] = []

  mutating func next() -> UInt64 {
    if words.isEmpty {
      words = [UInt64](repeating: 0, count: 32)
      // 256 bytes are the most that one call gives; it fails for more only.
      guard getentropy(&words, 256) == 0 else { fatalError("The system gives no random numbers.") }
    }
    return words.removeLast()
  }
}
