public import Analytics
public import ForumKernel

extension SQLTransaction: AnalyticsTransaction {
  public func add(_ count: Int64, to metric: Metric, hour: Timestamp) throws {
    try MetricQueries.addToMetric(connection, tenantID: tenant.raw, metric: metric.rawValue, hourAt: hour.milliseconds, count: count)
  }
}

extension SQLStore: AnalyticsStore {
  public func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any AnalyticsTransaction) throws -> Result
  ) async throws -> Result {
    try await transaction(tenant, actor: actor) { try body($0) }
  }

  public func hours(of metric: Metric, _ tenant: TenantID, from: Timestamp, before: Timestamp) async throws -> [MetricSlice] {
    try await read(tenant) {
      try MetricQueries.metricHours(
        $0, tenantID: tenant.raw, metric: metric.rawValue, fromAt: from.milliseconds, beforeAt: before.milliseconds
      ).map { MetricSlice(start: Timestamp(milliseconds: $0.hourAt), count: $0.count) }
    }
  }
}
