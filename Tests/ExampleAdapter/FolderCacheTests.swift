import ForumKernel
import Foundation
import PortContracts
import Testing

@Suite("A cache of somebody else's") struct FolderCacheTests {
  private let subject = CacheUnderTest { body in
    let folder = FileManager.default.temporaryDirectory.appending(path: "folder-cache-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let clock = ManualClock()
    try await body(FolderCache(folder: folder, capacityBytes: CacheUnderTest.capacityBytes, clock: clock), clock)
  }

  @Test("keeps the contract of caches", arguments: CacheContract.rules)
  func contract(_ rule: ContractRule<CacheUnderTest>) async throws { try await rule.check(subject) }

  @Test("that keeps nothing and refuses nobody breaks every rule", arguments: CacheContract.rules)
  func brokenContract(_ rule: ContractRule<CacheUnderTest>) async throws {
    await withKnownIssue { try await rule.check(CacheUnderTest { body in try await body(Forgetful(), ManualClock()) }) }
  }
}

/// Keeps nothing and allows everything.
private struct Forgetful: Cache {
  func get(_ key: CacheKey) -> [UInt8]? { nil }
  func set(_ key: CacheKey, _ value: [UInt8], ttl: Duration?) {}
  func remove(_ key: CacheKey) {}
  func compareAndSet(_ key: CacheKey, expected: [UInt8]?, _ value: [UInt8], ttl: Duration?) -> Bool { false }
  func take(_ tokens: Int, from key: CacheKey, _ policy: BucketPolicy, now: Timestamp) -> BucketDecision {
    BucketDecision(isAllowed: true, remaining: 0, retryAfterMilliseconds: 0, resetMilliseconds: 0)
  }
}
