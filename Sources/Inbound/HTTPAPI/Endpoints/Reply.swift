public import Forum
public import HTTPTypes
import HummingbirdCore
public import NIOCore

/// What a handler answers.
public struct Reply<View: Sendable>: Sendable {
  let view: View
  /// nil: the endpoint's.
  var status: HTTPResponse.Status?
  var location: String?
  var version: Int64?
  var headers: HTTPFields = [:]
  /// The one thread that the answer shows.
  private var thread: ThreadID?

  private init(_ view: View) { self.view = view }

  /// With a version the answer gets an `ETag`, and a `GET` that names it in `If-None-Match` gets 304.
  public static func ok(_ view: View, version: Int64? = nil) -> Reply {
    var reply = Reply(view)
    reply.version = version
    return reply
  }

  /// `location` is a path: `/api/v1/posts/…`. The status is the endpoint's, which should be 201.
  public static func created(_ view: View, at location: String, version: Int64? = nil) -> Reply {
    var reply = ok(view, version: version)
    reply.location = location
    return reply
  }

  /// The reply, to be kept until this thread changes: it shows nothing else, and the same to everybody who may ask for it.
  public func kept(whileUnchanged thread: ThreadID) -> Reply {
    var reply = self
    reply.thread = thread
    return reply
  }

  /// The reply with a status that differs from the endpoint's.
  public func status(_ status: HTTPResponse.Status) -> Reply {
    var reply = self
    reply.status = status
    return reply
  }

  /// The reply with one more header.
  public func header(_ name: HTTPField.Name, _ value: String) -> Reply {
    var reply = self
    reply.headers[name] = value
    return reply
  }
}

/// No view: the answer has no body. Endpoints that return it should succeed with 204.
public struct Nothing: Sendable {
  public init() {}
}

extension Shape where View == Nothing {
  public static var nothing: Shape { Shape(JSONSchema(["type": "null"])) { $1.null() } }
}

extension Reply where View == Nothing {
  public static var nothing: Reply { .ok(Nothing()) }
}

extension Shape {
  /// The whole body of a successful answer: `{"status":"success","data":…}`.
  public func envelope(_ view: View) -> ByteBuffer {
    var writer = JSONWriter()
    writer.raw(#"{"status":"success","data":"#)
    append(view, to: &writer)
    writer.raw("}")
    return ByteBuffer(bytes: writer.bytes)
  }
}

extension Reply {
  func response(_ call: Call, _ shape: Shape<View>, _ success: HTTPResponse.Status) -> Response {
    var headers = headers
    if let location { headers.append(HTTPField(name: .location, value: location)) }
    if view is Nothing { return Response(status: status ?? success, headers: headers) }
    // What was made for one request alone, such as a new token, is kept by nobody on the way.
    if call.head.method != .get, call.head.method != .head { headers[.cacheControl] = headers[.cacheControl] ?? "no-store" }
    let body = shape.envelope(view)
    if let version {
      let tag = EntityTag.text(version, body.readableBytesView)
      headers.append(HTTPField(name: .eTag, value: tag))
      if call.head.method == .get || call.head.method == .head, let seen = call.head.headerFields[.ifNoneMatch], EntityTag.isNamed(tag, in: seen) {
        return Response(status: .notModified, headers: headers)
      }
    }
    headers.append(HTTPField(name: .contentType, value: MediaType.json))
    if let next = shape.next?(view) { headers.append(HTTPField(name: .link, value: call.link(to: next))) }
    let response = Response(status: status ?? success, headers: headers, body: ResponseBody(byteBuffer: body))
    if let thread { call.kept?.keep(response, of: thread) }
    return response
  }
}

extension Call {
  /// The address of a list's next page, as RFC 8288 wants it: of this request with another cursor.
  fileprivate func link(to cursor: String) -> String {
    let others = query.split(separator: "&").filter { !$0.hasPrefix("cursor=") }.map { part in
      // They end an address in a Link.
      part.map { $0 == "<" ? "%3C" : $0 == ">" ? "%3E" : $0 == "\"" ? "%22" : String($0) }.joined()
    }
    return "<\(path)?\((others + ["cursor=\(cursor)"]).joined(separator: "&"))>; rel=\"next\""
  }
}

/// The content types of answers.
enum MediaType {
  static let json = "application/json"
  static let problem = "application/problem+json"
  static let jsend = "application/vnd.jsend+json"
  static let events = "text/event-stream"
  static let archive = "application/x-tar"
  static let form = "multipart/form-data"
  static let mergePatch = "application/merge-patch+json"
  /// What a PATCH takes.
  static let patches = "\(json), \(mergePatch)"
}
