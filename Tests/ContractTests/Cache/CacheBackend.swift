import ForumKernel
import LMDBCache
import Support
import Testing

/// The caches that the suite runs over.
enum CacheBackend: String, CaseIterable, CustomTestStringConvertible {
  case lmdb = "cache.lmdb"
  case memory

  static let capacityBytes = 8 << 20

  var testDescription: String { rawValue }

  /// Gives `body` a fresh, empty cache and the clock it runs by.
  func withCache(_ body: (any Cache, ManualClock) async throws -> Void) async throws {
    let clock = ManualClock()
    switch self {
    case .memory:
      try await body(MemoryCache(capacityBytes: Self.capacityBytes, clock: clock), clock)
    case .lmdb:
      try await withTemporaryFolder { folder in
        let cache = try LMDBCache(directory: folder, capacityBytes: Self.capacityBytes, clock: clock)
        try await body(cache, clock)
        try cache.close()
      }
    }
  }
}

let tenant = TenantID(RawID(high: 0x0193_0000_0000_7000, low: 0x8000_0000_0000_0001))

func key(_ name: String, space: String = "test") -> CacheKey { CacheKey(space, tenant, name) }

/// Random numbers that are the same in every run (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
