public import HTTPTypes
import HummingbirdCore
public import NIOCore

/// The API as this server itself uses it: in the name of whoever sent the request that is being answered, without a connection of its own. So what pages
/// and batches change passes the same rules, limits and permissions as any client's request.
public struct APICaller: Sendable {
  /// An answer of the API, whole.
  public struct Answer: Sendable {
    public let status: Int
    public let headers: HTTPFields
    public let body: ByteBuffer
  }

  /// What of the request says where it comes from.
  private static let carriedOver: [HTTPField.Name] = [.xForwardedFor, .userAgent, .xTenant]

  /// What of a client's request says who it is and what it knows of the API.
  private static let ofClients: [HTTPField.Name] = carriedOver + [.accept, .authorization, .forumChannel, .traceparent]

  /// What says how a body is to be taken.
  private static let describing: [HTTPField.Name] = [
    .cacheControl, .contentDisposition, .contentSecurityPolicy, .contentLength, .contentRange, .acceptRanges, .eTag,
  ]

  /// What says which part of a body is wanted.
  private static let asking: [HTTPField.Name] = [.range, .ifRange, .ifNoneMatch]

  let pipeline: RequestPipeline
  private let head: HTTPRequest
  private let isPage: Bool
  private let channel: (any Channel)?
  /// The body of the visitor's request, where it is a form with a file.
  private let incoming: IncomingBody?

  init(_ pipeline: RequestPipeline, for head: HTTPRequest, isPage: Bool, _ incoming: IncomingBody?, _ channel: (any Channel)?) {
    self.pipeline = pipeline
    self.head = head
    self.isPage = isPage
    self.incoming = incoming
    self.channel = channel
  }

  /// `path` is below `/api/v1/` and may have a query; `body` is JSON. Never throws: what goes wrong is an answer.
  public func callAsFunction(_ method: HTTPRequest.Method, _ path: String, _ body: ByteBuffer?, headers: HTTPFields) async -> Answer {
    let response = await respond(method, path, body, headers)
    let collected = CollectedBody()
    // A list or an entity: what streams is passed on.
    try? await response.body.write(collected)
    return Answer(status: response.status.code, headers: response.headers, body: collected.bytes)
  }

  /// What the API answers to a GET as a page's answer, which may stream. `fields` are set beside those that say what the body is.
  public func passOn(_ path: String, accessToken: String?, with fields: HTTPFields) async -> PageReply {
    var sent: HTTPFields = [.accept: "*/*"]
    sent[.authorization] = accessToken.map { "Bearer \($0)" }
    for name in Self.asking { sent[name] = head.headerFields[name] }
    let response = await respond(.get, path, nil, sent)
    var headers = fields
    for name in Self.describing { headers[name] = response.headers[name] ?? headers[name] }
    var reply = PageReply(
      ByteBuffer(), type: response.headers[.contentType] ?? "application/octet-stream", status: response.status, headers: headers)
    reply.streamed = response.body
    return reply
  }

  /// Counts the request as so many more reads of its caller, where it asks for as much. Throws `tooMany`.
  public func count(reads: Int, of call: Call) async throws {
    for _ in 0..<max(0, reads) { try await pipeline.admission.countMessage(of: call.principal, call.clientAddress) }
  }

  /// Hands the form that the visitor sends, with a file, to the API as it comes. Never throws: what goes wrong is an answer.
  public func upload(_ path: String, headers: HTTPFields) async -> Answer {
    var sent = headers
    for name in [HTTPField.Name.contentType, .contentLength] { sent[name] = head.headerFields[name] }
    let response = await respond(.post, path, .incoming(incoming ?? IncomingBody(whole: ByteBuffer())), sent)
    let collected = CollectedBody()
    try? await response.body.write(collected)
    return Answer(status: response.status.code, headers: response.headers, body: collected.bytes)
  }

  private func respond(_ method: HTTPRequest.Method, _ path: String, _ body: ReceivedBody, _ headers: HTTPFields) async -> Response {
    var head = HTTPRequest(method: method, scheme: self.head.scheme, authority: self.head.authority, path: Self.path(path), headerFields: headers)
    for name in isPage ? Self.carriedOver : Self.ofClients { head.headerFields[name] = self.head.headerFields[name] }
    // The pages are as new as the handlers.
    if isPage { head.headerFields[.forumChannel] = ReleaseChannel.edge.rawValue }
    var record = RequestRecord()
    return await pipeline.respond(to: head, body, on: channel, &record)
  }

  private func respond(_ method: HTTPRequest.Method, _ path: String, _ body: ByteBuffer?, _ headers: HTTPFields) async -> Response {
    var headers = headers
    if body != nil { headers[.contentType] = MediaType.json }
    let bytes = body ?? ByteBuffer()
    return await respond(method, path, bytes.readableBytes > pipeline.limits.bodyBytesMax ? .tooLarge : .bytes(bytes), headers)
  }

  /// Whether a path below `/api/v1/` names an operation that answers JSON as a whole, and that calls no others.
  func answersWhole(_ method: HTTPRequest.Method, _ path: String) -> Bool {
    let target = Self.path(path)
    guard case .route(let entry, _) = pipeline.routes.match(method, target.prefix { $0 != "?" }) else { return true }
    return entry.route.media == MediaType.json && !entry.route.takesUpload && entry.route.template != Self.path("batch")
  }

  /// Whether a POST to a path below `/api/v1/` is done again when it comes again with its Idempotency-Key.
  func isDoneAgain(_ path: String) -> Bool {
    guard case .route(let entry, _) = pipeline.routes.match(.post, Self.path(path).prefix { $0 != "?" }) else { return false }
    return !entry.route.isDoneOnce
  }

  private static func path(_ path: String) -> String { "/api/v1/\(path)" }
}
