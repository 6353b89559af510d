public import ForumKernel
public import HTTPTypes
import HummingbirdCore
public import NIOCore

/// A route of the web interface, or of a protocol that others define: it answers what it likes, can use the API in its visitor's name, and is not part of
/// the API's document.
public struct PageRoute: Sendable {
  let method: HTTPRequest.Method
  let path: String
  let permission: Permission?
  let rate: RateClass
  /// It hands its body, a form with a file, on to the API as it comes.
  var takesUpload = false
  let perform: @Sendable (Call, APICaller) async throws -> PageReply

  /// `path` begins with a slash and may have parameters in braces. A `POST` gets its body in `call.body`.
  public init(
    _ method: HTTPRequest.Method, _ path: String, needs permission: Permission? = nil,
    perform: @escaping @Sendable (Call, APICaller) async throws -> PageReply
  ) {
    self.method = method
    self.path = path
    self.permission = permission
    // What it changes is counted by the API that it calls.
    self.rate = .read
    self.perform = perform
  }

  /// A route for forms with a file, which `APICaller.upload` hands on.
  public init(upload path: String, perform: @escaping @Sendable (Call, APICaller) async throws -> PageReply) {
    self.init(.post, path, perform: perform)
    takesUpload = true
  }
}

/// A whole answer of a page route.
public struct PageReply: Sendable {
  public var status: HTTPResponse.Status
  public var contentType: String
  public var body: ByteBuffer
  /// A `Content-Security-Policy` here replaces the API's, which allows nothing.
  public var headers: HTTPFields
  /// In the place of `body`, where it is made as the client takes it.
  var streamed: ResponseBody?

  public init(_ body: ByteBuffer, type contentType: String = "text/html; charset=utf-8", status: HTTPResponse.Status = .ok, headers: HTTPFields = [:])
  {
    self.status = status
    self.contentType = contentType
    self.body = body
    self.headers = headers
  }

  var response: Response {
    var headers = headers
    headers.append(HTTPField(name: .contentType, value: contentType))
    return Response(status: status, headers: headers, body: streamed ?? ResponseBody(byteBuffer: body))
  }
}
