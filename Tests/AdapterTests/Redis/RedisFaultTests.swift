import ForumKernel
import Redis
import Support
import Testing

@Suite("Redis that fails", .enabled(if: RedisServer.program != nil, RedisBench.skipReason))
struct RedisFaultTests {
  private static let shortTimeout = Duration.seconds(1)
  /// How late a deadline may be noticed on a machine whose every core runs other tests.
  private static let tolerance = Duration.seconds(60)

  @Test("while the server is dead calls fail typed, within their deadline; when it is back they work again")
  func killed() async throws {
    try await RedisServer.run { server in
      let cache = try await RedisBench.open(server.url)
      try await cache.set(RedisBench.key("a"), [1], ttl: nil)
      server.kill()
      for _ in 0..<20 {
        let (error, took) = await RedisBench.failure {
          _ = try await cache.take(1, from: RedisBench.key("b"), RedisBench.policy, now: SystemClock().now)
        }
        #expect(error?.code == .unavailable && error?.slug == "cache_unavailable" && error?.retryAfterSeconds == 1)
        #expect(took < Self.shortTimeout + Self.tolerance)
      }
      try await server.start()
      try await RedisBench.eventually { try await cache.set(RedisBench.key("a"), [2], ttl: nil) }
      #expect(try await cache.get(RedisBench.key("a")) == [2])
      #expect(try await cache.take(1, from: RedisBench.key("b"), RedisBench.policy, now: SystemClock().now).remaining == 999)
      cache.close()
    }
  }

  @Test("of many calls in flight while the server dies and returns, each ends, with a decision or a typed error")
  func killedUnderLoad() async throws {
    try await RedisServer.run { server in
      let cache = try await RedisBench.open(server.url)
      let (decided, failed) = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
        for lane in 0..<50 {
          group.addTask {
            var (decided, failed) = (0, 0)
            let end = ContinuousClock.now + .seconds(3)
            while ContinuousClock.now < end {
              do {
                _ = try await cache.take(1, from: RedisBench.key("\(lane)"), RedisBench.policy, now: SystemClock().now)
                decided += 1
              } catch let error as AppError {
                #expect(error.code == .unavailable)
                failed += 1
                try await Task.sleep(for: .milliseconds(5))
              }
            }
            return (decided, failed)
          }
        }
        try await Task.sleep(for: .milliseconds(800))
        server.kill()
        try await Task.sleep(for: .milliseconds(400))
        try await server.start()
        return try await group.reduce((0, 0)) { ($0.0 + $1.0, $0.1 + $1.1) }
      }
      #expect(decided > 50 && failed > 0)
      try await RedisBench.eventually { try await cache.set(RedisBench.key("a"), [2], ttl: nil) }
      cache.close()
    }
  }

  @Test("a server that is stopped in its tracks costs each call its deadline at most, and is used again when it goes on")
  func frozen() async throws {
    try await RedisServer.run { server in
      let cache = try await RedisBench.open(server.url, timeout: Self.shortTimeout)
      try await RedisBench.eventually { try await cache.set(RedisBench.key("a"), [1], ttl: nil) }
      server.freeze()
      await withTaskGroup { group in
        for _ in 0..<100 {
          group.addTask {
            let (error, took) = await RedisBench.failure { _ = try await cache.get(RedisBench.key("a")) }
            #expect(error?.code == .unavailable && took < Self.shortTimeout + Self.tolerance)
          }
        }
      }
      for _ in 0..<5 {
        let (error, took) = await RedisBench.failure { _ = try await cache.get(RedisBench.key("a")) }
        #expect(error?.slug == "cache_unavailable" && took < Self.shortTimeout + Self.tolerance)
      }
      server.thaw()
      try await RedisBench.eventually { _ = try await cache.get(RedisBench.key("a")) }
      #expect(try await cache.get(RedisBench.key("a")) == [1])
      cache.close()
    }
  }

  @Test("a closed cache says so, and a forum starts without its cache")
  func closedAndAbsent() async throws {
    try await RedisServer.run { server in
      let cache = try await RedisBench.open(server.url)
      cache.close()
      cache.close()
      #expect(await RedisBench.failure { _ = try await cache.get(RedisBench.key("a")) }.error?.slug == "cache_closed")
      server.kill()
      let absent = try await RedisBench.open(server.url)
      #expect(await RedisBench.failure { _ = try await absent.get(RedisBench.key("a")) }.error?.slug == "cache_unavailable")
      try await server.start()
      try await RedisBench.eventually { try await absent.set(RedisBench.key("a"), [1], ttl: nil) }
      absent.close()
    }
  }
}
