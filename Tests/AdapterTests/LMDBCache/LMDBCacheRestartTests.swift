import ForumKernel
import Foundation
import LMDBCache
import Support
import Testing

@Suite("The LMDB cache and its files")
struct LMDBCacheRestartTests {
  private static let capacityBytes = 8 << 20
  private let clock = ManualClock()
  private let tenant = TenantID(RawID(high: 0x0193_0000_0000_7000, low: 0x8000_0000_0000_0001))

  private func key(_ name: String) -> CacheKey { CacheKey("test", tenant, name) }

  private func open(_ folder: String, capacityBytes: Int = capacityBytes) throws -> LMDBCache {
    try LMDBCache(directory: folder, capacityBytes: capacityBytes, clock: clock)
  }

  /// A closed cache in `folder` with one value under "a".
  private func fill(_ folder: String) throws {
    let cache = try open(folder)
    try cache.set(key("a"), [1, 2, 3], ttl: nil)
    try cache.close()
  }

  @Test("what was stored is there after a clean close")
  func cleanRestart() async throws {
    try await withTemporaryFolder { folder in
      try fill(folder)
      let cache = try open(folder)
      #expect(try cache.get(key("a")) == [1, 2, 3])
      try cache.close()
    }
  }

  @Test("what was stored is there after the process was killed")
  func killedProcess() async throws {
    try await withTemporaryFolder { folder in
      var cache: LMDBCache? = try open(folder)
      try cache?.set(key("a"), [1, 2, 3], ttl: nil)
      cache = nil
      #expect(try open(folder).get(key("a")) == [1, 2, 3])
    }
  }

  @Test("after the machine went down without a close the cache is empty and works")
  func machineStopped() async throws {
    try await withTemporaryFolder { folder in
      try fill(folder)
      try Data("open 00000000-0000-0000-0000-000000000000 1\n".utf8).write(to: URL(fileURLWithPath: folder + "/last-run"))
      let cache = try open(folder)
      #expect(try cache.get(key("a")) == nil)
      try cache.set(key("a"), [4], ttl: nil)
      #expect(try cache.get(key("a")) == [4])
    }
  }

  @Test("runs that never close end with an empty cache, so that bad files can't stop every start")
  func crashLoop() async throws {
    try await withTemporaryFolder { folder in
      try fill(folder)
      var wasEmpty = false
      for _ in 0..<20 where !wasEmpty { wasEmpty = try open(folder).get(key("a")) == nil }
      #expect(wasEmpty)
    }
  }

  @Test("files that are not a cache, are cut short or are larger than the cap are replaced", arguments: ["garbage", "cut", "empty", "large"])
  func badFiles(_ kind: String) async throws {
    try await withTemporaryFolder { folder in
      try fill(folder)
      let file = URL(fileURLWithPath: folder + "/data.mdb")
      let bytes = try Data(contentsOf: file)
      switch kind {
      case "garbage": try Data(repeating: 0x5a, count: bytes.count).write(to: file)
      case "cut": try bytes.prefix(bytes.count - 4096).write(to: file)
      case "empty": try Data().write(to: file)
      default: try (bytes + Data(count: Self.capacityBytes)).write(to: file)
      }
      let cache = try open(folder)
      #expect(try cache.get(key("a")) == nil)
      try cache.set(key("b"), [1], ttl: nil)
      #expect(try cache.get(key("b")) == [1])
    }
  }

  @Test("a flipped bit in a value makes it absent, not wrong")
  func flippedBit() async throws {
    try await withTemporaryFolder { folder in
      let cache = try open(folder)
      try cache.set(key("a"), Array("a rather rare text".utf8), ttl: nil)
      try cache.set(key("b"), [2], ttl: nil)
      try cache.close()
      let file = URL(fileURLWithPath: folder + "/data.mdb")
      var bytes = try Data(contentsOf: file)
      while let range = bytes.range(of: Data("rather rare".utf8)) { bytes[range.lowerBound] ^= 0x20 }
      try bytes.write(to: file)
      let reopened = try open(folder)
      #expect(try reopened.get(key("a")) == nil)
      #expect(try reopened.get(key("b")) == [2])
      try reopened.set(key("a"), [3], ttl: nil)
      #expect(try reopened.get(key("a")) == [3])
    }
  }

  @Test("a closed cache says so, and closing twice is allowed")
  func closed() async throws {
    try await withTemporaryFolder { folder in
      let cache = try open(folder)
      try cache.close()
      try cache.close()
      let error = #expect(throws: AppError.self) { try cache.get(key("a")) }
      #expect(error?.slug == "cache_closed")
    }
  }

  @Test("a cap that is too small and a key that is too long are refused")
  func limits() async throws {
    try await withTemporaryFolder { folder in
      #expect(throws: AppError.self) { try open(folder, capacityBytes: 1 << 20) }
      let cache = try open(folder)
      let error = #expect(throws: AppError.self) { try cache.set(key(String(repeating: "x", count: 400)), [], ttl: nil) }
      #expect(error?.slug == "cache_key_too_long")
    }
  }
}
