import AsyncHTTPClient
import ForumKernel
import ForumWiring
import Foundation
import NIOCore
import NIOHTTP1

/// Sends signed requests to one bucket. Each may be sent again, since all of them mean the same when they come twice; nothing is followed to where an answer leads.
final class S3Client: Sendable {
  private static let attemptsMax = 4
  private static let pauseFirst = 200
  private static let pauseMax = Duration.seconds(10)
  /// A list of a thousand names takes half of it.
  private static let textBytesMax = 1 << 20
  private static let wordsMax = 200

  let target: S3Target
  private let http: HTTPClient
  private let clock: any WallClock

  init(_ target: S3Target, clock: any WallClock) {
    self.target = target
    self.clock = clock
    var configuration = HTTPClient.Configuration()
    // A redirection would carry what is kept to wherever it leads.
    configuration.redirectConfiguration = .disallow
    configuration.decompression = .disabled
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    let time = TimeAmount.milliseconds(Int64(target.requestTimeout.milliseconds))
    (configuration.timeout.connect, configuration.timeout.read, configuration.timeout.write) = (time, time, time)
    http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  // Where a start failed, nobody closes.
  deinit { http.shutdown { _ in } }

  func close() async { try? await http.shutdown() }

  /// An answer whose body is still on its way.
  struct Answer {
    let status: Int
    let headers: HTTPHeaders
    let body: HTTPClientResponse.Body
  }

  /// One of the statuses 200, 204, 206 and 416, with its body to come. `body` makes what is sent, once for each try.
  func answer(
    to request: S3Signature.Request, sending body: (@Sendable () throws(S3Error) -> HTTPClientRequest.Body)? = nil
  ) async throws(S3Error) -> Answer {
    var (attempt, hasOtherKeys) = (1, false)
    while true {
      let keys = try await keys()
      do throws(S3Error) {
        return try await once(request, keys, sending: body)
      } catch {
        if case .refused(403, let code, _, _) = error, code != "AccessDenied", !hasOtherKeys, try await areReplaced(keys) {
          hasOtherKeys = true
          continue
        }
        guard error.isPassing, attempt < Self.attemptsMax, !Task.isCancelled else { throw error }
        try? await Task.sleep(for: Self.pause(after: attempt, error, chance: .random(in: 0...1)))
        attempt += 1
      }
    }
  }

  /// The text of an answer, within its bound.
  func text(of answer: Answer) async throws(S3Error) -> Data {
    do {
      return Data((try await answer.body.collect(upTo: Self.textBytesMax)).readableBytesView)
    } catch {
      throw Self.failure(error)
    }
  }

  /// Longer each time, by chance so that many do not ask at once; as long as the service says, up to a bound.
  static func pause(after attempt: Int, _ error: S3Error, chance: Double) -> Duration {
    if case .refused(_, _, _, let pause?) = error { return min(pause, pauseMax) }
    return .milliseconds(Int(Double(pauseFirst << (attempt - 1)) * (0.5 + chance / 2)))
  }

  private func once(
    _ request: S3Signature.Request, _ keys: (access: String, secret: String), sending body: (@Sendable () throws(S3Error) -> HTTPClientRequest.Body)?
  ) async throws(S3Error) -> Answer {
    let signature = S3Signature(accessKey: keys.access, secretKey: keys.secret, region: target.region)
    let query = request.encodedQuery
    var sent = HTTPClientRequest(url: "\(target.scheme)://\(target.host)\(request.encodedPath)\(query.isEmpty ? "" : "?" + query)")
    sent.method = HTTPMethod(rawValue: request.method)
    for header in signature.headers(of: request, at: S3Signature.date(clock.now.milliseconds / 1000)) {
      sent.headers.add(name: header.name, value: header.value)
    }
    if let body { sent.body = try body() }
    let (asked, http) = (sent, http)
    let end = NIODeadline.now() + .milliseconds(Int64(target.transferTimeout.milliseconds))
    let head = body == nil ? target.requestTimeout : target.transferTimeout
    let response = try await Deadline.run(head, late: S3Error.timedOut) { () async throws(S3Error) -> HTTPClientResponse in
      do { return try await http.execute(asked, deadline: end) } catch { throw Self.failure(error) }
    }
    let answer = Answer(status: Int(response.status.code), headers: response.headers, body: response.body)
    guard [200, 204, 206, 416].contains(answer.status) else { throw try await refusal(answer, isHead: request.method == "HEAD") }
    if let coding = answer.headers.first(name: "content-encoding"), coding != "identity", !coding.isEmpty { throw .malformed("a body that is coded") }
    return answer
  }

  private func refusal(_ answer: Answer, isHead: Bool) async throws(S3Error) -> S3Error {
    let text = isHead ? S3Text(Data()) : S3Text(try await self.text(of: answer))
    let code = text.first("Code").map { String($0.prefix(Self.wordsMax)) }
    if answer.status == 404, code == "NoSuchKey" || isHead { return .nothingThere }
    let pause = answer.headers.first(name: "retry-after").flatMap { Int64($0) }.map { Duration.seconds(max(0, min($0, 3600))) }
    let words = text.first("Message").map { Self.oneLine($0) }
    guard code != nil || isHead || answer.status >= 500 || (300..<400).contains(answer.status) || answer.status == 429 else {
      return .malformed("status \(answer.status) and no words of S3")
    }
    return .refused(status: answer.status, code: code ?? "", words: words ?? "", pause: pause)
  }

  /// Without the stop at its end.
  private static func oneLine(_ text: String) -> String {
    let line = text.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(wordsMax)
    return String(line.hasSuffix(".") ? line.dropLast() : line)
  }

  private func keys() async throws(S3Error) -> (access: String, secret: String) {
    do {
      let keys = (access: try await target.accessKey.secret(), secret: try await target.secretKey.secret())
      // What is no key would end the header.
      guard keys.access.utf8.allSatisfy({ (0x21...0x7E).contains($0) }) else {
        throw S3Error.local("blobs.access_key is not one line of plain characters")
      }
      return keys
    } catch {
      throw error as? S3Error ?? .local("blobs.access_key or blobs.secret_key can't be read: \((error as? AppError)?.message ?? "")")
    }
  }

  /// Whether others are there than those that were refused.
  private func areReplaced(_ keys: (access: String, secret: String)) async throws(S3Error) -> Bool {
    await target.accessKey.wasRefused(keys.access)
    await target.secretKey.wasRefused(keys.secret)
    return try await self.keys() != keys
  }

  static func failure(_ error: any Error) -> S3Error {
    switch error {
    case let error as S3Error: error
    case is NIOTooManyBytesError: .malformed("more than \(textBytesMax) bytes")
    case is CancellationError: .timedOut
    case is HTTPParserError: .malformed("no HTTP")
    case let error as HTTPClientError:
      switch error {
      case .deadlineExceeded, .connectTimeout, .readTimeout, .writeTimeout, .cancelled: .timedOut
      case .alreadyShutdown: .closed
      default: .unreachable("\(error)")
      }
    default: .unreachable("\(error)")
    }
  }
}
