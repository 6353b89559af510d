public import ForumKernel

/// Follows the stream and counts events by metric and hour.
public struct RecordEvents: EventConsumer {
  public let name = "analytics"
  public let filters = ["forum.>", "auth.>"].compactMap { SubjectFilter($0) }
  let store: any AnalyticsStore

  /// Up to where events are counted; nil when it is new.
  public func position() async throws -> StreamPosition? { try await store.position(of: name) }

  /// One transaction for each run of messages of one tenant, with the position after it.
  public func handle(_ messages: [StreamMessage], through position: StreamPosition?) async throws {
    for run in TenantRun.runs(of: messages, through: position) {
      try await store.write(run.tenant, actor: nil) { tx in
        for (key, count) in Self.counts(try tx.advance(name, over: run)) { try tx.add(count, to: key.metric, hour: key.hour) }
      }
    }
  }

  /// What the stream no longer holds stays uncounted: trends are of what was seen.
  public func restart(at position: StreamPosition, seen: StreamPosition?) async throws -> Bool {
    try await store.write(TenantID(.zero), actor: nil) { try $0.restart(name, at: position, seen: seen) }
  }

  private struct Key: Hashable {
    let metric: Metric
    let hour: Timestamp
  }

  private static func counts(_ messages: [StreamMessage]) -> [Key: Int64] {
    var counts: [Key: Int64] = [:]
    for message in messages {
      guard let metric = message.eventType.flatMap(Metric.init(eventType:)) else { continue }
      let milliseconds = message.time.milliseconds
      counts[Key(metric: metric, hour: Timestamp(milliseconds: milliseconds - milliseconds % TrendInterval.hour.milliseconds)), default: 0] += 1
    }
    return counts
  }
}
