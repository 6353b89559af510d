public import ForumKernel

/// Sums hourly counts up to a trend; needs `analytics.read`.
public struct ReadTrend: Sendable {
  let store: any AnalyticsStore

  /// One slice for every interval from `from` to before `before`, zeros included; intervals are counted in UTC from 1970-01-05, a Monday.
  /// Throws `invalid` when the range is empty or has too many intervals.
  public func callAsFunction(
    _ metric: Metric, by interval: TrendInterval, from: Timestamp, before: Timestamp, principal: Principal
  ) async throws -> [MetricSlice] {
    try principal.require(.analyticsRead)
    let count = try Self.count(of: interval, from: from, before: before)
    let first = Self.start(of: interval, at: from)
    var sums = [Int64](repeating: 0, count: Int(count))
    for hour in try await store.hours(of: metric, principal.tenant, from: Timestamp(milliseconds: first), before: before) {
      sums[Int((hour.start.milliseconds - first) / interval.milliseconds)] += hour.count
    }
    return sums.enumerated().map { MetricSlice(start: Timestamp(milliseconds: first + Int64($0) * interval.milliseconds), count: $1) }
  }

  /// How many slices the range has. Throws `invalid` for none and for too many.
  @discardableResult
  public static func count(of interval: TrendInterval, from: Timestamp, before: Timestamp) throws(AppError) -> Int64 {
    guard from < before else { throw AppError.validation([Fault("?to", "out_of_range", "The range ends before it begins.")]) }
    let count = (before.milliseconds - start(of: interval, at: from) + interval.milliseconds - 1) / interval.milliseconds
    guard count <= AnalyticsLimits.pointsMax else {
      throw AppError.validation([
        Fault(
          "?interval", "out_of_range", "This range has \(count) intervals; at most \(AnalyticsLimits.pointsMax) can be shown. Choose a longer one.")
      ])
    }
    return count
  }

  private static func start(of interval: TrendInterval, at time: Timestamp) -> Int64 {
    let mondayOffset: Int64 = interval == .week ? 4 * 24 * 3_600_000 : 0
    let shifted = time.milliseconds - mondayOffset
    let remainder = shifted % interval.milliseconds
    return time.milliseconds - (remainder < 0 ? remainder + interval.milliseconds : remainder)
  }
}
