import Forum
import ForumKernel
import ForumWiring
import Foundation
import Support
import Synchronization
import Testing

@testable import S3

@Suite("A bucket that fails") struct S3FaultTests {
  private static let secret = "the-secret-of-the-key"
  private static let list = xml("200 OK", "<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>")
  private let tenant = TenantID(RawID(high: 0x0193_0000_0000_7000, low: 0x8000_0000_0000_0001))

  private static func xml(_ status: String, _ body: String, headers: String = "") -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: application/xml\r\n\(headers)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  private static func refusal(_ status: String, _ code: String) -> String {
    xml(
      status,
      "<?xml version=\"1.0\"?><Error><Code>\(code)</Code><Message>No &lt;way&gt;\nthrough.</Message><StringToSign>\(secret)</StringToSign></Error>")
  }

  private func key() throws -> BlobKey { try #require(BlobKey(tenant: tenant, name: String(repeating: "a", count: 64))) }

  private func target(_ url: String) throws -> S3Target {
    try S3Target(
      url: url, bucket: "bucket", accessKey: FixedSecret("access"), secretKey: FixedSecret(Self.secret), requestTimeout: .milliseconds(500),
      transferTimeout: .seconds(2))
  }

  /// With a bucket that is there, and answers questions for blobs as told.
  private func with(_ answer: @escaping @Sendable (String) -> String?, _ body: (S3Blobs) async throws -> Void) async throws {
    try await ScriptedServer.run { line in
      line.contains("list-type") ? Self.list : answer(line)
    } _: { server in
      let blobs = try await S3Blobs.open(target(server.url))
      try await body(blobs)
      await blobs.close()
    }
  }

  @Test(
    "an answer that is none is given up, and told without secrets",
    arguments: [
      "HTTP/1.1 307 Temporary Redirect\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n", "nonsense\r\n\r\n",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "HTTP/1.1 404 Not Found\r\nContent-Length: 5\r\n\r\n<html",
      "HTTP/1.1 206 Partial Content\r\nContent-Length: 1\r\nContent-Range: bytes 7-7/9\r\n\r\nx",
      "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 1\r\n\r\nx", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n",
      "HTTP/1.1 403 Forbidden\r\nContent-Length: 100000000\r\n\r\n",
    ])
  func nonsense(answer: String) async throws {
    try await with({ _ in answer }) { blobs in
      let began = ContinuousClock.now
      let error = await #expect(throws: AppError.self) { _ = try await blobs.open(key(), range: 0..<1) }
      #expect(error?.code == .unavailable && error?.slug == "blobs_unavailable" && error?.retryAfterSeconds != nil)
      #expect(error?.cause?.contains(Self.secret) == false, "\(String(describing: error?.cause))")
      #expect(ContinuousClock.now - began < .seconds(20))
    }
  }

  @Test("a bucket that says nothing is given up at the deadline") func silence() async throws {
    try await with({ _ in nil }) { blobs in
      let began = ContinuousClock.now
      let error = await #expect(throws: AppError.self) { _ = try await blobs.open(key(), range: nil) }
      #expect(error?.cause?.contains("in time") == true && ContinuousClock.now - began < .seconds(15))
    }
  }

  @Test("a body that ends too early is told to its reader") func cut() async throws {
    try await with({ _ in "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc" }) { blobs in
      let reading = try #require(try await blobs.open(key(), range: nil))
      #expect(reading.size == 50)
      let error = await #expect(throws: AppError.self) { while try await reading.next() != nil {} }
      #expect(error?.slug == "blobs_unavailable")
    }
  }

  @Test("a body that stops on the way, or breaks off, goes on where it ended", arguments: [nil, 0..<6, 2..<6] as [Range<Int64>?])
  func goesOn(range: Range<Int64>?) async throws {
    let asked = TryCount()
    let first = range?.lowerBound ?? 0
    let content = "abcdef"
    try await ScriptedServer.run(seesAll: true) { request in
      if request.contains("list-type") { return Self.list }
      asked.add()
      let from = request.firstMatch(of: /range: bytes=([0-9]+)-/.ignoresCase()).flatMap { Int($0.1) }
      let rest = content.dropFirst(from ?? 0)
      let head = from.map { "206 Partial Content\r\nContent-Range: bytes \($0)-5/6" } ?? "200 OK"
      // One byte of the first two comes.
      return "HTTP/1.1 \(head)\r\nContent-Length: \(rest.count)\r\n\r\n\(rest.prefix(asked.value < 3 ? 1 : 6))"
    } _: { server in
      let blobs = try await S3Blobs.open(target(server.url))
      let reading = try #require(try await blobs.open(key(), range: range))
      var got: [UInt8] = []
      while let piece = try await reading.next() { got += piece }
      #expect(String(decoding: got, as: UTF8.self) == content.dropFirst(Int(first)) && reading.size == 6 && asked.value == 3)
      await blobs.close()
    }
  }

  @Test("what passes is tried again, what does not is not", arguments: [(503, 4), (500, 4), (429, 4), (403, 1), (400, 1)])
  func retries(status: Int, tries: Int) async throws {
    let count = TryCount()
    try await with({ _ in
      count.add()
      return Self.refusal("\(status) No", "Odd")
    }) { blobs in
      let error = await #expect(throws: AppError.self) { try await blobs.remove(key()) }
      #expect(error?.cause?.contains("\(status) Odd: No <way> through") == true, "\(String(describing: error?.cause))")
      #expect(count.value == tries)
    }
  }

  @Test("a failure that passes is not noticed") func passing() async throws {
    let count = TryCount()
    try await with({ _ in
      count.add()
      return count.value < 3 ? Self.refusal("503 Slow Down", "SlowDown") : "HTTP/1.1 204 No Content\r\n\r\n"
    }) { blobs in try await blobs.remove(key()) }
    #expect(count.value == 3)
  }

  @Test(
    "a bucket that can't be used keeps the forum from starting, with what to do",
    arguments: [
      ("404 Not Found", "NoSuchBucket", "Make the bucket bucket"), ("403 Forbidden", "AccessDenied", "s3:ListBucket"),
      ("403 Forbidden", "SignatureDoesNotMatch", "blobs.secret_key"), ("403 Forbidden", "InvalidAccessKeyId", "blobs.access_key"),
      ("301 Moved Permanently", "PermanentRedirect", "s3.region"), ("403 Forbidden", "RequestTimeTooSkewed", "clock"),
    ])
  func start(status: String, code: String, words: String) async throws {
    try await ScriptedServer.run { _ in
      Self.refusal(status, code)
    } _: { server in
      let error = await #expect(throws: AppError.self) { _ = try await S3Blobs.open(target(server.url)) }
      #expect(
        error?.code == .invalid && error?.slug == "s3_bucket_unusable" && error?.message.contains(words) == true, "\(String(describing: error))")
      #expect(error?.message.contains(Self.secret) == false)
    }
  }

