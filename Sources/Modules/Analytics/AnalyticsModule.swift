public import ForumKernel

/// Trends of what happens in a forum: a consumer of the stream counts, `ReadTrend` sums up.
public struct AnalyticsModule: Sendable {
  let store: any AnalyticsStore

  public init(store: any AnalyticsStore) { self.store = store }

  public var recordEvents: any EventConsumer { RecordEvents(store: store) }
  public var readTrend: ReadTrend { ReadTrend(store: store) }
}
