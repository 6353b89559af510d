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
    return WebUI.paths.map { path in
      PageRoute(.get, path) { call in
        let request = WebRequest(
          path: call.path, query: try call.queryItems(), tenant: call.tenant, ifNoneMatch: call.head.headerFields[.ifNoneMatch])
        return PageReply(try await web.respond(to: request) ?? web.notFoundPage())
      }
    }
  }
}

extension PageReply {
  fileprivate init(_ response: WebResponse) {
    var headers = HTTPFields()
    var type = "text/html; charset=utf-8"
    for (name, value) in response.headers {
      guard let field = HTTPField.Name(name) else { continue }
      if field == .contentType { type = value } else { headers[field] = value }
    }
    self.init(ByteBuffer(bytes: response.body), type: type, status: HTTPResponse.Status(code: response.status), headers: headers)
  }
}
