import ForumKernel
import NIOCore
import Redis
import Support
import Testing

/// What the tests of the Redis cache share.
enum RedisBench {
  static let skipReason = Comment(rawValue: RedisServer.skipReason)
  static let openssl = "/usr/bin/openssl"
  static let policy = BucketPolicy(capacity: 1000, windowSeconds: 60)

  static func key(_ name: String, space: String = "test") -> CacheKey {
    CacheKey(space, TenantID(RawID(high: 0x0193_0000_0000_7000, low: 0x8000_0000_0000_0001)), name)
  }

  /// A cache whose deadlines are long, for machines whose every core runs other tests.
  static func open(_ url: String, timeout: Duration = .seconds(15), authorityFile: String? = nil) async throws -> RedisCache {
    var limits = RedisLimits()
    (limits.commandTimeout, limits.connectTimeout) = (timeout, timeout)
    return try await RedisCache.open(try RedisTarget(url: url, authorityFile: authorityFile), limits: limits, clock: SystemClock())
  }

  /// What a call throws, and how long that took.
  static func failure(_ call: () async throws -> Void) async -> (error: AppError?, took: Duration) {
    var error: AppError?
    let took = await ContinuousClock().measure {
      do { try await call() } catch let thrown { error = thrown as? AppError }
    }
    return (error, took)
  }

  /// Tries for some seconds.
  static func eventually(_ body: () async throws -> Void) async throws {
    for _ in 0..<200 {
      if (try? await body()) != nil { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    try await body()
  }
}
