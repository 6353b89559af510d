public import ForumKernel

/// What every `Cache` does, for adapters of this house and of others.
public enum CacheContract {
  public static let rules = valueRules + bucketRules
}

/// An adapter as the rules see it.
public struct CacheUnderTest: Sendable {
  /// What one of its caches holds: large enough for many values of one mebibyte, small enough to be filled three times.
  public static let capacityBytes = 8 << 20

  /// Gives the body a fresh, empty cache that holds `capacityBytes` and runs by the clock.
  let with: @Sendable (_ body: (any Cache, ManualClock) async throws -> Void) async throws -> Void

  /// `with` makes a cache, runs the body, and removes the cache.
  public init(_ with: @escaping @Sendable (_ body: (any Cache, ManualClock) async throws -> Void) async throws -> Void) { self.with = with }
}

extension CacheKey {
  static let testTenant = TenantID(RawID(high: 0x0193_0000_0000_7000, low: 0x8000_0000_0000_0001))

  static func test(_ name: String, space: String = "test") -> CacheKey { CacheKey(space, testTenant, name) }
}
