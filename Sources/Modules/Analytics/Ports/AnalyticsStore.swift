public import ForumKernel

/// Where counts by the hour live.
public protocol AnalyticsStore: Sendable {
  /// Loads, decides, saves and emits in one durable SERIALIZABLE transaction; `body` cannot await and may run twice.
  func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any AnalyticsTransaction) throws -> Result
  ) async throws -> Result
  /// Where the consumer of this name stands.
  func position(of consumer: String) async throws -> StreamPosition?
  /// The hours from `from` to before `before` that have a count, in order.
  func hours(of metric: Metric, _ tenant: TenantID, from: Timestamp, before: Timestamp) async throws -> [MetricSlice]
}

public protocol AnalyticsTransaction: ConsumerTransaction {
  /// Adds to the count of the hour that begins at `hour`.
  func add(_ count: Int64, to metric: Metric, hour: Timestamp) throws
}
