public import HTTPTypes
import HummingbirdCore
public import NIOCore

/// The API as the pages of this server use it: without a connection, in the name of the visitor whose request is being answered. So what pages change
/// passes the same rules, limits and permissions as any client's request.
public struct APICaller: Sendable {
  /// An answer of the API, whole.
  public struct Answer: Sendable {
    public let status: Int
    public let headers: HTTPFields
    public let body: ByteBuffer
  }

  /// What of the visitor's request says where it comes from.
  private static let carriedOver: [HTTPField.Name] = [.xForwardedFor, .userAgent, .xTenant]

  /// What says how a body is to be taken.
  private static let describing: [HTTPField.Name] = [
    .cacheControl, .contentDisposition, .contentSecurityPolicy, .contentLength, .contentRange, .acceptRanges, .eTag,
  ]

  /// What says which part of a body is wanted.
  private static let asking: [HTTPField.Name] = [.range, .ifRange, .ifNoneMatch]

  let pipeline: RequestPipeline
  let page: HTTPRequest
  let channel: (any Channel)?
  /// The body of the visitor's request, where it is a form with a file.
  var incoming: IncomingBody?

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
    for name in Self.asking { sent[name] = page.headerFields[name] }
    let response = await respond(.get, path, nil, sent)
    var headers = fields
    for name in Self.describing { headers[name] = response.headers[name] ?? headers[name] }
    var reply = PageReply(
      ByteBuffer(), type: response.headers[.contentType] ?? "application/octet-stream", status: response.status, headers: headers)
    reply.streamed = response.body
    return reply
  }

  /// Hands the form that the visitor sends, with a file, to the API as it comes. Never throws: what goes wrong is an answer.
  public func upload(_ path: String, headers: HTTPFields) async -> Answer {
    var sent = headers
    for name in [HTTPField.Name.contentType, .contentLength] { sent[name] = page.headerFields[name] }
    let response = await respond(.post, path, .incoming(incoming ?? IncomingBody(whole: ByteBuffer())), sent)
    let collected = CollectedBody()
    try? await response.body.write(collected)
    return Answer(status: response.status.code, headers: response.headers, body: collected.bytes)
  }

  private func respond(_ method: HTTPRequest.Method, _ path: String, _ body: ReceivedBody, _ headers: HTTPFields) async -> Response {
    var head = HTTPRequest(method: method, scheme: page.scheme, authority: page.authority, path: "/api/v1/\(path)", headerFields: headers)
    for name in Self.carriedOver { head.headerFields[name] = page.headerFields[name] }
    // The pages are as new as the handlers.
    head.headerFields[.forumChannel] = ReleaseChannel.edge.rawValue
    var record = RequestRecord()
    return await pipeline.respond(to: head, body, on: channel, &record)
  }

  private func respond(_ method: HTTPRequest.Method, _ path: String, _ body: ByteBuffer?, _ headers: HTTPFields) async -> Response {
    var headers = headers
    if body != nil { headers[.contentType] = MediaType.json }
    let bytes = body ?? ByteBuffer()
    return await respond(method, path, bytes.readableBytes > pipeline.limits.bodyBytesMax ? .tooLarge : .bytes(bytes), headers)
  }
}
