import HTTPTypes
import HummingbirdCore
import Logging
import NIOCore

extension RequestPipeline {
  /// One request of a connection from its head to the end of its answer, with its log line and its measurement.
  func serve(_ head: HTTPRequest, _ body: ReceivedBody, _ channel: any Channel, logs: Bool) async {
    let start = ContinuousClock.now
    var record = RequestRecord()
    var response = await respond(to: head, body, on: channel, &record)
    if case .incoming(let incoming) = body, !incoming.isWhole {
      // Nobody reads what else comes of the body: the client is told that it can stop.
      response.headers[.connection] = "close"
      incoming.giveUp()
    }
    do {
      try await AnswerWriter(channel: channel).write(response)
    } catch {
      // The answer has begun and can't be ended: only closing tells the client.
      channel.close(promise: nil)
    }
    let measurement = RequestMeasurement(
      method: head.method.rawValue, route: record.route, status: response.status.code, duration: .now - start, bytes: response.body.contentLength ?? 0
    )
    services.measure(measurement)
    if logs { services.logger.log(level: measurement.logLevel, "request", metadata: record.metadata(adding: measurement.metadata)) }
  }
}

extension RequestMeasurement {
  /// Reads that went well are by far the most, and the least worth a line.
  fileprivate var logLevel: Logger.Level {
    if status >= 500 { return .warning }
    return status < 400 && (method == "GET" || method == "HEAD") ? .debug : .info
  }

  fileprivate var metadata: Logger.Metadata {
    ["method": "\(method)", "status": "\(status)", "duration_ms": "\(milliseconds)", "bytes": "\(bytes)"]
  }
}
