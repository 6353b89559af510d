import AsyncHTTPClient
import Dispatch
import ForumKernel
import ForumWiring
import Foundation
import NIOCore
import NIOHTTP1

/// Sends questions to one flag service, and opens its event streams. Every question ends at its deadline; nothing is followed to where an answer leads.
final class OFREPClient: Sendable {
  /// An event stream that says nothing for so long is taken for dead.
  private static let silenceMax = TimeAmount.seconds(90)
  private static let retryDefault = Duration.seconds(1)

  struct Answer {
    let status: Int
    let headers: HTTPHeaders
    let body: Data
  }

  private let target: OFREPTarget
  private let origin: String?
  private let http: HTTPClient
  private let streams: HTTPClient

  init(_ target: OFREPTarget) {
    self.target = target
    origin = OFREPTarget.origin(of: target.url)
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.decompression = .disabled
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.timeout.connect = .milliseconds(Int64(target.requestTimeout.milliseconds))
    http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
    configuration.timeout.read = Self.silenceMax
    streams = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  // Where a start failed, nobody closes.
  deinit {
    http.shutdown { _ in }
    streams.shutdown { _ in }
  }

  func close() async {
    try? await http.shutdown()
    try? await streams.shutdown()
  }

  /// `key`: nil for all flags. `hint`: a query about the event that this follows from. With another token where the first one is none any more.
  func ask(_ key: String?, _ body: Data, entityTag: String?, hint: String?) async throws(OFREPError) -> Answer {
    let path = "/ofrep/v1/evaluate/flags" + (key.map { "/" + PathText.encode($0) } ?? "") + (hint.map { "?" + $0 } ?? "")
    var request = HTTPClientRequest(url: target.url + path)
    request.method = .POST
    request.headers.add(name: "accept", value: "application/json")
    request.headers.add(name: "content-type", value: "application/json")
    if let entityTag { request.headers.add(name: "if-none-match", value: entityTag) }
    request.body = .bytes(ByteBuffer(bytes: body))
    let asked = request
    return try await Deadline.run(target.requestTimeout, late: .timedOut) { [self] () async throws(OFREPError) -> Answer in
      let token = try await token()
      let answer = try await send(asked, token)
      guard answer.status == 401 || answer.status == 403, let token, let source = target.token else { return answer }
      await source.wasRefused(token)
      let other = try await self.token()
      return other == token ? answer : try await send(asked, other)
    }
  }

  private func send(_ request: HTTPClientRequest, _ token: String?) async throws(OFREPError) -> Answer {
    var request = request
    if let token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
    do {
      let response = try await http.execute(request, timeout: .milliseconds(Int64(target.requestTimeout.milliseconds)))
      if let coding = response.headers.first(name: "content-encoding"), coding != "identity" { throw OFREPError.malformed("an answer that is coded") }
      let body = try await response.body.collect(upTo: target.answerBytesMax)
      return Answer(status: Int(response.status.code), headers: response.headers, body: Data(body.readableBytesView))
    } catch {
      throw Self.failure(error)
    }
  }

  /// The bytes of an event stream, once it has begun. The token goes to the flag service's own origin alone.
  func events(_ address: String, after lastID: String?) async throws(OFREPError) -> HTTPClientResponse.Body {
    var request = HTTPClientRequest(url: address)
    request.headers.add(name: "accept", value: "text/event-stream")
    request.headers.add(name: "cache-control", value: "no-cache")
    if let lastID { request.headers.add(name: "last-event-id", value: lastID) }
    if OFREPTarget.origin(of: address) == origin, let token = try await token() {
      request.headers.add(name: "authorization", value: "Bearer \(token)")
    }
    let (asked, streams) = (request, streams)
    let response = try await Deadline.run(target.requestTimeout, late: .timedOut) { () async throws(OFREPError) -> HTTPClientResponse in
      do { return try await streams.execute(asked, deadline: .distantFuture) } catch { throw Self.failure(error) }
    }
    guard response.status == .ok else { throw .status(Int(response.status.code)) }
    guard response.headers.first(name: "content-type")?.lowercased().hasPrefix("text/event-stream") ?? false else {
      throw .malformed("an event stream of another type")
    }
    return response.body
  }

  /// What a status says besides an answer; nil for those that are one. Dates are read, too.
  static func complaint(_ answer: Answer, now: Date = Date()) -> OFREPError? {
    let pause = answer.headers.first(name: "retry-after").flatMap { Self.pause($0, now) }
    switch answer.status {
    case 200, 304, 400, 404: return nil
    case 401, 403: return .refused(answer.status)
    case 429: return .paused(status: 429, pause ?? retryDefault)
    case 500...: return pause.map { .paused(status: answer.status, $0) } ?? .status(answer.status)
    default: return .malformed("status \(answer.status)")
    }
  }

  private static func pause(_ text: String, _ now: Date) -> Duration? {
    if let seconds = Int64(text) { return .seconds(max(0, min(seconds, CallGate.pauseMax.components.seconds))) }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    for format in ["EEE, dd MMM yyyy HH:mm:ss zzz", "yyyy-MM-dd'T'HH:mm:ssXXXXX"] {
      formatter.dateFormat = format
      if let date = formatter.date(from: text) { return .milliseconds(Int(max(0, min(date.timeIntervalSince(now), 3600)) * 1000)) }
    }
    return nil
  }

  private func token() async throws(OFREPError) -> String? {
    guard let source = target.token else { return nil }
    guard let token = try? await source.secret(), token.utf8.allSatisfy({ (0x21...0x7e).contains($0) }) else { throw .tokenUnreadable }
    return token
  }

  static func failure(_ error: any Error) -> OFREPError {
    switch error {
    case let error as OFREPError: error
    case is NIOTooManyBytesError: .tooLarge
    case is CancellationError: .timedOut
    case let error as HTTPClientError:
      switch error {
      case .deadlineExceeded, .connectTimeout, .readTimeout, .cancelled: .timedOut
      case .alreadyShutdown: .closed
      default: .unreachable
      }
    case is HTTPParserError: .malformed("no HTTP")
    default: .unreachable
    }
  }
}
