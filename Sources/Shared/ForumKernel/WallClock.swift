import Glibc
import Synchronization

/// The time of day. Durations and deadlines use `ContinuousClock`; this is for what is stored and shown.
public protocol WallClock: Sendable {
  var now: Timestamp { get }
}

/// The machine's clock.
public struct SystemClock: WallClock {
  public init() {}

  public var now: Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(milliseconds: Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000)
  }
}

/// A clock that stands still until it is told to move: for tests of expiry and order.
public final class ManualClock: WallClock {
  private let time: Mutex<Timestamp>

  public init(_ start: Timestamp = Timestamp(milliseconds: 1_750_000_000_000)) { time = Mutex(start) }

  public var now: Timestamp { time.withLock { $0 } }

  /// Moves on by `seconds`; negative steps back.
  public func advance(seconds: Int64) { time.withLock { $0 = $0.adding(seconds: seconds) } }
}
