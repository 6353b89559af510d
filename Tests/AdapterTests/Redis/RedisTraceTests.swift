import ForumKernel
import LMDBCache
import Redis
import Support
import Testing

@Suite("Redis decides as the embedded caches do", .enabled(if: RedisServer.program != nil, RedisBench.skipReason))
struct RedisTraceTests {
  private struct Take: Sendable {
    let bucket: Int
    let tokens: Int
    let policy: BucketPolicy
    let now: Timestamp
  }

  private static let buckets = 320
  private static let start: Int64 = 1_750_000_000_000

  @Test("100,000 takes get the same decisions, in every field, from the kernel's arithmetic, memory, LMDB and Redis")
  func trace() async throws {
    let takes = await Self.takes(100_000, seed: 2026, largeOneIn: 0)
    let expected = await Self.decisions(takes)
    #expect(expected.count { $0.isAllowed } > 10_000)
    #expect(expected.count { !$0.isAllowed } > 10_000)
    let clock = ManualClock()
    let memory = MemoryCache(capacityBytes: 8 << 20, clock: clock)
    #expect(try await Self.decisions(takes, from: memory) == expected)
    try await withTemporaryFolder { folder in
      let lmdb = try LMDBCache(directory: folder, capacityBytes: 64 << 20, clock: clock)
      #expect(try await Self.decisions(takes, from: lmdb) == expected)
      try lmdb.close()
    }
    try await Self.withRedis { cache in
      let decisions = try await Self.decisions(takes, from: cache)
      #expect(decisions == expected)
    }
  }

  @Test("buckets too large for Lua's numbers get the same decisions too")
  func largeNumbers() async throws {
    let takes = await Self.takes(6000, seed: 2027, largeOneIn: 3)
    let expected = await Self.decisions(takes)
    try await Self.withRedis { cache in
      let decisions = try await Self.decisions(takes, from: cache)
      #expect(decisions == expected)
    }
  }

  @Test("a hundred takers at once of a bucket too large for Lua get exactly the capacity")
  func largeRace() async throws {
    let policy = BucketPolicy(capacity: 1_000_000_000, windowSeconds: 1_000_000)
    let now = Timestamp(milliseconds: Self.start)
    try await Self.withRedis { cache in
      let allowed = try await withThrowingTaskGroup { group in
        for _ in 0..<40 {
          group.addTask { try await cache.take(50_000_000, from: RedisBench.key("0", space: "bucket"), policy, now: now).isAllowed }
        }
        return try await group.reduce(0) { $1 ? $0 + 1 : $0 }
      }
      #expect(allowed == 20)
    }
  }

  private static func withRedis(_ body: (RedisCache) async throws -> Void) async throws {
    try await RedisServer.run { server in
      let cache = try await RedisBench.open(server.url, timeout: .seconds(30))
      try await body(cache)
      cache.close()
    }
  }

  /// Policies of every size, changed now and then; a clock that runs, jumps and steps back; takes of nothing, of some and of more than there can be.
  private static func takes(_ count: Int, seed: UInt64, largeOneIn large: Int) async -> [Take] {
    var random = SeededRandom(seed: seed)
    var now = start
    var policies = (0..<buckets).map { _ in policy(&random, large) }
    var takes: [Take] = []
    for number in 0..<count {
      if number % 500 == 0 { await Task.yield() }
      switch Int.random(in: 0..<1000, using: &random) {
      case 0: now += Int64.random(in: 0...200_000, using: &random)
      case 1: now += Int64.random(in: 0...100_000_000, using: &random)
      default: now += Int64.random(in: 0...4, using: &random)
      }
      let bucket = Int.random(in: 0..<buckets, using: &random)
      if Int.random(in: 0..<500, using: &random) == 0 { policies[bucket] = policy(&random, large) }
      let most = Int.random(in: 0..<20, using: &random) == 0 ? policies[bucket].capacity * 2 : max(1, policies[bucket].capacity / 2)
      let step = Int.random(in: 0..<10, using: &random) == 0 ? Int64.random(in: -70_000...0, using: &random) : 0
      let tokens = Int.random(in: 0...most, using: &random)
      takes.append(Take(bucket: bucket, tokens: tokens, policy: policies[bucket], now: Timestamp(milliseconds: now + step)))
    }
    return takes
  }

  private static func policy(_ random: inout SeededRandom, _ large: Int) -> BucketPolicy {
    if large > 0, Int.random(in: 0..<large, using: &random) == 0 {
      return BucketPolicy(capacity: Int.random(in: 100_000_000...1_000_000_000, using: &random), windowSeconds: 1_000_000)
    }
    let exponent = Int.random(in: 0...7, using: &random)
    let capacity = Int.random(in: 1...(0..<exponent).reduce(10) { sum, _ in sum * 10 }, using: &random)
    return BucketPolicy(capacity: capacity, windowSeconds: Int.random(in: 1...(Bool.random(using: &random) ? 60 : 40_000), using: &random))
  }

  private static func decisions(_ takes: [Take]) async -> [BucketDecision] {
    var states: [Int: BucketState] = [:]
    var decisions: [BucketDecision] = []
    for (number, take) in takes.enumerated() {
      if number % 500 == 0 { await Task.yield() }
      decisions.append(states[take.bucket, default: .full(take.policy, now: take.now)].take(take.tokens, take.policy, now: take.now))
    }
    return decisions
  }

  /// Sixteen at once, each with its own buckets: the history of every bucket is the same as one by one.
  private static func decisions(_ takes: [Take], from cache: any Cache) async throws -> [BucketDecision] {
    let lanes = 16
    let byLane = Dictionary(grouping: takes.enumerated().map { $0 }, by: { $0.element.bucket % lanes })
    let found = try await withThrowingTaskGroup(of: [(Int, BucketDecision)].self) { group in
      for lane in byLane.values {
        group.addTask {
          var decisions: [(Int, BucketDecision)] = []
          for (index, take) in lane {
            if index % 100 == 0 { await Task.yield() }
            decisions.append(
              (index, try await cache.take(take.tokens, from: RedisBench.key("\(take.bucket)", space: "bucket"), take.policy, now: take.now)))
          }
          return decisions
        }
      }
      return try await group.reduce(into: []) { $0 += $1 }
    }
    return found.sorted { $0.0 < $1.0 }.map(\.1)
  }
}
