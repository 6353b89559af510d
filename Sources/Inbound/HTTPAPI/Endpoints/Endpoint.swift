public import ForumKernel
public import HTTPTypes
import HummingbirdCore

/// One operation of the API: its route, who may call it, what it takes and answers, and what does the work. The types of the query, the body and
/// the view come from the handler, so an endpoint whose requests or answers have no schema does not compile.
public struct Endpoint: Sendable {
  public let method: HTTPRequest.Method
  /// `/api/v1/threads/{thread_id}/posts`.
  public let path: String
  /// The name in generated clients, lowerCamelCase: `createPost`.
  public let operationID: String
  public let summary: String
  /// The heading in the OpenAPI document; the file with the routes has the same noun.
  public let tag: String
  /// What a caller needs; nil when anybody may call. Checked before the handler runs.
  public let permission: Permission?
  public let rate: RateClass
  /// The slugs of the errors that a client should know, beside those every endpoint may give.
  public let errors: [String]
  /// What becomes of `If-Match`; nil when it is not read.
  public let match: IfMatch?
  /// A request that comes again with its `Idempotency-Key` is not done again, and gets the same answer.
  public let isDoneOnce: Bool
  /// It ends its caller's session: who repeats it under its Idempotency-Key is heard with a token of that session.
  private(set) var endsSession = false
  let contract: Contract
  let perform: @Sendable (Call, APICaller) async throws -> Response

  /// What the OpenAPI document says about requests and answers.
  struct Contract: Sendable {
    let query: [JSONSchema.Property]
    /// nil when the endpoint takes no body.
    let body: JSONSchema?
    /// The fields of a form that brings a file; nil when it takes none.
    var form: JSONSchema?
    let status: HTTPResponse.Status
    let answer: Answer
  }

  enum Answer: Sendable {
    case json(JSONSchema)
    case nothing
    /// A stream with events of these names.
    case events([EventKind])
    /// A tar archive, file by file.
    case archive
    /// A file of whatever type.
    case file
    /// A WebSocket, which the AsyncAPI document describes.
    case socket(SocketMessages)
  }

  /// `path` is relative to `/api/v1/` unless it begins with a slash. `success` is the status of an answer without one of its own.
  public init<Query: QueryFields, Body: BodyFields, View>(
    _ method: HTTPRequest.Method, _ path: String, _ operationID: String, _ summary: String, tag: String, needs permission: Permission?,
    rate: RateClass? = nil, match: IfMatch? = nil, isDoneOnce: Bool = false, success: HTTPResponse.Status = .ok, errors: [String] = [],
    returns shape: Shape<View>,
    perform: @escaping @Sendable (Call, Query, Body) async throws -> Reply<View>
  ) {
    let bodyType: Body.Type? = Body.self == NoBody.self ? nil : Body.self
    let answer: Answer = View.self == Nothing.self ? .nothing : .json(shape.schema)
    self.init(
      method, path, operationID, summary, tag, permission, rate, errors, match: match, isDoneOnce: isDoneOnce,
      Contract(Query.self, bodyType, success, answer)
    ) { call, _ in
      // Also where it changes nothing: what the document says of it holds for every POST.
      if method == .post { _ = try call.idempotencyKey() }
      let (query, body) = try call.fields(Query.self, Body.self)
      return try await perform(call, query, body).response(call, shape, success)
    }
  }

  init(
    _ method: HTTPRequest.Method, _ path: String, _ operationID: String, _ summary: String, _ tag: String, _ permission: Permission?,
    _ rate: RateClass?, _ errors: [String], match: IfMatch? = nil, isDoneOnce: Bool = false, _ contract: Contract,
    _ perform: @escaping @Sendable (Call, APICaller) async throws -> Response
  ) {
    self.method = method
    self.path = path.hasPrefix("/") ? path : "/api/v1/\(path)"
    self.operationID = operationID
    self.summary = summary
    self.tag = tag
    self.permission = permission
    self.rate = rate ?? (method == .get ? .read : .write)
    self.errors = errors
    self.match = match
    self.isDoneOnce = isDoneOnce
    self.contract = contract
    self.perform = perform
  }
}

extension Endpoint {
  /// The same for an operation that ends its caller's session, and that knows by the Idempotency-Key what it answered before.
  var endingSession: Endpoint {
    var endpoint = self
    endpoint.endsSession = true
    return endpoint
  }
}

extension Endpoint.Contract {
  init(_ query: (some QueryFields).Type, _ body: (any BodyFields.Type)?, _ status: HTTPResponse.Status, _ answer: Endpoint.Answer) {
    var parameters = FieldReader(describingQuery: true)
    _ = query.init(&parameters)
    self.query = parameters.properties
    self.body = body?.describedSchema
    self.status = status
    self.answer = answer
  }
}

extension BodyFields {
  /// The fields as a schema of the type's name.
  static var describedSchema: JSONSchema {
    var fields = FieldReader(describingQuery: false)
    _ = Self(&fields)
    return fields.schema.named(schemaName)
  }
}

/// What becomes of `If-Match`.
public enum IfMatch: Sendable {
  /// Without it nothing is changed: 428.
  case needed
  /// It is minded when it is there, and where something is replaced it must be.
  case taken
}

/// Which of the rate limits counts a request.
public enum RateClass: String, Sendable, CaseIterable {
  case read, write
  /// Signing in and up, where guessing must be slow.
  case auth
}
