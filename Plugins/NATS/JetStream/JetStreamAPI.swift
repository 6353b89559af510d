import Foundation

/// Requests to JetStream: JSON to `$JS.API.…`, JSON back.
struct JetStreamAPI: Sendable {
  static let prefix = "$JS.API."

  struct Nothing: Encodable {}

  private struct Failure: Decodable {
    struct Reason: Decodable {
      let errCode: Int?
      let description: String?

      enum CodingKeys: String, CodingKey {
        case description
        case errCode = "err_code"
      }
    }

    let error: Reason?
  }

  let client: NATSClient

  /// Throws `jetStreamOff` when nobody listens or the account has no JetStream, and `api` for what the server answers else.
  func call<Answer: Decodable>(_ path: String, _ question: some Encodable = Nothing(), as answer: Answer.Type) async throws(NATSError) -> Answer {
    let message: NATSMessage
    do throws(NATSError) {
      message = try await client.request(NATSOutgoing(subject: Self.prefix + path, payload: NATSClient.encode(question)))
    } catch {
      throw error == .noResponders ? .jetStreamOff : error
    }
    return try Self.decode(answer, message.payload)
  }

  static func decode<Answer: Decodable>(_ answer: Answer.Type, _ json: [UInt8]) throws(NATSError) -> Answer {
    let data = Data(json)
    if let error = (try? JSONDecoder().decode(Failure.self, from: data))?.error {
      let code = error.errCode ?? 0
      if code == NATSError.Code.accountWithoutJetStream || code == NATSError.Code.jetStreamNotEnabled { throw .jetStreamOff }
      throw .api(code: code, error.description ?? "")
    }
    do { return try JSONDecoder().decode(answer, from: data) } catch { throw .malformed("\(error)") }
  }
}

extension Duration {
  /// As JetStream has durations.
  var wholeNanoseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1_000_000_000 + attoseconds / 1_000_000_000
  }
}
