import Crypto
import Forum
import ForumKernel
import HTTPTypes
import NIOCore
import Support
import Synchronization
import Testing

@testable import HTTPAPI

/// Uploads over real connections, to an endpoint that says what arrived.
@Suite(.timeLimit(.minutes(1))) struct UploadTests {
  private static let path = "/api/v1/files"
  private static let boundary = "bound"

  /// The server with the endpoint; `bytesMax` bounds a file. `spool` sees what is written.
  private func serving(
    _ spool: MemorySpool, bytesMax: Int = 1 << 20, _ change: @escaping (inout HTTPLimits) -> Void = { _ in },
    _ body: @escaping @Sendable (Int) async throws -> Void
  ) async throws {
    let gate = UploadGate(bytesMax: Int64(bytesMax), spool: spool, uploadsAtOnceMax: 4)
    let endpoint = Endpoint(
      upload: "files", "uploadFile", "Upload", tag: "Books", needs: .postCreate, errors: [],
      returns: Shape<Upload>("Received", "What arrived.").text("name") { $0.filename.description }.number("bytes") { $0.digest.bytes }
        .text("sha256") { $0.digest.sha256 }.text("description") { $0.description }.flag("text") { $0.isText },
      uploads: gate, ready: { _, _ in }
    ) { .ok($1) }
    let server = try LibraryServer(more: [endpoint]) {
      $0.limits.uploadBytesMax = bytesMax + Int(UploadGate.overheadBytes)
      change(&$0.limits)
    }
    try await server.live(body)
  }

  private static func form(_ content: String, description: String? = nil) -> String {
    let more = description.map { "--bound\r\nContent-Disposition: form-data; name=\"description\"\r\n\r\n\($0)\r\n" } ?? ""
    return more + "--bound\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n\r\n\(content)\r\n--bound--\r\n"
  }

  private static func head(_ length: Int?, token: String = "member", more: String = "") -> String {
    let framing = length.map { "Content-Length: \($0)" } ?? "Transfer-Encoding: chunked"
    return
      "POST \(path) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\nContent-Type: multipart/form-data; boundary=bound\r\n\(framing)\r\n\(more)\r\n"
  }

  private static let get = "GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n"

  @Test("a form is taken as it comes, in pieces or in one, and the connection goes on after it", arguments: [1, 7, 100_000])
  func whole(_ size: Int) async throws {
    let spool = MemorySpool()
    try await serving(spool) { port in
      try await RawConnection.open(port) { connection in
        let content = String(repeating: "0123456789", count: size == 1 ? 20 : 20_000)
        let form = Self.form(content, description: "Ten digits")
        try await connection.send(Self.head(form.utf8.count))
        if size < 10 {
          for start in stride(from: 0, to: min(form.utf8.count, 600), by: size) {
            let bytes = Array(form.utf8)
            try await connection.send(String(decoding: bytes[start..<min(start + size, 600, bytes.count)], as: UTF8.self))
          }
          try await connection.send(String(decoding: form.utf8.dropFirst(600), as: UTF8.self))
        } else {
          try await connection.send(form)
        }
        let answer = try await connection.read(through: "}}")
        let digest = SHA256.hash(data: Array(content.utf8)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
        #expect(answer.hasPrefix("HTTP/1.1 201") && answer.contains(digest) && answer.contains("Ten digits") && answer.contains("\"text\":true"))
        try await connection.send(Self.get)
        #expect(try await connection.read(through: "ok\n").hasPrefix("HTTP/1.1 200"))
      }
    }
    #expect(spool.left == 1)
  }

  @Test("a form in chunks, and one that waits behind other requests of its connection")
  func chunkedAndPipelined() async throws {
    try await serving(MemorySpool()) { port in
      try await RawConnection.open(port) { connection in
        let form = Self.form("some words")
        let chunks = "\(String(form.utf8.count, radix: 16))\r\n\(form)\r\n0\r\n\r\n"
        try await connection.send(Self.get + Self.head(nil) + chunks + Self.get + Self.head(form.utf8.count) + form + Self.get)
        #expect(try await connection.read(through: "ok\n").hasPrefix("HTTP/1.1 200"))
        #expect(try await connection.read(through: "}}").hasPrefix("HTTP/1.1 201"))
        #expect(try await connection.read(through: "ok\n").hasPrefix("HTTP/1.1 200"))
        #expect(try await connection.read(through: "}}").hasPrefix("HTTP/1.1 201"))
        #expect(try await connection.read(through: "ok\n").hasPrefix("HTTP/1.1 200"))
      }
    }
  }

  @Test("who may not upload, and what is too large or no form, is told before any of it is sent, and asked for nothing")
  func refusedEarly() async throws {
    let spool = MemorySpool()
    try await serving(spool) { port in
      for (head, status) in [
        (Self.head(500_000, token: "nobody", more: "Expect: 100-continue\r\n"), 401), (Self.head(500_000, token: "reader"), 403),
        (Self.head(50_000_000, more: "Expect: 100-continue\r\n"), 413),
        (Self.head(500).replacing("multipart/form-data", with: "application/json"), 415),
        (Self.head(500).replacing("bound", with: "bo\u{7f}nd"), 400),
      ] {
        try await RawConnection.open(port) { connection in
          try await connection.send(head)
          let answer = try await connection.rest()
          #expect(answer.hasPrefix("HTTP/1.1 \(status)") && answer.contains("Connection: close"), "\(answer)")
        }
      }
    }
    #expect(spool.begun == 0)
  }

  @Test("who waits for a word before the body gets it when the body is wanted")
  func continued() async throws {
    try await serving(MemorySpool()) { port in
      try await RawConnection.open(port) { connection in
        let form = Self.form("words")
        try await connection.send(Self.head(form.utf8.count, more: "Expect: 100-continue\r\n"))
        #expect(try await connection.read(through: "\r\n\r\n") == "HTTP/1.1 100 Continue\r\n\r\n")
        try await connection.send(form)
        #expect(try await connection.read(through: "}}").hasPrefix("HTTP/1.1 201"))
      }
    }
  }

  @Test("a file that turns out too large is refused while it comes, and leaves nothing")
  func tooLarge() async throws {
    let spool = MemorySpool()
    try await serving(spool, bytesMax: 100_000) { port in
      try await RawConnection.open(port) { connection in
        let form = Self.form(String(repeating: "x", count: 150_000))
        try await connection.send(Self.head(nil) + "\(String(form.utf8.count, radix: 16))\r\n\(form)\r\n")
        let answer = try await connection.rest()
        #expect(answer.hasPrefix("HTTP/1.1 413") && answer.contains("file_too_large"))
      }
    }
    #expect(spool.left == 0 && spool.begun == 1)
  }

  @Test("faults of a form are told all at once")
  func faults() async throws {
    try await serving(MemorySpool()) { port in
      func send(_ form: String) async throws -> String {
        let answer = Mutex("")
        try await RawConnection.open(port) { connection in
          try await connection.send(Self.head(form.utf8.count, more: "Connection: close\r\n") + form)
          let text = try await connection.rest()
          answer.withLock { $0 = text }
        }
        return answer.withLock { $0 }
      }
      let part = "--bound\r\nContent-Disposition: form-data; name="
      let all = try await send(
        "\(part)\"x\"\r\n\r\ny\r\n\(part)\"file\"\r\n\r\nz\r\n\(part)\"description\"\r\n\r\n\(String(repeating: "d", count: 2000))\r\n--bound--")
      #expect(all.hasPrefix("HTTP/1.1 422"))
      for fault in ["\"/x\",\"code\":\"unknown_field\"", "\"/file\",\"code\":\"filename_required\"", "\"/description\",\"code\":\"too_long\""] {
        #expect(all.contains(fault), "\(all)")
      }
      #expect(try await send(Self.form("")).contains("\"/file\",\"code\":\"too_short\""))
      #expect(try await send("--bound--").contains("\"/file\",\"code\":\"required\""))
      #expect(try await send("--bound\r\n\r\nx\r\n--bound--").contains("malformed_form"))
      #expect(try await send(Self.form("x").replacing("--bound--", with: "")).contains("malformed_form"))
    }
  }

  @Test("who leaves or stalls in the middle leaves nothing")
  func brokenOff() async throws {
    let spool = MemorySpool()
    try await serving(
      spool,
      {
        $0.bodyMilliseconds = 300
        $0.bodyBytesPerSecondMin = 10_000_000
      }
    ) { port in
      try await RawConnection.open(port) { connection in
        try await connection.send(Self.head(100_000) + Self.form("x").prefix(150))
        #expect(try await connection.rest().hasPrefix("HTTP/1.1 408"))
      }
      try await RawConnection.open(port) { connection in
        try await connection.send(Self.head(100_000) + Self.form("x").prefix(150))
        try await connection.channel.close(mode: .output)
        #expect(try await connection.rest().hasPrefix("HTTP/1.1 400"))
      }
      let end = ContinuousClock.now + .seconds(10)
      while spool.left > 0, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(10)) }
    }
    #expect(spool.begun == 2 && spool.left == 0)
  }

  @Test("the connection is read no faster than the file is written", .timeLimit(.minutes(1)))
  func backpressure() async throws {
    let spool = MemorySpool(isHeld: true)
    try await serving(spool, bytesMax: 64 << 20) { port in
      try await RawConnection.open(port) { connection in
        let content = String(repeating: "x", count: 32 << 20)
        let form = Self.form(content)
        let channel = connection.channel
        try await connection.send(Self.head(form.utf8.count))
        let sending = Task { try await channel.writeAndFlush(ByteBuffer(string: form)).get() }
        try await Task.sleep(for: .milliseconds(500))
        // What the machine's sockets hold lies between.
        let waiting = try await channel.getOption(.bufferedWritableBytes).get()
        #expect(waiting > 16 << 20, "the server took \((32 << 20) - waiting) bytes that it could not write")
        spool.release()
        #expect(try await connection.read(through: "}}").hasPrefix("HTTP/1.1 201"))
        try await sending.value
      }
    }
  }

  @Test("more uploads at once than their tenant has places are turned away")
  func busy() async throws {
    let spool = MemorySpool(isHeld: true)
    try await serving(spool) { port in
      try await RawConnection.open(port) { first in
        try await first.send(Self.head(1000) + Self.form("x").prefix(150))
        try await RawConnection.open(port) { second in
          try await second.send(Self.head(1000) + Self.form("x").prefix(150))
          let end = ContinuousClock.now + .seconds(10)
          while spool.begun < 2, ContinuousClock.now < end { try await Task.sleep(for: .milliseconds(10)) }
          try await RawConnection.open(port) { third in
            try await third.send(Self.head(1000) + Self.form("x").prefix(150))
            let answer = try await third.rest()
            #expect(answer.hasPrefix("HTTP/1.1 503") && answer.contains("uploads_busy") && answer.contains("Retry-After"))
          }
        }
      }
      spool.release()
    }
  }
}

