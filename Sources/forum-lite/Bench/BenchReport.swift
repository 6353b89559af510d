import ForumKernel

/// What was measured, for people and as JSON.
struct BenchReport: Encodable {
  /// One kind of request over one number of connections.
  struct Row: Encodable {
    let work: BenchWork
    let connections: Int
    let requestsPerSecond: Double
    /// nil where every request failed.
    let p50Milliseconds: Double?
    let p99Milliseconds: Double?
    /// Of the server alone; failed requests count as requests.
    let cpuMicroseconds: Double
    /// The mean body.
    let answerBytes: Int?
    let requests: Int
    let failed: Int
    /// By status or reason.
    let failures: [String: Int]

    enum CodingKeys: String, CodingKey {
      case work, connections, requests, failed, failures
      case requestsPerSecond = "requests_per_second"
      case p50Milliseconds = "p50_ms"
      case p99Milliseconds = "p99_ms"
      case cpuMicroseconds = "cpu_us_per_request"
      case answerBytes = "answer_bytes"
    }
  }

  let version: String
  /// `debug` or `release`.
  let build: String
  let cores: Int
  /// `store.postgres`.
  let adapters: [String]
  let threads: Int
  let postsPerThread: Int
  let rows: [Row]
  let startupMilliseconds: Double
  let idleBytes: Int
  let loadedBytes: Int

  enum CodingKeys: String, CodingKey {
    case version, build, cores, adapters, threads, rows
    case postsPerThread = "posts_per_thread"
    case startupMilliseconds = "startup_ms"
    case idleBytes = "resident_bytes_idle"
    case loadedBytes = "resident_bytes_max"
  }
}

extension BenchReport.Row {
  init(_ work: BenchWork, connections: Int, _ counts: BenchCounts, cpuSeconds: Double) {
    let percentiles = counts.percentiles(50, 99)
    self.init(
      work: work, connections: connections, requestsPerSecond: counts.seconds > 0 ? Double(counts.succeeded) / counts.seconds : 0,
      p50Milliseconds: percentiles[0], p99Milliseconds: percentiles[1], cpuMicroseconds: cpuSeconds * 1e6 / Double(max(counts.all, 1)),
      answerBytes: counts.succeeded > 0 ? counts.bytes / counts.succeeded : nil, requests: counts.all, failed: counts.failed,
      failures: counts.failures)
  }
}

extension BenchReport {
  /// One failure in so many requests is still a measurement.
  private static let requestsOfAFailure = 1000

  /// Throws `unavailable` (`requests_failed`) when more than 0.1 % of the requests failed. `output`: what the server wrote last.
  func requireSuccess(_ output: String) throws(AppError) {
    let (failed, all) = (rows.reduce(0) { $0 + $1.failed }, rows.reduce(0) { $0 + $1.requests })
    guard failed * Self.requestsOfAFailure > all else { return }
    let reasons = rows.reduce(into: [String: Int]()) { $0.merge($1.failures, uniquingKeysWith: +) }
    let words = reasons.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.map { "\($0.key): \($0.value)" }.joined(separator: ", ")
    throw AppError(
      .unavailable, "requests_failed", "\(failed) of \(all) requests failed (\(words)), more than 0.1 %: these figures are none to go by.",
      cause: output.isEmpty ? nil : "the server wrote: \(output)")
  }
}
