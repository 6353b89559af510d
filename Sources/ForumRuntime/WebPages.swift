import Admin
import Auth
import ForumKernel
import HTTPAPI
import HTTPTypes
import NIOCore
public import WebUI

extension Application {
  /// The pages for people. `activity`: what the page about this server shows of it.
  public func webPages(activity: @escaping @Sendable () -> [ActivityPoint] = { [] }) throws -> WebPages {
    let insight = ServerInsight(activity: activity) { try await newestDeadLetters($0) }
    let web = try WebUI(
      reader: storage.reader, attention: storage.attention, search: index, cursorSigner: CursorSigner(key: keys.cursorKey), siteName: "forum-lite",
      insight: insight, readScope: { try await readScope(of: $0, $1) }, status: { $0.httpStatus })
    let perform: @Sendable (Call, APICaller) async throws -> PageReply = { [tenants = admin.tenants] call, api in
      var request = try WebRequest(call, api)
      request.brand = Brand(tenants.tenant(call.tenant))
      guard let response = try await web.respond(to: request) else { throw AppError.notFound("page") }
      guard let passed = response.passesOn else { return PageReply(response) }
      return await api.passOn(passed.path, accessToken: passed.accessToken, with: PageReply(response).headers)
    }
    return WebPages(
      routes: WebUI.paths.map { PageRoute(.get, $0, perform: perform) } + WebUI.formPaths.map { PageRoute(.post, $0, perform: perform) }
        + [PageRoute(upload: WebUI.uploadPath, perform: perform)],
      problem: { PageReply(web.page(of: WebProblem($0))) })
  }
}

extension Application {
  private func readScope(of accessToken: String?, _ tenant: TenantID) async throws -> ReadScope {
    guard let accessToken else { return try await admin.guest(of: tenant, at: clock.now).readScope }
    return try await auth.authenticator.principal(for: accessToken, tenant: tenant).readScope
  }

  /// What the consumers gave up on, newest first.
  private func newestDeadLetters(_ limit: Int) async throws -> [DeadLetterLine] {
    try await deadLetters(of: Array(try await storage.archive.deadLetterCounts().keys), limit: limit).map { letter in
      DeadLetterLine(consumer: letter.consumer, sequence: letter.message.sequence, reason: letter.reason, at: letter.time)
    }
  }
}

/// The pages as the HTTP server takes them.
public struct WebPages: Sendable {
  let routes: [PageRoute]
  /// What a browser shows of a problem that no page answers.
  let problem: @Sendable (Problem) -> PageReply
}

extension Brand {
  fileprivate init(_ tenant: TenantProfile?) {
    self.init(name: tenant?.title, accent: tenant?.branding.accent, tagline: tenant?.branding.tagline)
  }
}

extension WebProblem {
  fileprivate init(_ problem: Problem) {
    self.init(
      status: problem.status.code, code: problem.slug, detail: problem.detail, details: problem.faults.map(\.detail),
      retryAfterSeconds: problem.retryAfterSeconds)
  }
}

extension WebRequest {
  fileprivate init(_ call: Call, _ api: APICaller) throws {
    let fields = call.head.headerFields
    self.init(path: call.path, query: try call.queryItems(), tenant: call.tenant, ifNoneMatch: fields[.ifNoneMatch])
    form = call.head.method == .post ? try call.formItems() : nil
    upload = { headers in APIAnswer(await api.upload("attachments", headers: HTTPFields(headers))) }
    cookie = fields[.cookie]
    origin = WebOrigin(fetchSite: fields[.secFetchSite], origin: fields[.origin], host: call.head.authority)
    isRead = call.head.method == .get && fields[.secPurpose] == nil
    isSecure = call.isSecure
    self.api = { method, path, body, headers in
      APIAnswer(
        await api(HTTPRequest.Method(rawValue: method) ?? .get, path, body.map { ByteBuffer(bytes: $0) }, headers: HTTPFields(headers)))
    }
  }
}

extension HTTPFields {
  fileprivate init(_ headers: [(name: String, value: String)]) {
    self.init()
    for (name, value) in headers { HTTPField.Name(name).map { self[$0] = value } }
  }
}

extension APIAnswer {
  fileprivate init(_ answer: APICaller.Answer) {
    self.init(status: answer.status, tag: answer.headers[.eTag], retryAfter: answer.headers[.retryAfter], body: Array(answer.body.readableBytesView))
  }
}

extension HTTPField.Name {
  fileprivate static let secPurpose = HTTPField.Name("Sec-Purpose")!
  fileprivate static let secFetchSite = HTTPField.Name("Sec-Fetch-Site")!
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