  @Test("a bucket that is away does not keep the forum from starting") func away() async throws {
    let blobs = try await S3Blobs.open(target("http://127.0.0.1:1"))
    let error = await #expect(throws: AppError.self) { _ = try await blobs.keys(of: tenant, after: nil, limit: 1) }
    #expect(error?.slug == "blobs_unavailable")
    await blobs.close()
  }

  @Test("a list that never moves on, or that was not asked for, is no list") func lists() async throws {
    let name = "\(tenant)/\(String(repeating: "a", count: 64))"
    let stuck = Self.xml("200 OK", "<ListBucketResult><IsTruncated>true</IsTruncated><Contents><Key>\(name)</Key></Contents></ListBucketResult>")
    try await ScriptedServer.run { _ in
      stuck
    } _: { server in
      let blobs = try await S3Blobs.open(target(server.url))
      let error = await #expect(throws: AppError.self) { _ = try await blobs.keys(of: tenant, after: nil, limit: 10) }
      #expect(error?.cause?.contains("not asked for") == true)
      await blobs.close()
    }
  }

  @Test("addresses, buckets and keys that are none are refused") func settings() throws {
    for url in ["", "s3:9000", "ftp://s3", "https://s3/bucket", "https://key@s3", "https://s3?x"] {
      #expect(throws: AppError.self) { try target(url) }
    }
    for bucket in ["", "a", "Bucket", "a/b", "a_b"] { #expect(S3Target.complaint(bucket: bucket) != nil) }
    let error = #expect(throws: AppError.self) { try S3Target(SettingValues()) }
    #expect(error?.slug == "s3_keys" && error?.message.contains("FORUM_BLOBS_ACCESS_KEY") == true)
    let hosted = try S3Target(
      url: "https://s3.example.org:443", bucket: "bucket", isPathStyle: false, accessKey: FixedSecret("a"), secretKey: FixedSecret("b"))
    #expect(hosted.host == "bucket.s3.example.org" && hosted.path("a/b") == "/a/b")
  }
}

@Suite("A bucket of moto's server", .enabled(if: S3Server.current != nil, Comment(rawValue: S3Server.skipReason))) struct S3BucketTests {
  @Test("a secret that is not right, and a bucket that may not be read or is not there, are told at the start") func refusals() async throws {
    let wrong = await #expect(throws: AppError.self) { _ = try await S3Blobs.open(S3Server.target(secret: FixedSecret("wrong"))) }
    #expect(wrong?.slug == "s3_bucket_unusable" && wrong?.message.contains("blobs.secret_key") == true, "\(String(describing: wrong))")
    for bucket in ["forbidden", "not-there"] {
      let error = await #expect(throws: AppError.self) { _ = try await S3Blobs.open(S3Server.target(bucket: bucket)) }
      #expect(error?.slug == "s3_bucket_unusable", "\(String(describing: error))")
    }
  }

  @Test("a key that was changed meanwhile is read again, and no request fails") func rotation() async throws {
    let right = try #require(S3Server.current?.password)
    let secret = ChangingSecretKey(["wrong", right])
    let blobs = try await S3Blobs.open(S3Server.target(prefix: "rotation/", secret: secret))
    await blobs.close()
    #expect(await secret.refusals == 1)
  }
}

private actor ChangingSecretKey: SecretSource {
  private let secrets: [String]
  private(set) var refusals = 0

  init(_ secrets: [String]) { self.secrets = secrets }

  func secret() async throws -> String { secrets[min(refusals, secrets.count - 1)] }
  func wasRefused(_ secret: String) async { if secrets.first == secret { refusals += 1 } }
}

private final class TryCount: Sendable {
  private let count = Mutex(0)
  func add() { count.withLock { $0 += 1 } }
  var value: Int { count.withLock { $0 } }
}
