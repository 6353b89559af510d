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
  private static let describing: [HTTPField.Name] = [.cacheControl, .contentDisposition]

  let pipeline: RequestPipeline
  private let head: HTTPRequest
  private let isPage: Bool
  private let channel: (any Channel)?

  init(_ pipeline: RequestPipeline, for head: HTTPRequest, isPage: Bool, _ channel: (any Channel)?) {
    self.pipeline = pipeline
    self.head = head
    self.isPage = isPage
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
  public func passOn(_ path: String, accessToken: String, with fields: HTTPFields) async -> PageReply {
    let response = await respond(.get, path, nil, [.authorization: "Bearer \(accessToken)", .accept: "*/*"])
    var headers = fields
    for name in Self.describing { headers[name] = response.headers[name] }
    var reply = PageReply(
      ByteBuffer(), type: response.headers[.contentType] ?? "application/octet-stream", status: response.status, headers: headers)
    reply.streamed = response.body
    return reply
  }

  /// Counts the request as so many more reads of its caller, where it asks for as much. Throws `tooMany`.
  public func count(reads: Int, of call: Call) async throws {
    for _ in 0..<max(0, reads) { try await pipeline.admission.countMessage(of: call.principal, call.clientAddress) }
  }

  private func respond(_ method: HTTPRequest.Method, _ path: String, _ body: ByteBuffer?, _ headers: HTTPFields) async -> Response {
    var head = HTTPRequest(method: method, scheme: self.head.scheme, authority: self.head.authority, path: Self.path(path), headerFields: headers)
    for name in isPage ? Self.carriedOver : Self.ofClients { head.headerFields[name] = self.head.headerFields[name] }
    // The pages are as new as the handlers.
    if isPage { head.headerFields[.forumChannel] = ReleaseChannel.edge.rawValue }
    if body != nil { head.headerFields[.contentType] = MediaType.json }
    var record = RequestRecord()
    let bytes = body ?? ByteBuffer()
    return await pipeline.respond(to: head, ReceivedBody(bytes, of: head, max: pipeline.limits.bodyBytesMax), on: channel, &record)
  }
  /// Whether a path below `/api/v1/` names an operation that answers JSON as a whole, and that calls no others.
  func answersWhole(_ method: HTTPRequest.Method, _ path: String) -> Bool {
    let target = Self.path(path)
    guard case .route(let entry, _) = pipeline.routes.match(method, target.prefix { $0 != "?" }) else { return true }
    return entry.route.media == MediaType.json && entry.route.template != Self.path("batch")
  }

  private static func path(_ path: String) -> String { "/api/v1/\(path)" }
}
