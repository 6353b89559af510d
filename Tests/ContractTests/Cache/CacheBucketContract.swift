import ForumKernel
import Support
import Testing

@Suite("Every cache keeps token buckets")
struct CacheBucketContract {
  @Test("a hundred takers at once get exactly the capacity", arguments: CacheBackend.allCases)
  func race(_ backend: CacheBackend) async throws {
    try await backend.withCache { cache, clock in
      let policy = BucketPolicy(capacity: 37, windowSeconds: 60)
      let allowed = try await withThrowingTaskGroup { group in
        for _ in 0..<100 {
          group.addTask { try await cache.take(1, from: .test("b", space: "bucket"), policy, now: clock.now).isAllowed }
        }
        return try await group.reduce(0) { $1 ? $0 + 1 : $0 }
      }
      #expect(allowed == 37)
    }
  }

  @Test("a refused take says when to come back, and then it is allowed", arguments: CacheBackend.allCases)
  func refusal(_ backend: CacheBackend) async throws {
    try await backend.withCache { cache, clock in
      let policy = BucketPolicy(capacity: 3, windowSeconds: 30)
      let bucket = CacheKey.test("b", space: "bucket")
      #expect(try await cache.take(3, from: bucket, policy, now: clock.now).isAllowed)
      let refused = try await cache.take(1, from: bucket, policy, now: clock.now)
      #expect(!refused.isAllowed)
      #expect(refused.remaining == 0)
      #expect(refused.retryAfterMilliseconds == 10_000)
      #expect(refused.resetMilliseconds == 30_000)
      clock.advance(seconds: 9)
      #expect(try await cache.take(1, from: bucket, policy, now: clock.now).isAllowed == false)
      clock.advance(seconds: 1)
      #expect(try await cache.take(1, from: bucket, policy, now: clock.now).isAllowed)
    }
  }

  @Test("a bucket that was long unused is full", arguments: CacheBackend.allCases)
  func refill(_ backend: CacheBackend) async throws {
    try await backend.withCache { cache, clock in
      let policy = BucketPolicy(capacity: 5, windowSeconds: 10)
      let bucket = CacheKey.test("b", space: "bucket")
      #expect(try await cache.take(5, from: bucket, policy, now: clock.now).isAllowed)
      clock.advance(seconds: 100)
      let decision = try await cache.take(1, from: bucket, policy, now: clock.now)
      #expect(decision == BucketDecision(isAllowed: true, remaining: 4, retryAfterMilliseconds: 0, resetMilliseconds: 2000))
    }
  }

  @Test("all caches decide alike, bit by bit, for a random trace of 10,000 takes, also when the clock steps back")
  func sameDecisions() async throws {
    let reference = try await trace(.memory)
    for backend in CacheBackend.allCases where backend != .memory {
      #expect(try await trace(backend) == reference)
    }
    #expect(reference.contains { !$0.isAllowed })
    #expect(reference.contains { $0.isAllowed })
  }

  private func trace(_ backend: CacheBackend) async throws -> [BucketDecision] {
    var random = SeededRandom(seed: 7)
    let policies = [(1, 1), (3, 7), (10, 1), (100, 60), (60, 3600)].map { BucketPolicy(capacity: $0.0, windowSeconds: $0.1) }
    var decisions: [BucketDecision] = []
    try await backend.withCache { cache, clock in
      for _ in 0..<10_000 {
        let bucket = Int.random(in: 0..<50, using: &random)
        switch Int.random(in: 0..<40, using: &random) {
        case 0: clock.advance(seconds: Int64.random(in: 1...90, using: &random))
        case 1: clock.advance(seconds: -1)
        default: break
        }
        let jitter = Int64.random(in: 0..<999, using: &random)
        let now = Timestamp(milliseconds: clock.now.milliseconds + jitter)
        let tokens = Int.random(in: 1...3, using: &random)
        decisions.append(try await cache.take(tokens, from: .test("\(bucket)", space: "bucket"), policies[bucket % policies.count], now: now))
      }
    }
    return decisions
  }
}
