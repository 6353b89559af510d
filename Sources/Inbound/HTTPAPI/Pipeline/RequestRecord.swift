import ForumKernel
import Logging

/// What may be known about a request when it is logged.
struct RequestRecord: Sendable {
  var correlation = Correlation(requestID: "-", traceparent: nil)
  var route = "unknown"
  var user: UserID?
  var rate: RateLimiter.Decision?
  /// What the answer is shaped by, of the API's.
  var version: PinnedVersion?
  /// What exactly was wrong, where the answer must not say it.
  var cause: String?

  func metadata(adding more: Logger.Metadata = [:]) -> Logger.Metadata {
    var metadata = more
    metadata["request_id"] = "\(correlation.requestID)"
    if let trace = correlation.traceID { metadata["trace_id"] = "\(trace)" }
    if let user { metadata["user_id"] = "\(user)" }
    metadata["route"] = "\(route)"
    if let cause { metadata["cause"] = "\(cause)" }
    return metadata
  }
}
