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

  let pipeline: RequestPipeline
  let page: HTTPRequest
  let channel: (any Channel)?

  /// `path` is below `/api/v1/` and may have a query; `body` is JSON. Never throws: what goes wrong is an answer.
  public func callAsFunction(_ method: HTTPRequest.Method, _ path: String, _ body: ByteBuffer?, headers: HTTPFields) async -> Answer {
    var head = HTTPRequest(method: method, scheme: page.scheme, authority: page.authority, path: "/api/v1/\(path)", headerFields: headers)
    for name in Self.carriedOver { head.headerFields[name] = page.headerFields[name] }
    // The pages are as new as the handlers.
    head.headerFields[.forumChannel] = ReleaseChannel.edge.rawValue
    if body != nil { head.headerFields[.contentType] = MediaType.json }
    var record = RequestRecord()
    let bytes = body ?? ByteBuffer()
    let response = await pipeline.respond(
      to: head, ReceivedBody(bytes, of: head, max: pipeline.limits.bodyBytesMax), on: channel, &record)
    let collected = CollectedBody()
    // A list or an entity; the pages ask for nothing that streams.
    try? await response.body.write(collected)
    return Answer(status: response.status.code, headers: response.headers, body: collected.bytes)
  }
}
