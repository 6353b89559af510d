public import ForumKernel

/// Wrong tries in a row, and what they cost: each one beyond the free ones doubles the wait for the next. Nobody is ever locked out for good.
public struct Failures: Sendable, Equatable {
  public let count: Int64
  public let lastAt: Timestamp

  public init(count: Int64, lastAt: Timestamp) {
    self.count = count
    self.lastAt = lastAt
  }

  /// Seconds until the next try; nil when it may be now.
  public func wait(now: Timestamp) -> Int64? {
    guard count > AuthLimits.failuresFree else { return nil }
    let seconds = min(AuthLimits.failureWaitSecondsMax, 1 << min(count - AuthLimits.failuresFree - 1, 20))
    let left = lastAt.milliseconds + seconds * 1000 - now.milliseconds
    return left > 0 ? (left + 999) / 1000 : nil
  }
}
