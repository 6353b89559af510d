import ForumKernel
import ForumWiring
import NIOCore
import Support
import Testing

@testable import Redis

@Suite("Redis that refuses, forgets and remembers", .enabled(if: RedisServer.program != nil, RedisBench.skipReason))
struct RedisRefusalTests {
  @Test("a wrong password is told at the start; the right one, of the default or of a named user, works")
  func password() async throws {
    let users = ["--requirepass", "secret", "--user", "forum", "on", ">pa:ss", "~forum:*", "+@all"]
    try await RedisServer.run(users) { server in
      for wrong in ["", ":other@", "forum:other@", "nobody:secret@"] {
        let error = await #expect(throws: AppError.self) { _ = try await RedisBench.open("redis://\(wrong)127.0.0.1:\(server.port)") }
        #expect(error?.code == .invalid && error?.slug == "redis_refused")
      }
      for right in [":secret@", "default:secret@", "forum:pa%3Ass@"] {
        let cache = try await RedisBench.open("redis://\(right)127.0.0.1:\(server.port)/3")
        try await cache.set(RedisBench.key("a"), [1], ttl: nil)
        #expect(try await cache.get(RedisBench.key("a")) == [1])
        #expect(try await cache.take(1, from: RedisBench.key("b"), RedisBench.policy, now: SystemClock().now).isAllowed)
        cache.close()
      }
      let settings = SettingValues([
        "cache.url": .text(server.url), "cache.password": .text("secret"), "redis.command_timeout": .duration(.seconds(15)),
      ])
      let cache = try await RedisCache.open(settings, clock: SystemClock())
      try await cache.set(RedisBench.key("a"), [1], ttl: nil)
      cache.close()
      let error = await #expect(throws: AppError.self) { _ = try await RedisBench.open("redis://:secret@127.0.0.1:\(server.port)/9999") }
      #expect(error?.slug == "redis_refused")
    }
  }

  @Test("a password that changes is read anew by the next connection, and open ones go on", arguments: [false, true])
  func rotation(inURL: Bool) async throws {
    try await RedisServer.run(["--requirepass", "first"]) { server in
      let url = { (password: String) in "redis://:\(password)@127.0.0.1:\(server.port)" }
      let secret = ChangingSecret(inURL ? url("first") : "first")
      let settings = SettingValues(
        ["cache.url": .text(inURL ? url("first") : server.url), "cache.password": .text(inURL ? "" : "first"), "redis.connections": .integer(1)],
        sources: [inURL ? "cache.url" : "cache.password": secret])
      let cache = try await RedisCache.open(settings, clock: SystemClock())
      let other = RedisClient(try RedisTarget(url: url("first")), RedisLimits())
      let change = RESPCommand(["CONFIG", "SET", "requirepass", "second"])
      #expect(try await other.run(change, key: nil, deadline: .now() + .seconds(15)) == .simple("OK"))
      try await RedisBench.eventually { try await cache.set(RedisBench.key("a"), [1], ttl: nil) }
      _ = try await other.run(RESPCommand(["CLIENT", "KILL", "TYPE", "normal"]), key: nil, deadline: .now() + .seconds(15))
      // Its connection is gone, and the source is behind the server.
      try await RedisBench.eventually {
        guard await RedisBench.failure({ _ = try await cache.get(RedisBench.key("a")) }).error?.slug == "cache_unauthenticated" else {
          throw RedisError.lost
        }
      }
      secret.change(to: inURL ? url("second") : "second")
      try await RedisBench.eventually { _ = try await cache.get(RedisBench.key("a")) }
      #expect(try await cache.get(RedisBench.key("a")) == [1])
      other.close()
      cache.close()
    }
  }

  @Test("a user who may load no scripts still takes tokens")
  func noScriptLoad() async throws {
    try await RedisServer.run(["--user", "forum", "on", ">pass", "~forum:*", "+@all", "-script|load"]) { server in
      let cache = try await RedisBench.open("redis://forum:pass@127.0.0.1:\(server.port)")
      let now = SystemClock().now
      for left in (997...999).reversed() {
        #expect(try await cache.take(1, from: RedisBench.key("b"), RedisBench.policy, now: now).remaining == left)
      }
      cache.close()
    }
  }

