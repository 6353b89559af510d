/// What is counted of every request.
public struct HTTPMetrics: Sendable {
  private let requests: MetricFamily<Counter>
  private let seconds: MetricFamily<Histogram>
  /// Requests that are being answered.
  public let inFlight: Gauge

  public init(_ registry: MetricsRegistry) {
    requests = registry.counter("forum_http_requests_total", "Requests that were answered.", labels: ["route", "method", "status"])
    seconds = registry.histogram("forum_http_request_seconds", "Time from a request's header to the end of its answer.", labels: ["route"])
    inFlight = registry.gauge("forum_http_requests_in_flight", "Requests that are being answered.").labeled()
  }

  /// `route` is the declared path (`/api/v1/threads/{id}`), never the client's: its values are a fixed few.
  public func record(route: String, method: String, status: Int, duration: Duration) {
    requests.labeled(route, method, String(status)).add()
    seconds.labeled(route).observe(duration)
  }
}
