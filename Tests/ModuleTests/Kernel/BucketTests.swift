import ForumKernel
import Testing

@Suite struct BucketTests {
  let policy = BucketPolicy(capacity: 10, windowSeconds: 60)
  let start = Timestamp(milliseconds: 1_750_000_000_000)

  @Test("a bucket gives its capacity at once, then one token in each share of the window")
  func refill() {
    var bucket = BucketState.full(policy, now: start)
    for left in (0..<10).reversed() {
      let decision = bucket.take(1, policy, now: start)
      #expect(decision.isAllowed && decision.remaining == left)
    }
    let refused = bucket.take(1, policy, now: start)
    #expect(!refused.isAllowed && refused.retryAfterMilliseconds == 6000 && refused.resetMilliseconds == 60_000)
    #expect(!bucket.take(1, policy, now: Timestamp(milliseconds: start.milliseconds + 5999)).isAllowed)
    #expect(bucket.take(1, policy, now: Timestamp(milliseconds: start.milliseconds + 6000)).isAllowed)
  }

  @Test("a clock that steps back refills nothing, and a long rest fills the bucket just once")
  func clockSteps() {
    var bucket = BucketState.full(policy, now: start)
    _ = bucket.take(10, policy, now: start)
    #expect(!bucket.take(1, policy, now: start.adding(seconds: -3600)).isAllowed)
    #expect(bucket.take(10, policy, now: start.adding(seconds: 86_400 * 365)).remaining == 0)
  }
}
