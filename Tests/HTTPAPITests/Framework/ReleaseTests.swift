import ForumKernel
import Foundation
import HTTPAPI
import HTTPTypes
import Support
import Testing

@Suite("Versions of the API") struct ReleaseTests {
  /// A library whose books were once called by a name and had no cover; whose first version is over, and whose second one is left soon.
  private static let plan = ReleasePlan(
    releases: [
      .init("2024-01-01", deprecated: day("2024-06-01"), sunset: day("2025-01-01")),
      .init("2025-01-01", deprecated: Timestamp(milliseconds: 1_700_000_000_000), sunset: day("2190-01-01")), .init("2026-01-01"),
    ],
    channels: [.stable: "2025-01-01", .beta: "2026-01-01", .edge: "2026-01-01"],
    changes: [
      APIChange(
        "2026-01-01", "Books have titles, and covers.",
        objects: [
          "Book": [.renamed(from: "name", to: "title"), .added("cover")], "NewBook": [.renamed(from: "name", to: "title"), .added("cover")],
          "Cover": [.redefined("hard", was: "The opposite.", older: { .bool($0["hard"] != true) })],
        ], newOperations: ["deleteBook"])
    ])

  private static func day(_ text: String) -> Timestamp { Timestamp("\(text)T00:00:00.000Z") ?? Timestamp(milliseconds: 0) }

  private static func channel(_ name: String) -> HTTPFields { [HTTPField.Name("Forum-Channel")!: name] }

  @Test("an older client gets the fields that it knows, in single answers and in lists, and no others")
  func answers() async throws {
    let library = try LibraryServer(releases: Self.plan)
    for headers in [[:], Self.channel("stable"), Self.channel("2025-01-01")] {
      let book = try await library.send(.get, LibraryRoutes.path, headers).data
      #expect(book["name"] as? String == "Emma" && book["title"] == nil && book["cover"] == nil && book["pages"] as? Int == 474)
      let first = try #require((try await library.send(.get, "/api/v1/books?limit=2", headers).data["items"] as? [[String: Any]])?.first)
      #expect(first["name"] as? String == "Emma" && first["title"] == nil)
    }
    for name in ["beta", "edge", "2026-01-01"] {
      let book = try await library.send(.get, LibraryRoutes.path, Self.channel(name)).data
      #expect(book["title"] as? String == "Emma" && book["name"] == nil && book["cover"] != nil)
    }
    #expect(try await library.send(.get, "/api/v1/shelves/red").data["hard"] as? Bool == true)
    #expect(try await library.send(.get, "/api/v1/shelves/red", Self.channel("edge")).data["hard"] as? Bool == false)
  }

