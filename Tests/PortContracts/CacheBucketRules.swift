import ForumKernel
import Testing

/// What every cache does with token buckets.
extension CacheContract {
  static let bucketRules = [
    race, refusal, refill, sameDecisions,
  ]

  static let race = ContractRule<CacheUnderTest>("a hundred takers at once get exactly the capacity") { subject in
    try await subject.with { cache, clock in
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

  static let refusal = ContractRule<CacheUnderTest>("a refused take says when to come back, and then it is allowed") { subject in
    try await subject.with { cache, clock in
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

  static let refill = ContractRule<CacheUnderTest>("a bucket that was long unused is full") { subject in
    try await subject.with { cache, clock in
      let policy = BucketPolicy(capacity: 5, windowSeconds: 10)
      let bucket = CacheKey.test("b", space: "bucket")
      #expect(try await cache.take(5, from: bucket, policy, now: clock.now).isAllowed)
      clock.advance(seconds: 100)
      let decision = try await cache.take(1, from: bucket, policy, now: clock.now)
      #expect(decision == BucketDecision(isAllowed: true, remaining: 4, retryAfterMilliseconds: 0, resetMilliseconds: 2000))
    }
  }

  static let sameDecisions = ContractRule<CacheUnderTest>(
    "a random trace of 10,000 takes is decided as the kernel's arithmetic does, bit by bit, also when the clock steps back"
  ) { subject in
    try await subject.with { cache, clock in
      var random = SplitMix(state: 7)
      var states: [Int: BucketState] = [:]
      var allowed = 0
      let policies = [(1, 1), (3, 7), (10, 1), (100, 60), (60, 3600)].map { BucketPolicy(capacity: $0.0, windowSeconds: $0.1) }
      for step in 0..<10_000 {
        let bucket = Int.random(in: 0..<50, using: &random)
        switch Int.random(in: 0..<40, using: &random) {
        case 0: clock.advance(seconds: Int64.random(in: 1...90, using: &random))
        case 1: clock.advance(seconds: -1)
        default: break
        }
        let now = Timestamp(milliseconds: clock.now.milliseconds + Int64.random(in: 0..<999, using: &random))
        let (tokens, policy) = (Int.random(in: 1...3, using: &random), policies[bucket % policies.count])
        let expected = states[bucket, default: .full(policy, now: now)].take(tokens, policy, now: now)
        let decision = try await cache.take(tokens, from: .test("\(bucket)", space: "bucket"), policy, now: now)
        try #require(decision == expected, "step \(step)")
        if decision.isAllowed { allowed += 1 }
      }
      #expect((1..<10_000).contains(allowed))
    }
  }
}

/// Random numbers that are the same in every run.
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
    return mixed ^ mixed >> 31
  }
}
