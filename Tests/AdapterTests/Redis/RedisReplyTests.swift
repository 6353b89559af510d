import ForumKernel
import NIOCore
import Synchronization
import Testing

@testable import Redis

@Suite("What Redis may answer")
struct RedisReplyTests {
  private static let key = RedisBench.key("a")
  private static let policy = BucketPolicy(capacity: 10, windowSeconds: 60)

  private static func slug(_ call: () async throws -> Void) async -> String? { await RedisBench.failure(call).error?.slug }

  @Test(
    "error replies are typed",
    arguments: [
      ("-LOADING Redis is loading the dataset in memory", "cache_loading"),
      ("-READONLY You can't write against a read only replica.", "cache_read_only"),
      ("-OOM command not allowed when used memory > 'maxmemory'.", "cache_full"), ("-CLUSTERDOWN Hash slot not served", "cache_cluster_down"),
      ("-NOAUTH Authentication required.", "cache_unauthenticated"), ("-ERR something", "cache_unavailable"), ("-MOVED 1", "cache_unavailable"),
      ("-MOVED 99999 127.0.0.1:1", "cache_unavailable"), ("-ASK 1 nowhere:0", "cache_unavailable"), ("!9\r\nOOM large", "cache_full"),
    ])
  func errors(_ reply: String, _ slug: String) async throws {
    try await FakeRedis.run({ $0[0] == "PING" ? "+PONG\r\n" : reply + "\r\n" }) { fake in
      let cache = try await RedisBench.open(fake.url)
      #expect(await Self.slug { try await cache.set(Self.key, [1], ttl: nil) } == slug)
      #expect(await Self.slug { _ = try await cache.compareAndSet(Self.key, expected: nil, [1], ttl: nil) } == slug)
      cache.close()
    }
  }

  @Test(
    "bytes that are no RESP, or an answer to nothing, end the connection; the next call has a new one",
    arguments: ["HTTP/1.1 400\r\n", "+OK\r\n+OK\r\n"])
  func malformed(_ bytes: String) async throws {
    let isBroken = Mutex(true)
    try await FakeRedis.run({ $0[0] == "PING" ? "+PONG\r\n" : isBroken.withLock { $0 } ? bytes : "$-1\r\n" }) { fake in
      let cache = try await RedisBench.open(fake.url)
      _ = await Self.slug { _ = try await cache.get(Self.key) }
      isBroken.withLock { $0 = false }
      var slug: String? = "none"
      for _ in 0..<50 where slug != nil {
        try await Task.sleep(for: .milliseconds(20))
        slug = await Self.slug { _ = try await cache.get(Self.key) }
      }
      #expect(slug == nil)
      cache.close()
    }
  }

  @Test("pushes and attributes between the answers change nothing")
  func pushes() async throws {
    try await FakeRedis.run({ $0[0] == "PING" ? "+PONG\r\n" : ">2\r\n+invalidate\r\n*0\r\n|1\r\n+a\r\n+b\r\n$-1\r\n" }) { fake in
      let cache = try await RedisBench.open(fake.url)
      for _ in 0..<5 { #expect(try await cache.get(Self.key) == nil) }
      cache.close()
    }
  }

  @Test(
    "bytes under a key that are no value or no bucket are as good as none", arguments: ["", "v", "v123:x", "vxxxxxxxxxxxxxxxx:a", "b1", "b1:2:3"])
  func foreignBytes(_ bytes: String) async throws {
    let answer: FakeRedis.Answer = { words in
      words[0] == "PING" ? "+PONG\r\n" : words[0] == "SCRIPT" ? "+digest\r\n" : "$\(bytes.utf8.count)\r\n\(bytes)\r\n"
    }
    try await FakeRedis.run(answer) { fake in
      let cache = try await RedisBench.open(fake.url)
      #expect(try await cache.get(Self.key) == nil)
      #expect(try await cache.take(1, from: Self.key, Self.policy, now: SystemClock().now).remaining == 9)
      cache.close()
    }
  }

  @Test("more calls than may be in flight are refused at once, and the others end with the connection")
  func overload() async throws {
    try await Self.withSilentServer { client in
      let errors = await withTaskGroup(of: RedisError?.self) { group in
        for _ in 0..<40 { group.addTask { await Self.get(client, within: .hours(1)) } }
        var errors: [RedisError?] = []
        for await error in group {
          errors.append(error)
          if errors.count == 32 { client.close() }
        }
        return errors
      }
      #expect(errors.prefix(32).allSatisfy { $0 == .overloaded })
      #expect(errors.suffix(8).allSatisfy { $0 == .lost })
    }
  }

  @Test("a call without an answer ends at its deadline")
  func deadline() async throws {
    try await Self.withSilentServer { client in #expect(await Self.get(client, within: .milliseconds(50)) == .timedOut) }
  }

  /// A connected client with room for eight calls at a time, and a server that answers nothing but `PING`.
  private static func withSilentServer(_ body: (RedisClient) async throws -> Void) async throws {
    try await FakeRedis.run({ $0[0] == "PING" ? "+PONG\r\n" : nil }) { fake in
      var limits = RedisLimits()
      (limits.connections, limits.inFlightMax) = (1, 8)
      let client = RedisClient(try RedisTarget(url: fake.url), limits)
      #expect(try await client.run(RESPCommand(["PING"]), key: nil, deadline: .now() + .hours(1)) == .simple("PONG"))
      try await body(client)
      client.close()
    }
  }

  private static func get(_ client: RedisClient, within limit: TimeAmount) async -> RedisError? {
    do throws(RedisError) {
      _ = try await client.run(RESPCommand(["GET", "a"]), key: nil, deadline: .now() + limit)
      return nil
    } catch { return error }
  }

  @Test("a redirection that never ends is an error")
  func endlessRedirection() async throws {
    let port = Mutex(0)
    try await FakeRedis.run({ $0[0] == "PING" ? "+PONG\r\n" : $0[0] == "CLUSTER" ? "*0\r\n" : "-MOVED 7 127.0.0.1:\(port.withLock { $0 })\r\n" }) {
      fake in
      port.withLock { $0 = fake.port }
      let cache = try await RedisBench.open(fake.url)
      #expect(await Self.slug { _ = try await cache.get(Self.key) } == "cache_unavailable")
      cache.close()
    }
  }
}