  @Test("an older client sends the fields that it knows, and its faults are told at those")
  func requests() async throws {
    let library = try LibraryServer(releases: Self.plan)
    let made = try await library.post(#"{"name":"Emma","pages":5}"#)
    #expect(made.status == 201)
    #expect(try made.data["name"] as? String == "Emma")
    let wrong = try await library.post(#"{"name":"","pages":0}"#)
    #expect(try wrong.faults == ["/name too_short", "/pages out_of_range"])
    #expect(try await library.post(#"{"title":"Emma","pages":5}"#).faults == ["/title unknown_field", "/name required"])
    #expect(try await library.post(#"{"name":"Emma","pages":5,"cover":{"color":"red"}}"#).faults == ["/cover unknown_field"])
    let edge = try await library.post(#"{"title":"Emma","pages":5,"cover":{"color":"red"}}"#, Self.channel("edge"))
    #expect(edge.status == 201)
    #expect(try await library.post(#"{"name":"Emma","pages":5}"#, Self.channel("edge")).faults.contains("/name unknown_field"))
  }

  @Test("each version has a document of its own, which says what that version does")
  func documents() async throws {
    let library = try LibraryServer(releases: Self.plan)
    func document(_ name: String) async throws -> [String: Any] { try await library.send(.get, "/openapi.json", Self.channel(name)).json }
    let (old, new) = (try await document("stable"), try await document("edge"))
    func book(_ document: [String: Any]) -> [String: Any]? {
      ((document["components"] as? [String: Any])?["schemas"] as? [String: Any])?["Book"] as? [String: Any]
    }
    #expect((old["info"] as? [String: Any])?["version"] as? String == "2025-01-01")
    #expect((book(old)?["properties"] as? [String: Any])?.keys.sorted() == ["id", "name", "pages", "printed_at", "tags", "version"])
    #expect(book(old)?["required"] as? [String] == ["id", "name", "pages", "tags", "printed_at", "version"])
    #expect((book(new)?["properties"] as? [String: Any])?.keys.contains("title") == true)
    func methods(_ document: [String: Any]) -> [String]? {
      ((document["paths"] as? [String: Any])?["/api/v1/books/{book_id}"] as? [String: Any])?.keys.sorted()
    }
    #expect(methods(old) == ["get", "patch"] && methods(new) == ["delete", "get", "patch"])
  }

  @Test("an operation that came later is not there for older clients")
  func laterOperations() async throws {
    let library = try LibraryServer(releases: Self.plan)
    let old = try await library.send(.delete, LibraryRoutes.path)
    #expect(try old.status == 404 && old.code == "route_not_found")
    #expect(try await library.send(.delete, LibraryRoutes.path, Self.channel("edge")).status == 401)
  }

  @Test("an entity tag names the answer of one version, and any version's tag may be changed over")
  func entityTags() async throws {
    let library = try LibraryServer(releases: Self.plan)
    func tag(_ headers: HTTPFields) async throws -> String { try #require(try await library.send(.get, LibraryRoutes.path, headers).headers[.eTag]) }
    func isKnown(_ seen: String, _ headers: HTTPFields) async throws -> Bool {
      var headers = headers
      headers[.ifNoneMatch] = seen
      let answer = try await library.send(.get, LibraryRoutes.path, headers)
      if answer.status == 304 { #expect(try await answer.headers[.eTag] == tag(headers)) }
      return answer.status == 304
    }
    let (old, new) = (try await tag([:]), try await tag(Self.channel("edge")))
    #expect(old != new)
    for seen in [old, "W/\(old)", "\(new), \(old)", "*"] { #expect(try await isKnown(seen, [:]), "\(seen)") }
    for seen in [new, "W/\(new)", "\(new), \(old)", "*"] { #expect(try await isKnown(seen, Self.channel("edge")), "\(seen)") }
    #expect(try await !isKnown(new, [:]))
    #expect(try await !isKnown(old, Self.channel("edge")))
    for match in [old, new] {
      for channel in ["stable", "edge"] {
        var headers = Self.channel(channel)
        headers[.ifMatch] = match
        headers[.authorization] = "Bearer member"
        #expect(try await library.send(.patch, LibraryRoutes.path, headers, json: "{}").status == 200)
      }
    }
  }

  @Test("the documents of a version are not those of another one, to whatever keeps them")
  func keptDocuments() async throws {
    let library = try LibraryServer(releases: Self.plan)
    for path in ["/openapi.json", "/asyncapi.json"] {
      #expect(try await library.send(.get, path).headers[values: .vary].contains("Forum-Channel"))
    }
  }

  @Test("who asks for a version is told which one it got, and how long an old one will last")
  func headers() async throws {
    let library = try LibraryServer(releases: Self.plan)
    let old = try await library.send(.get, LibraryRoutes.path, Self.channel("2025-01-01")).headers
    #expect(old[HTTPField.Name("Forum-Version")!] == "2025-01-01")
    #expect(old[HTTPField.Name("Deprecation")!] == "@1700000000")
    #expect(old[HTTPField.Name("Sunset")!] == "Fri, 01 Jan 2190 00:00:00 GMT")
    let new = try await library.send(.get, LibraryRoutes.path, Self.channel("edge")).headers
    #expect(new[HTTPField.Name("Forum-Version")!] == "2026-01-01" && new[HTTPField.Name("Deprecation")!] == nil)
    let plain = try await library.send(.get, LibraryRoutes.path).headers
    #expect(plain[HTTPField.Name("Forum-Version")!] == "2025-01-01" && plain[.vary] == "Forum-Channel")
  }

  @Test("an unknown channel and a version whose time is over are refused with what there is", arguments: ["banana", "", "2024-01-01", "2031-01-01"])
  func refused(_ name: String) async throws {
    let library = try LibraryServer(releases: Self.plan)
    for path in [LibraryRoutes.path, "/openapi.json", "/asyncapi.json"] {
      let answer = try await library.send(.get, path, Self.channel(name))
      #expect(try [answer.status == 410 ? "version_retired" : "unknown_channel"] == [answer.code])
      #expect(answer.status == (name == "2024-01-01" ? 410 : 400))
      #expect(answer.text.contains("stable, beta, edge, 2025-01-01, 2026-01-01"))
    }
  }
}
