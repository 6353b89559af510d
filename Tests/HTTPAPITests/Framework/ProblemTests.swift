import Foundation
import HTTPTypes
import NIOCore
import Testing

@testable import HTTPAPI

@Suite struct ProblemTests {
  @Test("a problem has RFC 9457's members, the request's id and the slug, in its own media type")
  func shape() async throws {
    let answer = try await LibraryServer().send(.get, "/api/v1/books/0190a0a0-0000-7000-8000-00000000ffff", [.init("X-Request-Id")!: "abc-1"])
    #expect(answer.status == 404)
    #expect(answer.headers[.contentType] == "application/problem+json")
    #expect(
      answer.text == #"{"type":"/problems/book_not_found","title":"Book not found","status":404,"detail":"There is no such book.","#
        + #""instance":"abc-1","request_id":"abc-1","code":"book_not_found"}"#)
  }

  @Test("JSend is spoken to clients that ask for it")
  func jsend() async throws {
    let server = try LibraryServer()
    let fail = try await server.send(.get, "/api/v1/books?limit=0", [.accept: "application/vnd.jsend+json, application/json;q=0.5"])
    #expect(fail.status == 422 && fail.headers[.contentType] == "application/vnd.jsend+json")
    #expect(try fail.json["status"] as? String == "fail")
    #expect(try fail.data["code"] as? String == "validation_failed")
    let error = try await server.send(.post, "/api/v1/keys", [.accept: "application/vnd.jsend+json"])
    #expect(try error.json["status"] as? String == "error")
    #expect(try error.json["message"] as? String != nil)
  }

  @Test("an error that nobody expected is logged once and never told")
  func hidden() async throws {
    let server = try LibraryServer()
    let answer = try await server.send(.post, "/api/v1/keys")
    #expect(answer.status == 500)
    #expect(try answer.code == "internal")
    #expect(!answer.text.contains("swordfish"))
    #expect(server.log.all.filter { $0.contains("swordfish") }.count == 1)
  }

  @Test("an unknown path is 404, a known one with another method 405 with what it allows")
  func routes() async throws {
    let server = try LibraryServer()
    #expect(try await server.send(.get, "/api/v1/shops").code == "route_not_found")
    for path in ["/api/v1/books/", "//api/v1/books", "/api/v1/./books", "/API/v1/books", "/api/v1/%62ooks", "/api/v1/books/a/b", "", "*"] {
      #expect(try await server.send(.get, path).status == 404, "\(path)")
    }
    let answer = try await server.send(.put, "/api/v1/books")
    #expect(answer.status == 405 && answer.headers[.allow] == "GET, POST, HEAD, OPTIONS")
    let options = try await server.send(.options, LibraryRoutes.path)
    #expect(options.status == 204 && options.headers[.allow] == "GET, PATCH, DELETE, HEAD, OPTIONS" && options.text.isEmpty)
    #expect(try await server.send(.trace, "/api/v1/books").status == 405)
  }

  @Test("HEAD is GET without the body")
  func head() async throws {
    let server = try LibraryServer()
    let get = try await server.send(.get, LibraryRoutes.path)
    let head = try await server.send(.head, LibraryRoutes.path)
    #expect(head.status == 200 && head.text.isEmpty)
    #expect(head.headers[.contentLength] == String(get.text.utf8.count) && head.headers[.eTag] == get.headers[.eTag])
  }

  @Test("a body must be JSON and say so", arguments: [nil, "text/plain", "application/x-www-form-urlencoded", "application/merge-patch+json"])
  func mediaType(_ type: String?) async throws {
    let headers: HTTPFields = type.map { [.authorization: "Bearer member", .contentType: $0] } ?? [.authorization: "Bearer member"]
    let server = try LibraryServer()
    let response = try await server.server.exchange(.post, "/api/v1/books", headers: headers, body: .init(string: #"{"title":"a","pages":1}"#))
    #expect(response.status == .unsupportedMediaType)
    #expect(response.headers[.accept] == "application/json")
  }

  @Test("charsets and merge patches are fine where they belong")
  func goodMediaTypes() async throws {
    let server = try LibraryServer()
    #expect(try await server.post(#"{"title":"a","pages":1}"#, [.contentType: "Application/JSON; charset=utf-8"]).status == 201)
    let patch = try await server.send(
      .patch, LibraryRoutes.path, [.authorization: "Bearer member", .ifMatch: "*", .contentType: "application/merge-patch+json"], json: "{}")
    #expect(patch.status == 200)
    let both = "application/json, application/merge-patch+json"
    #expect(try await server.send(.options, LibraryRoutes.path).headers[.acceptPatch] == both)
    let other = try await server.send(
      .patch, LibraryRoutes.path, [.authorization: "Bearer member", .ifMatch: "*", .contentType: "application/json-patch+json"], json: "{}")
    #expect(other.status == 415 && other.headers[.acceptPatch] == both && other.headers[.accept] == both)
  }

  @Test("a body that is no JSON object is refused", arguments: [("", 400), ("{", 400), ("[]", 422), ("7", 422)])
  func body(_ json: String, _ status: Int) async throws {
    #expect(try await LibraryServer().post(json).status == status)
  }

  @Test("a body beyond the limit is 413, with or without its length")
  func large() async throws {
    let server = try LibraryServer { $0.limits.bodyBytesMax = 100 }
    let body = #"{"title":"a","pages":1,"blurb":"\#(String(repeating: "b", count: 100))"}"#
    let chunked = try await server.post(body)
    #expect(chunked.status == 413 && chunked.headers[.connection] == "close")
    #expect(try await server.post(body, [.contentLength: "5000"]).code == "body_too_large")
  }

  @Test(
    "Accept is honoured",
    arguments: [
      ("*/*", 200), ("application/*", 200), ("text/html, application/json;q=0.1", 200), ("text/html, */*;q=0.8", 200), ("application/json", 200),
      ("text/html", 406), ("application/json;q=0", 406), ("text/event-stream", 406), ("image/*", 406),
    ])
  func accept(_ accept: String, _ status: Int) async throws {
    #expect(try await LibraryServer().send(.get, LibraryRoutes.path, [.accept: accept]).status == status)
  }

  @Test("ids in the path must be ids, and words percent-encoded UTF-8")
  func path() async throws {
    let server = try LibraryServer()
    for id in ["42", "0190a0a0-0000-4000-8000-000000000001", "%00"] {
      #expect(try await server.send(.get, "/api/v1/books/\(id)").code == "malformed_id")
    }
    #expect(try await server.send(.get, "/api/v1/shelves/caf%C3%A9%2Fbar").data["color"] as? String == "café/bar")
    #expect(try await server.send(.get, "/api/v1/shelves/%ff").code == "malformed_path")
  }

  @Test("answers forbid what browsers should not do")
  func security() async throws {
    let headers = try await LibraryServer().send(.get, LibraryRoutes.path).headers
    #expect(headers[.xContentTypeOptions] == "nosniff")
    #expect(headers[.contentSecurityPolicy] == "default-src 'none'; frame-ancestors 'none'")
    #expect(headers[.init("Referrer-Policy")!] == "no-referrer")
  }
}
