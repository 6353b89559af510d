import ForumKernel
import HTTPTypes
import Logging
import NIOCore
import Support
import Testing

@testable import HTTPAPI

@Suite struct RateLimitTests {
  private func server(_ capacity: Int) throws -> LibraryServer {
    try LibraryServer { settings in
      var rates = RateLimits()
      rates.read = BucketPolicy(capacity: capacity, windowSeconds: 60)
      rates.auth = BucketPolicy(capacity: 1, windowSeconds: 60)
      settings.rates = rates
    }
  }

  @Test("every counted answer tells the policy and what is left, and the next one too many when to come back")
  func fields() async throws {
    let server = try server(3)
    for left in [2, 1, 0] {
      let answer = try await server.send(.get, LibraryRoutes.path)
      #expect(answer.headers[.rateLimitPolicy] == #""read";q=3;w=60"#)
      #expect(answer.headers[.rateLimit]?.hasPrefix("\"read\";r=\(left);t=") == true)
    }
    let refused = try await server.send(.get, LibraryRoutes.path)
    #expect(refused.status == 429)
    #expect(try refused.code == "rate_limited")
    #expect(refused.headers[.retryAfter] == "20" && refused.headers[.rateLimit] == #""read";r=0;t=20"#)
    server.clock.advance(seconds: 20)
    #expect(try await server.send(.get, LibraryRoutes.path).status == 200)
  }

  @Test("users have buckets of their own, and each class of requests has one")
  func buckets() async throws {
    let server = try server(1)
    #expect(try await server.send(.get, LibraryRoutes.path).status == 200)
    #expect(try await server.send(.get, LibraryRoutes.path).status == 429)
    #expect(try await server.send(.get, LibraryRoutes.path, [.authorization: "Bearer reader"]).status == 200)
    #expect(try await server.post(#"{"title":"a","pages":1}"#).status == 201)
    #expect(try await server.send(.get, "/healthz").status == 200)
  }

  @Test("guessing tokens is slow")
  func guessing() async throws {
    let server = try server(100)
    #expect(try await server.send(.get, LibraryRoutes.path, [.authorization: "Bearer guess"]).status == 401)
    #expect(try await server.send(.get, LibraryRoutes.path, [.authorization: "Bearer guess"]).status == 429)
    #expect(try await server.send(.get, LibraryRoutes.path).status == 200)
  }

  @Test("leases never give out more than the bucket holds")
  func leases() async throws {
    let clock = ManualClock()
    var rates = RateLimits()
    rates.read = BucketPolicy(capacity: 100, windowSeconds: 60)
    let limiter = RateLimiter(rates, cache: MemoryCache(capacityBytes: 1, clock: clock), clock: clock, logger: .init(label: "test"))
    var left: [Int] = []
    for _ in 0..<100 {
      let decision = try #require(await limiter.take(.read, tenant: LibraryServer.tenant, client: "address:a"))
      #expect(decision.isAllowed)
      left.append(decision.remaining)
    }
    #expect(left == Array((0..<100).reversed()))
    #expect(await limiter.take(.read, tenant: LibraryServer.tenant, client: "address:a")?.isAllowed == false)
  }

