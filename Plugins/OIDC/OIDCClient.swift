import AsyncHTTPClient
import ForumWiring
import Foundation
import NIOCore
import NIOHTTP1

/// Asks a provider. Every request ends at its deadline, follows nothing, and takes no large answer.
final class OIDCClient: Sendable {
  private static let answerBytesMax = 256 << 10

  private let timeout: Duration
  private let http: HTTPClient

  init(timeout: Duration) {
    self.timeout = timeout
    var configuration = HTTPClient.Configuration()
    configuration.redirectConfiguration = .disallow
    configuration.decompression = .disabled
    configuration.httpVersion = .http1Only
    configuration.connectionPool.retryConnectionEstablishment = false
    http = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
  }

  func close() async { try? await http.shutdown() }

  func get<Answer: Decodable & Sendable>(_ url: String, bearer: String? = nil, as type: Answer.Type) async throws(OIDCError) -> Answer {
    var request = HTTPClientRequest(url: url)
    request.headers.add(name: "accept", value: "application/json")
    if let bearer { request.headers.add(name: "authorization", value: "Bearer \(bearer)") }
    let (status, body) = try await answer(to: request)
    guard status == 200 else { throw .unavailable("status_\(status)") }
    guard let answer = try? JSONDecoder().decode(type, from: body) else { throw .unavailable("answer_malformed") }
    return answer
  }

  /// Sends a form. Throws `refused` with the provider's word for it.
  func post<Answer: Decodable & Sendable>(
    _ url: String, _ form: [(String, String)], basic: (String, String)?, as type: Answer.Type
  ) async throws(OIDCError) -> Answer {
    var request = HTTPClientRequest(url: url)
    request.method = .POST
    request.headers.add(name: "accept", value: "application/json")
    request.headers.add(name: "content-type", value: "application/x-www-form-urlencoded")
    if let basic {
      // Each half is coded first (RFC 6749, 2.3.1).
      let pair = FormText.encode(basic.0) + ":" + FormText.encode(basic.1)
      request.headers.add(name: "authorization", value: "Basic \(Data(pair.utf8).base64EncodedString())")
    }
    request.body = .bytes(ByteBuffer(string: FormText.encode(form)))
    let (status, body) = try await answer(to: request)
    if status == 200 {
      guard let answer = try? JSONDecoder().decode(type, from: body) else { throw .refused("answer_malformed") }
      return answer
    }
    guard (400..<500).contains(status), let refusal = try? JSONDecoder().decode(TokenRefusal.self, from: body) else {
      throw .unavailable("status_\(status)")
    }
    throw .refused("token_endpoint_\(refusal.error.prefix(60))")
  }

  private func answer(to request: HTTPClientRequest) async throws(OIDCError) -> (status: Int, body: Data) {
    let (http, timeout) = (http, timeout)
    return try await Deadline.run(timeout, late: .unavailable("timed_out")) { () async throws(OIDCError) -> (Int, Data) in
      do {
        let response = try await http.execute(request, timeout: .milliseconds(Int64(timeout.milliseconds)))
        if let coding = response.headers.first(name: "content-encoding"), coding != "identity" { throw OIDCError.unavailable("answer_coded") }
        return (Int(response.status.code), Data(try await response.body.collect(upTo: Self.answerBytesMax).readableBytesView))
      } catch let error as OIDCError {
        throw error
      } catch {
        throw .unavailable(error is NIOTooManyBytesError ? "answer_too_large" : "unreachable")
      }
    }
  }
}

/// `application/x-www-form-urlencoded`, of addresses and of bodies.
enum FormText {
  static func encode(_ text: String) -> String {
    text.utf8.map { byte in
      let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte) || "-._~".utf8.contains(byte)
      return isPlain ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
    }.joined()
  }

  static func encode(_ pairs: [(String, String)]) -> String { pairs.map { "\(encode($0.0))=\(encode($0.1))" }.joined(separator: "&") }
}
