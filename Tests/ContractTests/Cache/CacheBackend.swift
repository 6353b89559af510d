import ForumKernel
import LMDBCache
import PortContracts
import Redis
import Support
import Testing

/// The caches that the suite runs over.
enum CacheBackend: String, CaseIterable, CustomTestStringConvertible {
  case lmdb = "cache.lmdb"
  case memory
  case redis = "cache.redis"

  /// Redis only where `FORUM_TEST_REDIS` names a server program.
  static let allCases: [CacheBackend] = [.lmdb, .memory] + (RedisServer.program == nil ? [] : [.redis])

  var testDescription: String { rawValue }

  var underTest: CacheUnderTest { CacheUnderTest { try await withCache($0) } }

  /// Gives `body` a fresh, empty cache and the clock it runs by.
  private func withCache(_ body: (any Cache, ManualClock) async throws -> Void) async throws {
    let clock = ManualClock()
    switch self {
    case .memory:
      try await body(MemoryCache(capacityBytes: CacheUnderTest.capacityBytes, clock: clock), clock)
    case .lmdb:
      try await withTemporaryFolder { folder in
        let cache = try LMDBCache(directory: folder, capacityBytes: CacheUnderTest.capacityBytes, clock: clock)
        try await body(cache, clock)
        try cache.close()
      }
    case .redis:
      // The policy that evicts as the embedded cache does; Redis' own memory comes on top of the values.
      let memory = ["--maxmemory", "\(CacheUnderTest.capacityBytes + 4_194_304)", "--maxmemory-policy", "volatile-ttl", "--maxmemory-samples", "64"]
      try await RedisServer.run(memory) { server in
        var limits = RedisLimits()
        limits.commandTimeout = .seconds(20)
        let cache = try await RedisCache.open(try RedisTarget(url: server.url), limits: limits, clock: clock)
        try await body(cache, clock)
        cache.close()
      }
    }
  }
}
