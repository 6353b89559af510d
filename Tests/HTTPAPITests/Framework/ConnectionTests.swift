import HTTPAPI
import HTTPTypes
import NIOCore
import Testing

@Suite(.timeLimit(.minutes(1))) struct ConnectionTests {
  private static let get = "GET \(LibraryRoutes.path) HTTP/1.1\r\nHost: localhost\r\n\r\n"
  private static let post = "POST /api/v1/books HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer member\r\nContent-Type: application/json\r\n"
  private static let body = #"{"title":"a","pages":1}"#

  /// A server with short deadlines, and one connection to it.
  private func connected(
    pages: [PageRoute] = [], _ change: (inout HTTPLimits) -> Void = { _ in }, _ body: @escaping @Sendable (inout RawConnection) async throws -> Void
  ) async throws {
    let server = try LibraryServer(pages: pages) { change(&$0.limits) }
    try await server.live { port in try await RawConnection.open(port, body) }
  }

  @Test("requests sent in one go are answered in their order")
  func pipelining() async throws {
    try await connected { connection in
      let second = Self.get.replacing(LibraryRoutes.path, with: "/healthz")
      try await connection.send(Self.get + second + Self.get)
      #expect(try await connection.read(through: "\"version\":3}}").contains("Emma"))
      #expect(try await connection.read(through: "ok\n").hasPrefix("HTTP/1.1 200 OK"))
      #expect(try await connection.read(through: "\"version\":3}}").contains("Emma"))
    }
  }

  @Test("a header that does not end is answered 408 and closed")
  func slowHeader() async throws {
    try await connected({ $0.headerMilliseconds = 1500 }) { connection in
      try await connection.send("GET / HTTP/1.1\r\nHost:")
      let answer = try await connection.rest()
      #expect(answer.hasPrefix("HTTP/1.1 408") && answer.contains("request_timeout"))
    }
  }

  @Test("a second header has its own deadline from its first byte")
  func slowSecondHeader() async throws {
    try await connected({ $0.headerMilliseconds = 1500 }) { connection in
      try await connection.send(Self.get)
      _ = try await connection.read(through: "\"version\":3}}")
      try await connection.send("GET / HT")
      #expect(try await connection.rest().hasPrefix("HTTP/1.1 408"))
    }
  }

  @Test("a silent connection is closed without a word after its idle time")
  func idle() async throws {
    try await connected({ $0.idleMilliseconds = 100 }) { connection in
      try await connection.send(Self.get)
      _ = try await connection.read(through: "\"version\":3}}")
      #expect(try await connection.rest().isEmpty)
    }
  }

  @Test("a body that only drips is given up")
  func slowBody() async throws {
    try await connected({
      $0.bodyMilliseconds = 200
      $0.bodyBytesPerSecondMin = 1_000_000
    }) { connection in
      try await connection.send(Self.post + "Content-Length: 99\r\n\r\n{")
      #expect(try await connection.rest().hasPrefix("HTTP/1.1 408"))
    }
  }

  @Test("a body that broke off is never taken for the whole", arguments: [true, false])
  func brokenBody(_ clientGoes: Bool) async throws {
    let server = try LibraryServer { $0.limits.bodyMilliseconds = clientGoes ? 60_000 : 100 }
    try await server.live { port in
      try await RawConnection.open(port) { connection in
        try await connection.send(Self.post + "Idempotency-Key: k\r\nContent-Length: 24\r\n\r\n" + Self.body)
        if clientGoes { try await connection.channel.close(mode: .output) }
        let answer = try await connection.rest()
        #expect(answer.hasPrefix(clientGoes ? "HTTP/1.1 400" : "HTTP/1.1 408"))
      }
    }
    #expect(server.claims.all.isEmpty)
  }

  @Test("a client that closes its side after a request gets the whole answer")
  func halfClose() async throws {
    let large = PageRoute(.get, "/large") { _, _ in
      try await Task.sleep(for: .milliseconds(20))
      return PageReply(ByteBuffer(repeating: 0x61, count: 8 << 20), type: "text/plain")
    }
    try await connected(pages: [large]) { connection in
      try await connection.send(Self.get + "GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
      try await connection.channel.close(mode: .output)
      try await Task.sleep(for: .milliseconds(200))
      let answers = try await connection.rest()
      #expect(answers.contains("Emma") && answers.utf8.count > 8 << 20)
    }
  }

  @Test("what comes after the last request of a connection is not carried out", arguments: ["close", "TE, close"])
  func afterTheLast(_ field: String) async throws {
    let server = try LibraryServer()
    try await server.live { port in
      try await RawConnection.open(port) { connection in
        let last = Self.get.replacing("\r\n\r\n", with: "\r\nConnection: \(field)\r\n\r\n")
        try await connection.send(last + Self.post + "Idempotency-Key: k\r\nContent-Length: 23\r\n\r\n" + Self.body + "NONSENSE\r\n\r\n")
        let answers = try await connection.rest()
        #expect(answers.hasPrefix("HTTP/1.1 200") && answers.ranges(of: "HTTP/1.1").count == 1)
      }
    }
    #expect(server.claims.all.isEmpty)
  }

  @Test("a client of HTTP/1.0 is told the end by the end of the connection")
  func oldClient() async throws {
    try await connected { connection in
      try await connection.send("GET /healthz HTTP/1.0\r\n\r\n")
      #expect(try await connection.rest().hasSuffix("ok\n"))
    }
  }

  @Test("a request that names no host, or more than one, is refused", arguments: ["", "Host: \r\n", "Host: a\r\nHost: b\r\n"])
  func hosts(_ fields: String) async throws {
    try await connected { connection in
      try await connection.send("GET /healthz HTTP/1.1\r\n\(fields)Connection: close\r\n\r\n")
      let answer = try await connection.rest()
      #expect(answer.hasPrefix("HTTP/1.1 400") && answer.contains("host_required"))
    }
  }

  @Test("a client that does not read its answer is cut")
  func stalledReader() async throws {
    let large = PageRoute(.get, "/large") { _, _ in PageReply(ByteBuffer(repeating: 0x61, count: 64 << 20), type: "text/plain") }
    try await connected(pages: [large], { $0.stalledWriteMilliseconds = 200 }) { connection in
      try await connection.channel.setOption(.autoRead, value: false).get()
      try await connection.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n")
      let channel = connection.channel
      // A write to a connection that the server has cut fails sooner or later.
      await #expect(throws: (any Error).self) {
        while true { try await channel.writeAndFlush(ByteBuffer(string: "\r\n")) }
      }
    }
  }

  @Test("an upgrade that we do not speak is answered and the connection closed", arguments: ["GET", "POST"])
  func upgrade(_ method: String) async throws {
    try await connected { connection in
      let body =
        method == "POST" ? "Authorization: Bearer member\r\nContent-Type: application/json\r\nContent-Length: 23\r\n\r\n\(Self.body)" : "\r\n"
      let head = "\(method) /api/v1/books HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
      try await connection.send(head + body)
      let answer = try await connection.rest()
      #expect(answer.hasPrefix(method == "GET" ? "HTTP/1.1 200" : "HTTP/1.1 201") && answer.contains("Connection: close"))
    }
  }

  @Test("a header that is too large is 431")
  func largeHeader() async throws {
    try await connected { connection in
      try await connection.send("GET / HTTP/1.1\r\nHost: a\r\nX-Large: \(String(repeating: "x", count: 40_000))\r\n\r\n")
      let answer = try await connection.rest()
      #expect(answer.hasPrefix("HTTP/1.1 431") && answer.contains("header_too_large"))
    }
  }

  @Test("more fields than allowed are 431")
  func manyFields() async throws {
    try await connected { connection in
      try await connection.send("GET / HTTP/1.1\r\nHost: a\r\n\((0..<200).map { "X-\($0): 1\r\n" }.joined())\r\n")
      #expect(try await connection.rest().hasPrefix("HTTP/1.1 431"))
    }
  }

  @Test("what is no HTTP is 400, after the answers before it")
  func malformed() async throws {
    try await connected { connection in
      try await connection.send(Self.get + "NONSENSE\r\n\r\n")
      let answer = try await connection.rest()
      #expect(answer.hasPrefix("HTTP/1.1 200 OK") && answer.contains("HTTP/1.1 400") && answer.contains("malformed_request"))
    }
  }

  @Test("a broken chunk ends the request")
  func brokenChunk() async throws {
    try await connected { connection in
      try await connection.send(Self.post + "Transfer-Encoding: chunked\r\n\r\nzz\r\n")
      #expect(try await connection.rest().hasPrefix("HTTP/1.1 400"))
    }
  }

  @Test("both ways of framing a body at once are refused")
  func smuggling() async throws {
    try await connected { connection in
      try await connection.send(
        "POST /api/v1/books HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"
      )
      #expect(try await connection.rest().hasPrefix("HTTP/1.1 400"))
    }
  }

  @Test("a chunked body is read, and one that never ends is 413")
  func chunked() async throws {
    try await connected({ $0.bodyBytesMax = 1000 }) { connection in
      let head = Self.post + "Transfer-Encoding: chunked\r\n\r\n"
      try await connection.send("\(head)17\r\n\(Self.body)\r\n0\r\n\r\n")
      #expect(try await connection.read(through: "\"version\":1}}").hasPrefix("HTTP/1.1 201"))
      try await connection.send("\(head)600\r\n\(String(repeating: "x", count: 0x600))\r\n")
      #expect(try await connection.rest().hasPrefix("HTTP/1.1 413"))
    }
  }

  @Test("a client that waits for 100 Continue gets it, unless its body is too long anyway")
  func expectContinue() async throws {
    let head = Self.post + "Expect: 100-continue\r\n"
    try await connected { connection in
      try await connection.send("\(head)Content-Length: 23\r\n\r\n")
      #expect(try await connection.read(through: "\r\n\r\n").hasPrefix("HTTP/1.1 100 Continue"))
      try await connection.send(Self.body)
      #expect(try await connection.read(through: "\"version\":1}}").hasPrefix("HTTP/1.1 201"))
      try await connection.send("\(head)Content-Length: 9999999\r\n\r\n")
      #expect(try await connection.rest().hasPrefix("HTTP/1.1 413"))
    }
  }

  @Test("an address gets only so many connections")
  func perAddress() async throws {
    let server = try LibraryServer { $0.limits.connectionsPerAddressMax = 1 }
    try await server.live { port in
      try await RawConnection.open(port) { first in
        try await first.send(Self.get)
        _ = try await first.read(through: "\"version\":3}}")
        try await RawConnection.open(port) { second in
          let answer = try await second.rest()
          #expect(answer.isEmpty)
        }
      }
    }
  }

  @Test("a handler that takes too long is cancelled, and its client told")
  func deadline() async throws {
    try await connected({ $0.requestMilliseconds = 100 }) { connection in
      try await connection.send("GET /api/v1/slow HTTP/1.1\r\nHost: a\r\n\r\n")
      let answer = try await connection.read(through: "\"code\":\"deadline_exceeded\"}")
      #expect(answer.hasPrefix("HTTP/1.1 503") && answer.contains("Retry-After: 5"))
    }
  }

  @Test("beyond the requests at once, new ones are refused at once")
  func overload() async throws {
    let server = try LibraryServer { $0.limits.requestsAtOnceMax = 0 }
    let answer = try await server.send(.get, LibraryRoutes.path)
    #expect(answer.status == 503 && answer.headers[.retryAfter] == "1")
    #expect(try answer.code == "overloaded")
  }
}
