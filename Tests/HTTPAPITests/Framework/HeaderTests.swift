import ForumKernel
import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct HeaderTests {
  private static let body = #"{"title":"a","pages":1}"#

  @Test("an idempotency key covers the user, the operation and exactly this body")
  func claims() async throws {
    let server = try LibraryServer()
    for (key, body) in [("\"k-1\"", Self.body), ("k-1", Self.body), ("\"k-1\"", Self.body + " "), ("\"k-2\"", Self.body)] {
      #expect(try await server.post(body, [.idempotencyKey: key]).status == 201)
    }
    let claims = server.claims.all
    #expect(claims.map(\.key) == ["k-1", "k-1", "k-1", "k-2"])
    #expect(Set(claims.map(\.scope)) == ["\(LibraryServer.user):addBook"])
    #expect(claims[0].fingerprint == claims[1].fingerprint && claims[0].fingerprint == claims[3].fingerprint)
    #expect(claims[0].fingerprint != claims[2].fingerprint)
    #expect(claims[0].fingerprint.count == 64)
  }

  @Test("an idempotency key that is none is refused", arguments: ["", "\"\"", "a b", "\"a\"b\"", String(repeating: "k", count: 256), "é"])
  func malformedClaims(_ key: String) async throws {
    let answer = try await LibraryServer().post(Self.body, [.idempotencyKey: key])
    #expect(answer.status == 400)
    #expect(try answer.code == "malformed_idempotency_key")
  }

  @Test(
    "If-Match must name the version",
    arguments: [
      (nil, 428), ("*", 200), ("\"3\"", 200), ("\"3-5f0a\"", 200), ("\"2-5f0a\"", 412), ("\"2\", \"3\"", 200), ("\"2\"", 412), ("W/\"3\"", 412),
      ("\"x\"", 412), ("\"a,b\"", 412), ("\"a,b\", \"3\"", 200), ("\"a\"b\"", 400), ("3", 400), ("", 400),
      ("\"3", 400),
    ])
  func ifMatch(_ field: String?, _ status: Int) async throws {
    var headers: HTTPFields = [.authorization: "Bearer member"]
    if let field { headers[.ifMatch] = field }
    #expect(try await LibraryServer().send(.patch, LibraryRoutes.path, headers, json: "{}").status == status)
  }

  @Test("a reader who has the answer already gets 304 without a body", arguments: ["%", "W/%", "*", "\"1\", %"])
  func ifNoneMatch(_ field: String) async throws {
    let library = try LibraryServer()
    let tag = try #require(try await library.send(.get, LibraryRoutes.path).headers[.eTag])
    #expect(tag.hasPrefix("\"3-"))
    let answer = try await library.send(.get, LibraryRoutes.path, [.ifNoneMatch: field.replacing("%", with: tag)])
    #expect(answer.status == 304 && answer.text.isEmpty && answer.headers[.eTag] == tag)
    for other in ["\"3\"", "\"3-0\"", "\"4\""] {
      #expect(try await library.send(.get, LibraryRoutes.path, [.ifNoneMatch: other]).status == 200)
    }
  }

  @Test("a well-formed request id is taken over, anything else replaced")
  func requestIDs() async throws {
    let server = try LibraryServer()
    for id in ["a", "A-b_c.9", String(repeating: "x", count: 128)] {
      #expect(try await server.send(.get, "/healthz", [.xRequestID: id]).headers[.xRequestID] == id)
    }
    for id in ["", "a b", "a/b", String(repeating: "x", count: 129), "é"] {
      let given = try #require(await server.send(.get, "/healthz", [.xRequestID: id]).headers[.xRequestID])
      #expect(RawID(given)?.isVersion7 == true)
    }
  }

  @Test("a trace is taken over with a span of our own; a malformed one begins a new trace")
  func traces() async throws {
    let server = try LibraryServer()
    let trace = "0af7651916cd43dd8448eb211c80319c"
    let parent = "00-\(trace)-b7ad6b7169203331-01"
    func answered(_ sent: String) async throws -> String { try await server.send(.get, "/healthz", [.traceparent: sent]).headers[.traceparent] ?? "" }
    let answer = try await answered(parent)
    #expect(answer.hasPrefix("00-\(trace)-") && answer.hasSuffix("-01") && answer != parent && answer.count == 55)
    for bad in [
      "", "00-\(trace)-b7ad6b7169203331", "01-\(trace)-b7ad6b7169203331-01", parent.uppercased(),
      "00-\(String(repeating: "0", count: 32))-b7ad6b7169203331-01",
    ] {
      let fresh = try await answered(bad)
      #expect(!fresh.contains(trace) && fresh.count == 55)
    }
  }

  @Test("the tenant comes from its header or the host name, and an unknown one is 404")
  func tenants() async throws {
    let server = try LibraryServer()
    #expect(try await server.send(.get, LibraryRoutes.path, [.xTenant: "main"]).status == 200)
    #expect(try await server.send(.get, LibraryRoutes.path, [.xTenant: "other"]).code == "tenant_not_found")
    #expect(try await server.server.exchange(.get, LibraryRoutes.path, authority: "nowhere.example:8080").status == .notFound)
  }

  @Test("visitors are asked to sign in, users without the permission are refused, bad tokens too")
  func permissions() async throws {
    let server = try LibraryServer()
    func status(_ authorization: String?) async throws -> (Int, String?) {
      let answer = try await server.send(.post, "/api/v1/books", authorization.map { [.authorization: $0] } ?? [:], json: Self.body)
      return (answer.status, try answer.json["code"] as? String)
    }
    #expect(try await status(nil) == (401, "sign_in_required"))
    #expect(try await status("Bearer reader") == (403, "permission_missing"))
    #expect(try await status("Bearer stolen") == (401, "token_invalid"))
    #expect(try await status("Basic YTpi") == (401, "unknown_authorization"))
    #expect(try await status("bearer member") == (201, nil))
    let refused = try await server.send(.post, "/api/v1/books")
    #expect(refused.headers[.wwwAuthenticate]?.hasPrefix("Bearer") == true)
  }

  @Test("one measurement and one log line tell of each request that came over a connection")
  func measured() async throws {
    let server = try LibraryServer()
    try await server.live { port in
      try await RawConnection.open(port) { connection in
        try await connection.send(
          "DELETE \(LibraryRoutes.path) HTTP/1.1\r\nHost: a\r\nX-Request-Id: r1\r\nAuthorization: Bearer reader\r\nConnection: close\r\n\r\n")
        #expect(try await connection.rest().hasPrefix("HTTP/1.1 403"))
      }
    }
    let measured = server.measurements.all
    #expect(measured.map(\.route) == ["/api/v1/books/{book_id}"] && measured.map(\.status) == [403] && measured.map(\.method) == ["DELETE"])
    let line = try #require(server.log.all.first { $0.hasPrefix("info request") })
    for part in ["r1", "trace_id", LibraryServer.user.description, "/api/v1/books/{book_id}", "403", "duration_ms", "bytes"] {
      #expect(line.contains(part), "\(part) in \(line)")
    }
  }
}
