import Foundation

/// Asks the API of the same process: method, path below `/api/v1/`, JSON body, headers.
public typealias APICall =
  @Sendable (_ method: String, _ path: String, _ body: [UInt8]?, _ headers: [(name: String, value: String)]) async -> APIAnswer

/// What the API answered.
public struct APIAnswer: Sendable {
  public let status: Int
  /// `ETag`, for changes.
  public let tag: String?
  /// `Retry-After`, of refusals that end.
  public let retryAfter: String?
  public let body: [UInt8]

  public init(status: Int, tag: String?, retryAfter: String?, body: [UInt8]) {
    self.status = status
    self.tag = tag
    self.retryAfter = retryAfter
    self.body = body
  }
}

/// What the API refused, as it says it.
struct APIFailure: Error, Decodable {
  struct Fault: Decodable {
    let pointer: String
    let detail: String
  }

  let status: Int
  let code: String
  let detail: String
  let errors: [Fault]?
  /// As the answer's header says.
  var retryAfter: String?

  /// What a person reads above a form: each broken rule, or the reason.
  var sentences: [String] {
    guard let errors, !errors.isEmpty else { return [detail] }
    return errors.map { fault in
      let field = fault.pointer.drop { $0 == "/" || $0 == "?" }.prefix { $0 != "/" }
      return field.isEmpty ? fault.detail : "\(field.prefix(1).uppercased() + field.dropFirst().replacing("_", with: " ")): \(fault.detail)"
    }
  }
}

/// The API in a visitor's name.
struct VisitorAPI: Sendable {
  private struct Success<Value: Decodable>: Decodable { let data: Value }

  /// For answers that nobody looks at.
  struct Ignored: Decodable {}

  let call: APICall
  let accessToken: String?

  func get<Value: Decodable>(_ path: String, as type: Value.Type = Value.self) async throws -> Value {
    try await send("GET", path, Optional<[String: FormValue]>.none)
  }

  /// Throws `APIFailure` for every answer that is no success.
  func send<Value: Decodable>(
    _ method: String, _ path: String, _ fields: [String: FormValue]?, once: String? = nil, ifMatch: String? = nil, as type: Value.Type = Value.self
  ) async throws -> Value {
    var headers: [(name: String, value: String)] = []
    if let accessToken { headers.append(("Authorization", "Bearer \(accessToken)")) }
    if let once, !once.isEmpty { headers.append(("Idempotency-Key", "\"\(once)\"")) }
    if let ifMatch { headers.append(("If-Match", ifMatch)) }
    // The same fields are the same bytes: a form that is sent twice is the same request.
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let body = try fields.map { try [UInt8](encoder.encode($0)) }
    return try Self.read(await call(method, path, body, headers))
  }

  /// Hands a form with a file on. Throws as `send` does.
  func upload<Value: Decodable>(
    _ send: @Sendable (_ headers: [(name: String, value: String)]) async -> APIAnswer, as type: Value.Type = Value.self
  ) async throws -> Value {
    try Self.read(await send(accessToken.map { [("Authorization", "Bearer \($0)")] } ?? []))
  }

  private static func read<Value: Decodable>(_ answer: APIAnswer) throws -> Value {
    guard (200..<300).contains(answer.status) else {
      var failure =
        (try? JSONDecoder().decode(APIFailure.self, from: Data(answer.body)))
        ?? APIFailure(status: answer.status, code: "internal", detail: "That did not work. Try again later.", errors: nil)
      failure.retryAfter = answer.retryAfter
      throw failure
    }
    if let nothing = Ignored() as? Value { return nothing }
    return try JSONDecoder().decode(Success<Value>.self, from: Data(answer.body)).data
  }
}