  @Test("who comes slowly loses nothing: what is left after an hour below the limit is the whole bucket, and `remaining` says so")
  func slowClient() async throws {
    let clock = ManualClock()
    var rates = RateLimits()
    rates.read = BucketPolicy(capacity: 100, windowSeconds: 60)
    let limiter = RateLimiter(rates, cache: MemoryCache(capacityBytes: 1, clock: clock), clock: clock, logger: Logger(label: "test"))
    func take() async throws -> RateLimiter.Decision { try #require(await limiter.take(.read, tenant: LibraryServer.tenant, client: "address:a")) }
    for _ in 0..<3600 {
      let decision = try await take()
      try #require(decision.isAllowed && decision.remaining >= 95)
      clock.advance(seconds: 1)
    }
    for _ in 0..<95 { try #require(try await take().isAllowed) }
  }

  @Test("requests of one client at the same moment lose no token: what each leased is spent")
  func crowd() async throws {
    let clock = ManualClock()
    var rates = RateLimits()
    rates.read = BucketPolicy(capacity: 100, windowSeconds: 60)
    let limiter = RateLimiter(rates, cache: MeetingCache(of: 10, clock: clock), clock: clock, logger: Logger(label: "test"))
    let together = await withTaskGroup(of: Bool.self) { group in
      for _ in 0..<10 { group.addTask { await limiter.take(.read, tenant: LibraryServer.tenant, client: "address:a")?.isAllowed == true } }
      return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
    }
    #expect(together == 10)
    var after = 0
    while await limiter.take(.read, tenant: LibraryServer.tenant, client: "address:a")?.isAllowed == true { after += 1 }
    #expect(after == 90)
  }

  @Test("a refusal is remembered without asking the cache again, and forgotten in time")
  func flood() async throws {
    let clock = ManualClock()
    let cache = MemoryCache(capacityBytes: 1, clock: clock)
    var rates = RateLimits()
    rates.auth = BucketPolicy(capacity: 1, windowSeconds: 60)
    let limiter = RateLimiter(rates, cache: cache, clock: clock, logger: Logger(label: "test"))
    func isAllowed() async -> Bool? { await limiter.take(.auth, tenant: LibraryServer.tenant, client: "address:a")?.isAllowed }
    #expect(await isAllowed() == true)
    #expect(await isAllowed() == false)
    cache.remove(CacheKey("bucket", LibraryServer.tenant, "auth:address:a"))
    #expect(await isAllowed() == false)
    clock.advance(seconds: 1)
    #expect(await isAllowed() == true)
  }

  @Test("without rate limits there are no fields")
  func off() async throws {
    #expect(try await LibraryServer().send(.get, LibraryRoutes.path).headers[.rateLimit] == nil)
  }

  @Test(
    "the client's address is the last one that no trusted proxy has",
    arguments: [
      ("192.0.2.7", nil, "192.0.2.7"), ("192.0.2.7", "203.0.113.9", "192.0.2.7"), ("10.1.2.3", "203.0.113.9", "203.0.113.9"),
      ("10.1.2.3", "1.1.1.1, 203.0.113.9, 10.9.9.9", "203.0.113.9"), ("10.1.2.3", "lies", "10.1.2.3"), ("10.1.2.3", nil, "10.1.2.3"),
      ("fd00::1", "2001:db8::5", "2001:db8::5"), ("10.1.2.3", "10.0.0.1, 10.0.0.2", "10.0.0.1"),
    ])
  func addresses(_ peer: String, _ forwarded: String?, _ expected: String) throws {
    let addresses = try ClientAddress(trustedProxies: ["10.0.0.0/8", "fd00::/8"])
    let fields: HTTPFields = forwarded.map { [.xForwardedFor: $0] } ?? [:]
    let socket = try SocketAddress(ipAddress: peer, port: 1)
    #expect(addresses.address(peer: socket, fields) == expected)
  }

  @Test("that a client speaks TLS is believed of trusted proxies alone", arguments: [("10.1.2.3", true), ("192.0.2.7", false)])
  func proxiesSayWhatIsSecure(_ peer: String, _ isTrusted: Bool) throws {
    let addresses = try ClientAddress(trustedProxies: ["10.0.0.0/8"])
    let socket = try SocketAddress(ipAddress: peer, port: 1)
    func isSecure(_ scheme: String, _ fields: HTTPFields) -> Bool {
      addresses.isSecure(HTTPRequest(method: .get, scheme: scheme, authority: "localhost", path: "/", headerFields: fields), peer: socket)
    }
    #expect(isSecure("https", [:]) && !isSecure("http", [:]))
    #expect(isSecure("http", [.xForwardedProto: "HTTPS"]) == isTrusted && !isSecure("http", [.xForwardedProto: "http"]))
  }

  @Test("an IPv6 customer is one client, and a bad proxy setting is refused")
  func networks() {
    #expect(ClientAddress.rateKey("2001:db8:1:2:3::4") == ClientAddress.rateKey("2001:db8:1:2:ffff::1"))
    #expect(ClientAddress.rateKey("2001:db8:1:2::1") != ClientAddress.rateKey("2001:db8:1:3::1"))
    #expect(ClientAddress.rateKey("192.0.2.1") == "192.0.2.1")
    for bad in ["10.0.0.0/33", "ten", "fd00::/129", ""] {
      #expect(throws: SettingsError.self) { try ClientAddress(trustedProxies: [bad]) }
    }
  }
}

/// A cache whose first calls all wait until as many are under way.
private actor MeetingCache: Cache {
  private let cache: MemoryCache
  private var missing: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(of count: Int, clock: any WallClock) {
    cache = MemoryCache(capacityBytes: 1, clock: clock)
    missing = count
  }

  func get(_ key: CacheKey) -> [UInt8]? { nil }
  func set(_ key: CacheKey, _ value: [UInt8], ttl: Duration?) {}
  func remove(_ key: CacheKey) {}
  func compareAndSet(_ key: CacheKey, expected: [UInt8]?, _ value: [UInt8], ttl: Duration?) -> Bool { false }

  func take(_ tokens: Int, from key: CacheKey, _ policy: BucketPolicy, now: Timestamp) async throws -> BucketDecision {
    missing -= 1
    if missing > 0 {
      await withCheckedContinuation { waiting.append($0) }
    } else {
      for continuation in waiting { continuation.resume() }
      waiting = []
    }
    return cache.take(tokens, from: key, policy, now: now)
  }
}
