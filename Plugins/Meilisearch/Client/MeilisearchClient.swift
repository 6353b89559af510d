import AsyncHTTPClient
import ForumWiring
import Foundation
import Logging
import NIOCore
import NIOHTTP1

/// Sends requests to one Meilisearch server. Every call ends at its deadline.
final class MeilisearchClient: Sendable {
  private static let logger = Logger(label: "search.meilisearch")

  let target: MeilisearchTarget
  let limits: MeilisearchLimits
  private let http: HTTPClient

  init(_ target: MeilisearchTarget, _ limits: MeilisearchLimits) {
    self.target = target
    self.limits = limits
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    // Nothing is asked to be compressed: what is small on the wire is then small.
    configuration.decompression = .disabled
    configuration.httpVersion = .http1Only
    // A server that is away is told at once; who calls tries again.
    configuration.connectionPool.retryConnectionEstablishment = false
    configuration.timeout.connect = .nanoseconds(limits.requestTimeout.nanoseconds)
    http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  func close() async {
    do {
      try await http.shutdown()
    } catch {
      Self.logger.debug("closing failed", metadata: ["error": "\(error)"])
    }
  }

  func get<Answer: Decodable & Sendable>(_ path: String, as type: Answer.Type) async throws(MeilisearchError) -> Answer {
    try await send(.GET, path, nil, as: type)
  }

  /// Sends JSON, and reads the answer.
  func send<Answer: Decodable & Sendable>(
    _ method: HTTPMethod, _ path: String, _ body: Data?, as type: Answer.Type
  ) async throws(MeilisearchError) -> Answer {
    var request = HTTPClientRequest(url: target.url + path)
    request.method = method
    request.headers.add(name: "accept", value: "application/json")
    if let key = target.key { request.headers.add(name: "authorization", value: "Bearer \(key)") }
    if let body {
      request.headers.add(name: "content-type", value: "application/json")
      request.body = .bytes(ByteBuffer(bytes: body))
    }
    let (status, bytes) = try await answer(to: request)
    if let answer = Self.decode(type, bytes), (200..<300).contains(status) { return answer }
    if let refusal = Self.decode(Refusal.self, bytes), (400..<600).contains(status) {
      throw .refused(status: status, code: refusal.code, message: refusal.message)
    }
    throw .malformed("status \(status), \(bytes.count) bytes")
  }

  /// The whole answer, within the deadline and the limit.
  private func answer(to request: HTTPClientRequest) async throws(MeilisearchError) -> (status: Int, body: Data) {
    let (http, limits) = (http, limits)
    return try await Deadline.run(limits.requestTimeout, late: .timedOut) { () async throws(MeilisearchError) -> (Int, Data) in
      do {
        let response = try await http.execute(request, timeout: .nanoseconds(limits.requestTimeout.nanoseconds))
        if let coding = response.headers.first(name: "content-encoding"), coding != "identity" {
          throw MeilisearchError.malformed("an answer coded as \(coding)")
        }
        if let length = response.headers.first(name: "content-length").flatMap({ Int($0) }), length > limits.answerBytesMax {
          throw MeilisearchError.tooLarge
        }
        let body = try await response.body.collect(upTo: limits.answerBytesMax)
        return (Int(response.status.code), Data(body.readableBytesView))
      } catch {
        throw Self.failure(error)
      }
    }
  }

  private static func failure(_ error: any Error) -> MeilisearchError {
    switch error {
    case let error as MeilisearchError: error
    case is NIOTooManyBytesError: .tooLarge
    case is CancellationError: .timedOut
    case let error as HTTPClientError:
      switch error {
      case .deadlineExceeded, .connectTimeout, .readTimeout, .cancelled: .timedOut
      case .alreadyShutdown: .closed
      default: .unreachable("\(error)")
      }
    case is HTTPParserError: .malformed("no HTTP")
    default: .unreachable("\(error)")
    }
  }

  private static func decode<Answer: Decodable>(_ type: Answer.Type, _ bytes: Data) -> Answer? { try? JSONDecoder().decode(type, from: bytes) }

  private struct Refusal: Decodable {
    let code: String
    let message: String
  }
}

extension Duration {
  /// Whole nanoseconds.
  var nanoseconds: Int64 { components.seconds * 1_000_000_000 + components.attoseconds / 1_000_000_000 }
}
