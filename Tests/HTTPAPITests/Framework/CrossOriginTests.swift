import HTTPAPI
import HTTPTypes
import Testing

@Suite("Scripts of other sites") struct CrossOriginTests {
  private let origin = "https://app.example.org"

  private func asked(_ origin: String, _ method: String = "PATCH") -> HTTPFields {
    [.origin: origin, .accessControlRequestMethod: method, .accessControlRequestHeaders: "authorization, if-match"]
  }

  @Test("a site of the settings may use the API, is told how in advance, and never gets cookies")
  func allowed() async throws {
    let server = try LibraryServer { $0.crossOrigins = [origin] }
    let advance = try await server.server.exchange(.options, LibraryRoutes.path, headers: asked(origin))
    #expect(advance.status == .noContent && advance.headers[.accessControlAllowOrigin] == origin)
    #expect(advance.headers[.accessControlAllowMethods]?.contains("PATCH") == true)
    #expect(advance.headers[.accessControlAllowHeaders]?.contains("If-Match") == true && advance.headers[.accessControlMaxAge] == "600")
    let answer = try await server.server.exchange(.get, LibraryRoutes.path, headers: [.origin: origin])
    #expect(answer.status == .ok && answer.headers[.accessControlAllowOrigin] == origin)
    #expect(
      answer.headers[.accessControlExposeHeaders]?.contains("ETag") == true
        && answer.headers[.accessControlExposeHeaders]?.contains("Content-Range") == true
        && answer.headers[values: .vary].contains("Origin"))
    let failure = try await server.server.exchange(.get, "/api/v1/nowhere", headers: [.origin: origin])
    #expect(failure.status == .notFound && failure.headers[.accessControlAllowOrigin] == origin, "scripts must be able to read what went wrong")
    for response in [advance, answer] { #expect(response.headers[.accessControlAllowCredentials] == nil) }
  }

  @Test("another site, a page, and a server without the setting say nothing")
  func refused() async throws {
    let server = try LibraryServer { $0.crossOrigins = [origin] }
    for other in ["https://evil.example.org", "https://app.example.org.evil.net", "http://app.example.org", "null"] {
      let answer = try await server.server.exchange(.get, LibraryRoutes.path, headers: [.origin: other])
      #expect(answer.headers[.accessControlAllowOrigin] == nil && answer.headers[values: .vary].contains("Origin"))
      #expect(try await server.server.exchange(.options, LibraryRoutes.path, headers: asked(other)).headers[.accessControlAllowMethods] == nil)
    }
    #expect(try await server.server.exchange(.get, "/", headers: [.origin: origin]).headers[.accessControlAllowOrigin] == nil)
    let silent = try await LibraryServer().server.exchange(.get, LibraryRoutes.path, headers: [.origin: origin])
    #expect(silent.headers[.accessControlAllowOrigin] == nil && !silent.headers[values: .vary].contains("Origin"))
  }

  @Test("a star is for everybody")
  func everybody() async throws {
    let server = try LibraryServer { $0.crossOrigins = ["*"] }
    let answer = try await server.server.exchange(.get, "/openapi.json", headers: [.origin: "https://anybody.example"])
    #expect(answer.headers[.accessControlAllowOrigin] == "*")
  }
}
