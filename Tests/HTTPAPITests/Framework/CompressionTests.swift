import HTTPAPI
import HTTPTypes
import NIOCore
import Testing

@Suite("Compressed answers") struct CompressionTests {
  private static let text = String(repeating: "All happy families are alike. ", count: 100)

  private func server(
    type: String = "text/html; charset=utf-8", body: ByteBuffer = ByteBuffer(string: text), _ headers: HTTPFields = [:], on: Bool = true
  ) throws
    -> LibraryServer
  {
    let page = PageRoute(.get, "/novel") { call, _ in
      let isKnown = call.head.headerFields[.ifNoneMatch] == headers[.eTag] && headers.contains(.eTag)
      return isKnown ? PageReply(ByteBuffer(), status: .notModified, headers: headers) : PageReply(body, type: type, headers: headers)
    }
    return try LibraryServer(pages: [page]) { $0.compresses = on }
  }

  private func asked(_ server: LibraryServer, _ fields: HTTPFields = [.acceptEncoding: "gzip"]) async throws -> ExchangedResponse {
    try await server.server.exchange(.get, "/novel", headers: fields)
  }

  @Test("a client that takes gzip gets a whole answer smaller, and caches are told that it depends")
  func smaller() async throws {
    let answer = try await asked(server())
    #expect(answer.headers[.contentEncoding] == "gzip" && answer.headers[values: .vary].contains("Accept-Encoding"))
    #expect(answer.body.readableBytes < Self.text.utf8.count / 8 && answer.headers[.contentLength] == "\(answer.body.readableBytes)")
    #expect(Array(answer.body.readableBytesView.prefix(3)) == [0x1f, 0x8b, 8])
    // The last four bytes of gzip are the length of what was compressed.
    #expect(answer.body.getInteger(at: answer.body.writerIndex - 4, endianness: .little, as: UInt32.self) == UInt32(Self.text.utf8.count))
  }

  @Test(
    "who does not take gzip gets the answer as it is",
    arguments: ["", "identity", "gzip;q=0", "br, zstd", "gzip;q=0.3, identity;q=0.5", "*;q=0", "gzip;q=none"])
  func asItIs(field: String) async throws {
    let answer = try await asked(server(), field.isEmpty ? [:] : [.acceptEncoding: field])
    #expect(answer.headers[.contentEncoding] == nil && answer.headers[values: .vary].contains("Accept-Encoding"))
    #expect(String(buffer: answer.body) == Self.text)
  }

  @Test(
    "gzip is taken in every form that a client may ask in", arguments: ["gzip", "br, GZIP ; Q=0.1", "x-gzip", "*", "deflate;q=1,gzip;q=0.5,*;q=0"])
  func forms(field: String) async throws {
    #expect(try await asked(server(), [.acceptEncoding: field]).headers[.contentEncoding] == "gzip")
  }

  @Test("an answer to a browser with a cookie, or one that may not be stored, stays as long as it is: its length tells no secret")
  func secrets() async throws {
    #expect(try await asked(server(), [.acceptEncoding: "gzip", .cookie: "session=1"]).headers[.contentEncoding] == nil)
    let kept = try await asked(server([.cacheControl: "no-store"]))
    #expect(kept.headers[.contentEncoding] == nil && !kept.headers[values: .vary].contains("Accept-Encoding"))
  }

  @Test("what is short, no text, or hardly smaller, stays as it is; so does everything where the settings say so")
  func leftOut() async throws {
    #expect(try await asked(server(body: ByteBuffer(string: "Call me Ishmael."))).headers[.contentEncoding] == nil)
    #expect(try await asked(server(type: "image/png")).headers[.contentEncoding] == nil)
    #expect(try await asked(server([.acceptRanges: "bytes"])).headers[.contentEncoding] == nil)
    #expect(try await asked(server(on: false)).headers[.contentEncoding] == nil)
    var random = SystemRandomNumberGenerator()
    let noise = ByteBuffer(bytes: (0..<4000).map { _ in UInt8.random(in: 0...255, using: &random) })
    #expect(try await asked(server(body: noise)).headers[.contentEncoding] == nil)
  }

  @Test("a compressed answer has an entity tag of its own, and both tags are known again")
  func tags() async throws {
    let server = try server([.eTag: "\"3-5f\""])
    #expect(try await asked(server, [:]).headers[.eTag] == "\"3-5f\"")
    #expect(try await asked(server).headers[.eTag] == "\"3-5f-gzip\"")
    for tag in ["\"3-5f-gzip\"", "\"3-5f\""] {
      let again = try await asked(server, [.acceptEncoding: "gzip", .ifNoneMatch: tag])
      #expect(again.status == .notModified && again.headers[.eTag] == tag)
    }
  }

  @Test("HEAD says the length that GET would send") func head() async throws {
    let server = try server()
    let length = try await asked(server).headers[.contentLength]
    let head = try await server.server.exchange(.head, "/novel", headers: [.acceptEncoding: "gzip"])
    #expect(head.headers[.contentLength] == length && head.headers[.contentEncoding] == "gzip" && head.body.readableBytes == 0)
  }
}
