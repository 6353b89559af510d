import Analytics
import ForumKernel
import HTTPTypes

struct AnalyticsRoutes {
  let analytics: AnalyticsModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "analytics/trends", "readTrend", "How often something happened, by hour, day or week", tag: "Analytics", needs: .analyticsRead,
      returns: Self.trend, perform: read)
  }

  @Sendable private func read(_ call: Call, _ query: TrendQuery) async throws -> Reply<Trend> {
    let range = query.range(now: call.now)
    let slices = try await analytics.readTrend(query.metric, by: query.interval, from: range.from, before: range.before, principal: call.principal)
    return .ok(Trend(metric: query.metric, interval: query.interval, slices: slices))
  }

  private static let trend = Shape<Trend>("Trend", "Counts of one metric over time.")
    .word("metric", of: Metric.allCases.map(\.rawValue)) { $0.metric.rawValue }
    .word("interval", of: TrendInterval.allCases.map(\.rawValue)) { $0.interval.rawValue }
    .list("points", Shape<MetricSlice>("TrendPoint", "One interval.").time("start") { $0.start }.number("count") { $0.count }) { $0.slices }
}

/// Which trend to show; the last 30 days when no range is given.
struct TrendQuery: QueryFields {
  let metric: Metric
  let interval: TrendInterval
  private let from: Timestamp?
  private let before: Timestamp?

  init(_ fields: inout FieldReader) {
    metric = fields.required("metric", .choice())
    interval = fields.optional("interval", .choice(), default: .day)
    from = fields.optional("from", .time)
    before = fields.optional("to", .time, "The end, which is not part of the range.")
    guard let range = fields.now.map(self.range) else { return }
    fields.check(needs: "interval", "from", "to") { () throws(AppError) in
      try ReadTrend.count(of: interval, from: range.from, before: range.before)
    }
  }

  func range(now: Timestamp) -> (from: Timestamp, before: Timestamp) {
    let before = before ?? now
    return (from ?? before.adding(seconds: -30 * 86_400), before)
  }
}

/// A trend with what it is of.
private struct Trend: Sendable {
  let metric: Metric
  let interval: TrendInterval
  let slices: [MetricSlice]
}
