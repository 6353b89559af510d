import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1

extension RequestPipeline {
  /// One request of a connection from its head to the end of its answer, with its log line and its measurement.
  func serve(_ request: Request, _ writer: consuming ResponseWriter, _ channel: any Channel, logs: Bool) async throws {
    let start = ContinuousClock.now
    var record = RequestRecord()
    let response = try await respond(to: request, on: channel, &record)
    let body = response.body
    var failure: (any Error)?
    do {
      try await writer.write(response: response.head, body: body)
    } catch {
      // Hummingbird would answer a parser's error once more, after the answer that has begun.
      failure = error is HTTPParserError ? BrokenConnection() : error
    }
    let measurement = RequestMeasurement(
      method: request.method.rawValue, route: record.route, status: response.status.code, duration: .now - start, bytes: body.contentLength ?? 0)
    services.measure(measurement)
    if logs { services.logger.log(level: measurement.logLevel, "request", metadata: record.metadata(adding: measurement.metadata)) }
    if let failure { throw failure }
  }
}

/// The client's side of the connection broke while it was answered.
struct BrokenConnection: Error {}

extension RequestMeasurement {
  /// Reads that went well are by far the most, and the least worth a line.
  fileprivate var logLevel: Logger.Level {
    if status >= 500 { return .warning }
    return status < 400 && (method == "GET" || method == "HEAD") ? .debug : .info
  }

  fileprivate var metadata: Logger.Metadata {
    let milliseconds = duration.components.seconds * 1000 + duration.components.attoseconds / 1_000_000_000_000_000
    return ["method": "\(method)", "status": "\(status)", "duration_ms": "\(milliseconds)", "bytes": "\(bytes)"]
  }
}
