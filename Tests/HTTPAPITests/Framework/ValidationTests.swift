import HTTPTypes
import Testing

@testable import HTTPAPI

@Suite struct ValidationTests {
  @Test("a request hears of all its faults at once, each with its place")
  func all() async throws {
    let answer = try await LibraryServer().post(
      #"{"pages":0,"tags":["ok","too long",7],"genre":"prose","cover":{"color":"green","size":1},"printed_at":"today","role":"admin"}"#)
    #expect(answer.status == 422)
    #expect(try answer.code == "validation_failed")
    #expect(
      try answer.faults == [
        "/title required", "/pages out_of_range", "/tags/1 too_long", "/tags/2 wrong_type", "/genre not_allowed", "/cover/color not_allowed",
        "/cover/size unknown_field", "/printed_at malformed", "/role unknown_field",
      ])
  }

  @Test("a good request becomes what it says, with the defaults for what it does not say")
  func good() async throws {
    let answer = try await LibraryServer().post(#"{"title":"Emma","pages":474,"cover":{"color":"red","hard":true},"printed_at":null}"#)
    #expect(answer.status == 201)
    #expect(answer.headers[.location] == LibraryRoutes.path)
    #expect(answer.headers[.eTag]?.hasPrefix(#""1-"#) == true)
    #expect(
      answer.text == #"{"status":"success","data":{"id":"\#(LibraryRoutes.book.id)","title":"Emma","pages":474,"tags":[],"printed_at":null,"#
        + #""cover":{"color":"red","hard":true},"version":1}}"#)
  }

  @Test(
    "text is measured in characters and holds no control characters",
    arguments: [
      (#""title":"""#, "/title too_short"), (#""title":"   ""#, "/title too_short"), (#""title":"123456789012345678901""#, "/title too_long"),
      (#""title":"a\nb""#, "/title control_character"), (#""title":"a\u0000b""#, "/title control_character"), (#""title":7"#, "/title wrong_type"),
      (#""title":"a\u0085b""#, "/title control_character"), (#""title":null"#, "/title wrong_type"),
    ])
  func text(_ field: String, _ fault: String) async throws {
    let answer = try await LibraryServer().post("{\(field),\"pages\":1}")
    #expect(try answer.faults == [fault])
  }

  @Test("twenty characters of four bytes fit into twenty characters, and line ends become one kind")
  func characters() async throws {
    let server = try LibraryServer()
    #expect(try await server.post(#"{"title":"\#(String(repeating: "🦉", count: 20))","pages":1}"#).status == 201)
    #expect(try await server.post(#"{"title":"a","pages":1,"blurb":"one\r\ntwo\tthree"}"#).status == 201)
    #expect(TextRules.joiningLineEnds("a\r\nb\rc\n") == "a\nb\rc\n")
  }

  @Test(
    "numbers are whole and in range", arguments: [("1.5", "wrong_type"), (#""1""#, "wrong_type"), ("5001", "out_of_range"), ("1e300", "wrong_type")])
  func numbers(_ number: String, _ code: String) async throws {
    let answer = try await LibraryServer().post(#"{"title":"a","pages":\#(number)}"#)
    #expect(try answer.faults == ["/pages \(code)"])
  }

  @Test("a rule over several fields names one of them")
  func joined() async throws {
    #expect(try await LibraryServer().post(#"{"title":"Leaflet","pages":200}"#).faults == ["/pages too_many"])
  }

  @Test("a patch tells null from nothing")
  func patch() async throws {
    let server = try LibraryServer()
    func patched(_ json: String) async throws -> Any? {
      try await server.send(.patch, LibraryRoutes.path, [.authorization: "Bearer member", .ifMatch: "\"3\""], json: json).data["printed_at"]
    }
    #expect(try await patched("{}") as? String == "1970-01-01T00:00:00.000Z")
    #expect(try await patched(#"{"printed_at":null}"#) as? String == nil)
    #expect(try await patched(#"{"printed_at":"1815-12-23T00:00:00Z"}"#) as? String == "1815-12-23T00:00:00.000Z")
  }

  @Test(
    "query parameters are checked like bodies",
    arguments: [
      ("limit=0&long=maybe&colour=red", ["?limit out_of_range", "?long wrong_type", "?colour unknown_parameter"]),
      ("limit=5&limit=6", ["?limit repeated"]), ("genres=novel,prose", ["?genres/1 not_allowed"]), ("cursor=%00", ["?cursor control_character"]),
      ("cursor=AAAA", ["?cursor malformed"]), ("limit=abc", ["?limit wrong_type"]),
    ])
  func query(_ query: String, _ faults: [String]) async throws {
    let answer = try await LibraryServer().send(.get, "/api/v1/books?\(query)")
    #expect(answer.status == 422)
    #expect(try answer.faults == faults)
  }

  @Test("a query that is not percent-encoded UTF-8 is malformed", arguments: ["limit=%", "limit=%zz", "%ff=1", "limit=%ff"])
  func malformedQuery(_ query: String) async throws {
    let answer = try await LibraryServer().send(.get, "/api/v1/books?\(query)")
    #expect(answer.status == 400)
    #expect(try answer.code == "malformed_query")
  }

  @Test("a list gives a cursor that leads on, and takes no other list's")
  func cursors() async throws {
    let server = try LibraryServer()
    let first = try await server.send(.get, "/api/v1/books?limit=2&long=true&genres=novel,poetry")
    #expect(first.status == 200)
    #expect(try (first.data["items"] as? [Any])?.count == 2)
    let next = try #require(try first.data["next"] as? String)
    #expect(try await server.send(.get, "/api/v1/books?cursor=\(next)").status == 200)
    #expect(try await server.send(.get, "/api/v1/books?cursor=\(next.reversed())").status == 422)
  }

  @Test("fifty faults are enough")
  func bounded() async throws {
    let fields = (0..<500).map { "\"x\($0)\":1" }.joined(separator: ",")
    #expect(try await LibraryServer().post("{\(fields)}").faults.count == 50)
  }
}
