import ForumKernel
import Foundation
import LMDBCache
import Support
import Testing

@Suite("The LMDB cache under load")
struct LMDBCacheSizeTests {
  private let tenant = TenantID(RawID(high: 0x0193_0000_0000_7000, low: 0x8000_0000_0000_0001))

  @Test("values of all sizes, many times the cap, never grow the file above the cap, and the newest is always there")
  func neverAboveTheCap() async throws {
    let clock = ManualClock()
    let capacityBytes = 8 << 20
    let sizes = [10, 100, 700, 3000, 20_000, 150_000, 600_000]
    try await withTemporaryFolder { folder in
      let cache = try LMDBCache(directory: folder, capacityBytes: capacityBytes, clock: clock)
      for number in 0..<400 {
        let key = CacheKey("test", tenant, "\(number * 7919 % 503)")
        let value = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: sizes[number * 31 % sizes.count])
        try cache.set(key, value, ttl: number.isMultiple(of: 3) ? nil : .seconds(60 + number % 977))
        #expect(try cache.get(key) == value)
        if number.isMultiple(of: 5) { try cache.remove(CacheKey("test", tenant, "\(number * 13 % 503)")) }
        if number.isMultiple(of: 50) { clock.advance(seconds: 1) }
      }
      let fileBytes = try FileManager.default.attributesOfItem(atPath: folder + "/data.mdb")[.size] as? Int ?? 0
      #expect(fileBytes > capacityBytes / 2)
      #expect(fileBytes <= capacityBytes)
      try cache.close()
    }
  }

  @Test("expired values make room before living ones are evicted")
  func sweep() async throws {
    let clock = ManualClock()
    let value = [UInt8](repeating: 1, count: 10_000)
    let living = CacheKey("test", tenant, "living")
    try await withTemporaryFolder { folder in
      let cache = try LMDBCache(directory: folder, capacityBytes: 8 << 20, clock: clock)
      try cache.set(living, value, ttl: .seconds(3600))
      for round in 0..<5 {
        for number in 0..<200 { try cache.set(CacheKey("test", tenant, "\(round) \(number)"), value, ttl: .seconds(5)) }
        clock.advance(seconds: 5)
      }
      #expect(try cache.get(living) == value)
      try cache.close()
    }
  }
}