  @Test("a user with the rights of the README can do everything, one without scripts is told so")
  func rights() async throws {
    let rights = ["+@read", "+@write", "+@scripting", "+@connection", "+cluster|slots"]
    try await RedisServer.run(["--user", "forum", "on", ">pass", "~forum:*"] + rights) { server in
      let cache = try await RedisBench.open("redis://forum:pass@127.0.0.1:\(server.port)")
      let key = RedisBench.key("a")
      try await cache.set(key, [1], ttl: .seconds(60))
      #expect(try await cache.get(key) == [1])
      try await cache.remove(key)
      #expect(try await cache.take(1, from: RedisBench.key("b"), RedisBench.policy, now: SystemClock().now).remaining == 999)
      cache.close()
    }
    try await RedisServer.run(["--user", "forum", "on", ">pass", "~forum:*", "+@all", "-@scripting"]) { server in
      let cache = try await RedisBench.open("redis://forum:pass@127.0.0.1:\(server.port)")
      let refusal = await RedisBench.failure { _ = try await cache.take(1, from: RedisBench.key("b"), RedisBench.policy, now: SystemClock().now) }
      #expect(refusal.error?.slug == "cache_forbidden")
      cache.close()
    }
  }

  @Test("a server that lost the scripts gets them again")
  func flushedScripts() async throws {
    try await RedisServer.run { server in
      let cache = try await RedisBench.open(server.url)
      let now = SystemClock().now
      #expect(try await cache.take(1, from: RedisBench.key("b"), RedisBench.policy, now: now).remaining == 999)
      let client = RedisClient(try RedisTarget(url: server.url), RedisLimits())
      #expect(try await client.run(RESPCommand(["SCRIPT", "FLUSH"]), key: nil, deadline: .now() + .seconds(15)) == .simple("OK"))
      client.close()
      #expect(try await cache.take(1, from: RedisBench.key("b"), RedisBench.policy, now: now).remaining == 998)
      cache.close()
    }
  }

  @Test("a full server that evicts nothing refuses writes typed, still reads, and takes writes again when there is room")
  func full() async throws {
    try await RedisServer.run(["--maxmemory", "4mb", "--maxmemory-policy", "noeviction"]) { server in
      let cache = try await RedisBench.open(server.url)
      let value = [UInt8](repeating: 7, count: 60_000)
      var refused: AppError?
      var count = 0
      while refused == nil, count < 200 {
        refused = await RedisBench.failure { try await cache.set(RedisBench.key("\(count)"), value, ttl: nil) }.error
        count += 1
      }
      #expect(refused?.code == .unavailable && refused?.slug == "cache_full" && refused?.retryAfterSeconds == 1)
      #expect(try await cache.get(RedisBench.key("0")) == value)
      // The server's use moves a little by itself: more values take up what comes free.
      var take: AppError?
      for number in 0..<200 where take == nil {
        _ = await RedisBench.failure { try await cache.set(RedisBench.key("more\(number)"), value, ttl: nil) }
        take = await RedisBench.failure { _ = try await cache.take(1, from: RedisBench.key("b"), RedisBench.policy, now: SystemClock().now) }.error
      }
      #expect(take?.slug == "cache_full")
      let exchange = await RedisBench.failure { _ = try await cache.compareAndSet(RedisBench.key("c"), expected: nil, value, ttl: nil) }
      #expect(exchange.error?.slug == "cache_full")
      for number in 0..<10 { try await cache.remove(RedisBench.key("\(number)")) }
      #expect(try await cache.take(1, from: RedisBench.key("b"), RedisBench.policy, now: SystemClock().now).isAllowed)
      cache.close()
    }
  }

  @Test("a replica refuses writes typed")
  func replica() async throws {
    try await RedisServer.run(["--replicaof", "127.0.0.1", "1"]) { server in
      let cache = try await RedisBench.open(server.url)
      let set = await RedisBench.failure { try await cache.set(RedisBench.key("a"), [1], ttl: nil) }
      let take = await RedisBench.failure { _ = try await cache.take(1, from: RedisBench.key("b"), RedisBench.policy, now: SystemClock().now) }
      #expect(set.error?.slug == "cache_read_only" && take.error?.slug == "cache_read_only")
      #expect(try await cache.get(RedisBench.key("a")) == nil)
      cache.close()
    }
  }

  @Test("Redis itself forgets values and buckets some time after the caller's clock does")
  func keptTimes() async throws {
    try await RedisServer.run { server in
      let cache = try await RedisBench.open(server.url)
      try await cache.set(RedisBench.key("a"), [1], ttl: .seconds(10))
      try await cache.set(RedisBench.key("forever"), [1], ttl: nil)
      _ = try await cache.take(1, from: RedisBench.key("b"), RedisBench.policy, now: SystemClock().now)
      let client = RedisClient(try RedisTarget(url: server.url), RedisLimits())
      func kept(_ name: String) async throws -> Int64 {
        let command = RESPCommand(["PTTL", RESPWord("forum:{\(RedisBench.key(name))}")])
        guard case .integer(let left) = try await client.run(command, key: nil, deadline: .now() + .seconds(15)) else { return -3 }
        return left
      }
      #expect(60_000...70_000 ~= (try await kept("a")))
      #expect(110_000...120_000 ~= (try await kept("b")))
      #expect(try await kept("forever") > 3_000_000_000_000)
      client.close()
      cache.close()
    }
  }
}
