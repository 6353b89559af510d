import Synchronization

/// What is counted of every request.
public final class HTTPMetrics: Sendable {
  /// One combination of labels.
  private struct Series: Hashable {
    let route: String
    let method: String
    let status: Int
  }

  private let requests: MetricFamily<Counter>
  private let seconds: MetricFamily<Histogram>
  /// The metrics that `requests` and `seconds` gave out, found with one look instead of two and without making texts.
  private let known = Mutex<[Series: (Counter, Histogram)]>([:])

  public init(_ registry: MetricsRegistry) {
    requests = registry.counter("forum_http_requests_total", "Requests that were answered.", labels: ["route", "method", "status"])
    seconds = registry.histogram("forum_http_request_seconds", "Time from a request's header to the end of its answer.", labels: ["route"])
  }

  /// All requests so far by how long they took: one number more than `Histogram.latencyBounds`, not cumulative. Without live feeds, which last as long
  /// as somebody follows them.
  var durations: [Int] {
    seconds.snapshot.filter { !Self.isFeed($0.values) }.reduce(into: [Int](repeating: 0, count: Histogram.latencyBounds.count + 1)) { total, series in
      for (index, count) in series.metric.snapshot.counts.enumerated() { total[index] += count }
    }
  }

  private static func isFeed(_ labels: [String]) -> Bool { labels.contains { $0.hasSuffix("/events") || $0.hasSuffix("/live") } }

  /// `route` is the declared path (`/api/v1/threads/{id}`), never the client's: its values are a fixed few.
  public func record(route: String, method: String, status: Int, duration: Duration) {
    let series = Series(route: route, method: method, status: status)
    let (counter, histogram) = known.withLock { known in
      if let metrics = known[series] { return metrics }
      let metrics = (requests.labeled(route, method, String(status)), seconds.labeled(route))
      // Clients may invent methods; those share one series and are not worth a place here.
      if known.count < MetricFamily<Counter>.seriesMax { known[series] = metrics }
      return metrics
    }
    counter.add()
    histogram.observe(duration)
  }
}
