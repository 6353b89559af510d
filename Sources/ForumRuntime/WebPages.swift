import ForumKernel
public import HTTPAPI
import HTTPTypes
import NIOCore
import WebUI

extension Application {
  /// The pages for people as routes of the HTTP server.
  public func webPages() throws -> [PageRoute] {
    let web = try WebUI(
      reader: storage.reader, search: index, cursorSigner: CursorSigner(key: keys.cursorKey), siteName: "forum-lite", status: { $0.httpStatus })
    let perform: @Sendable (Call, APICaller) async throws -> PageReply = { call, api in
      guard let response = try await web.respond(to: try WebRequest(call, api)) else { throw AppError.notFound("page") }
      return PageReply(response)
    }
    return WebUI.paths.map { PageRoute(.get, $0, perform: perform) } + WebUI.formPaths.map { PageRoute(.post, $0, perform: perform) }
  }
}

extension WebRequest {
  fileprivate init(_ call: Call, _ api: APICaller) throws {
    let fields = call.head.headerFields
    self.init(path: call.path, query: try call.queryItems(), tenant: call.tenant, ifNoneMatch: fields[.ifNoneMatch])
    form = call.head.method == .post ? try call.formItems() : nil
    cookie = fields[.cookie]
    origin = WebOrigin(fetchSite: fields[.secFetchSite], origin: fields[.origin], host: call.head.authority)
    isSecure = call.head.scheme == "https" || fields[.xForwardedProto] == "https"
    self.api = { method, path, body, headers in
      var sent = HTTPFields()
      for (name, value) in headers { HTTPField.Name(name).map { sent[$0] = value } }
      let answer = await api(HTTPRequest.Method(rawValue: method) ?? .get, path, body.map { ByteBuffer(bytes: $0) }, headers: sent)
      return APIAnswer(status: answer.status, tag: answer.headers[.eTag], body: Array(answer.body.readableBytesView))
    }
  }
}

extension HTTPField.Name {
  fileprivate static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
  fileprivate static let xForwardedProto = HTTPField.Name("X-Forwarded-Proto")!
}

extension PageReply {
  init(_ response: WebResponse) {
    var headers = HTTPFields()
    var type = "text/html; charset=utf-8"
    for (name, value) in response.headers {
      guard let field = HTTPField.Name(name) else { continue }
      if field == .contentType { type = value } else { headers.append(HTTPField(name: field, value: value)) }
    }
    self.init(ByteBuffer(bytes: response.body), type: type, status: HTTPResponse.Status(code: response.status), headers: headers)
  }
}