/// The spool over a dictionary; it can be told to hold everything that is written.
private final class MemorySpool: UploadSpool {
  private struct State {
    var files: [String: [UInt8]] = [:]
    var begun = 0
    var isHeld: Bool
    var held: [CheckedContinuation<Void, Never>] = []
  }

  private let state: Mutex<State>

  init(isHeld: Bool = false) { state = Mutex(State(isHeld: isHeld)) }

  var left: Int { state.withLock { $0.files.count } }
  var begun: Int { state.withLock { $0.begun } }

  func release() {
    let held = state.withLock { state in
      state.isHeld = false
      defer { state.held = [] }
      return state.held
    }
    for continuation in held { continuation.resume() }
  }

  func begin() async throws(AppError) -> any SpooledFile {
    let path = newPath()
    state.withLock { state in
      state.begun += 1
      state.files[path] = []
    }
    return MemorySpooled(path, self)
  }

  func newPath() -> String { "\(UInt64.random(in: 0 ..< .max))" }

  func digest(of path: String) async throws(AppError) -> FileDigest {
    let bytes = state.withLock { $0.files[path] ?? [] }
    return FileDigest(bytes: Int64(bytes.count), sha256: SHA256.hash(data: bytes).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined())
  }

  func remove(_ paths: [String]) async { state.withLock { state in for path in paths { state.files[path] = nil } } }

  func append(_ bytes: [UInt8], to path: String) async {
    await withCheckedContinuation { continuation in
      let isHeld = state.withLock { state in
        if state.isHeld { state.held.append(continuation) }
        return state.isHeld
      }
      if !isHeld { continuation.resume() }
    }
    state.withLock { $0.files[path]? += bytes }
  }
}

private final class MemorySpooled: SpooledFile {
  let path: String
  private let spool: MemorySpool

  init(_ path: String, _ spool: MemorySpool) {
    self.path = path
    self.spool = spool
  }

  func append(_ bytes: [UInt8]) async throws(AppError) { await spool.append(bytes, to: path) }
  func finish() async throws(AppError) -> FileDigest { try await spool.digest(of: path) }
}
