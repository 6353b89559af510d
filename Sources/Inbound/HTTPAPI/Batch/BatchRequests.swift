import HTTPTypes

/// Several requests in one.
struct RunBatch: BodyFields {
  /// As many as a moderator selects on a page; each waits for its own commit.
  static let countMax = 100

  let operations: [BatchOperation]
  let stopsAtError: Bool

  init(_ fields: inout FieldReader) {
    operations = fields.required("operations", .list(of: .object(), count: 1...Self.countMax), "Carried out one after the other, in this order.")
    stopsAtError = fields.optional(
      "stop_at_error", .flag, default: false, "What follows an operation that failed is not tried: its status is 424.")
  }
}

/// One of them.
struct BatchOperation: RequestFields {
  enum Method: String, CaseIterable, Sendable {
    case get = "GET"
    case post = "POST"
    case put = "PUT"
    case patch = "PATCH"
    case delete = "DELETE"
  }

  /// Longer than any path with its query.
  private static let pathLengthMax = 4096

  let method: HTTPRequest.Method
  let path: String
  let body: JSONValue?
  let ifMatch: String?
  let idempotencyKey: String?

  init(_ fields: inout FieldReader) {
    let method = fields.required("method", .choice(Method.self))
    self.method = HTTPRequest.Method(method.rawValue) ?? .get
    path = fields.required("path", .line(1...Self.pathLengthMax), "Below `/api/v1/`, with its query: `posts/{post_id}`.")
    body = fields.optional("body", .json, "As the operation takes it.")
    ifMatch = fields.optional("if_match", .line(1...1000), "What `If-Match` would say.")
    idempotencyKey = fields.optional("idempotency_key", .line(1...257), "What `Idempotency-Key` would say; one for each operation.")
    if !path.utf8.allSatisfy({ (0x21..<0x7f).contains($0) }) {
      fields.refuse("path", "malformed", "This must be percent-encoded, as in a request.")
    }
  }
}
