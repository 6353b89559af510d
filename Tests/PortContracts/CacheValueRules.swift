import ForumKernel
import Testing

/// What every cache does with values.
extension CacheContract {
  static let valueRules = [
    timeToLive, forever, overwriting, removing, keysDiffer, valueLimit, compareAndSet, compareAndSetRace, eviction, evictionByAge,
  ]

  static let timeToLive = ContractRule<CacheUnderTest>("a value is there until its time to live has passed, and not at that millisecond") { subject in
    try await subject.with { cache, clock in
      try await cache.set(.test("a"), [1, 2, 3], ttl: .seconds(10))
      clock.advance(seconds: 9)
      #expect(try await cache.get(.test("a")) == [1, 2, 3])
      clock.advance(seconds: 1)
      #expect(try await cache.get(.test("a")) == nil)
    }
  }

  static let forever = ContractRule<CacheUnderTest>("a value without a time to live stays") { subject in
    try await subject.with { cache, clock in
      try await cache.set(.test("a"), [], ttl: nil)
      clock.advance(seconds: 10 * 365 * 86_400)
      #expect(try await cache.get(.test("a")) == [])
      #expect(try await cache.get(.test("b")) == nil)
    }
  }

  static let overwriting = ContractRule<CacheUnderTest>("a value written again has the new value and the new time, whether longer or shorter") {
    subject in
    try await subject.with { cache, clock in
      try await cache.set(.test("longer"), [1], ttl: .seconds(10))
      try await cache.set(.test("longer"), [2], ttl: .seconds(30))
      try await cache.set(.test("shorter"), [1], ttl: nil)
      try await cache.set(.test("shorter"), [2], ttl: .seconds(10))
      clock.advance(seconds: 20)
      try await cache.set(.test("other"), [9], ttl: nil)
      #expect(try await cache.get(.test("longer")) == [2])
      #expect(try await cache.get(.test("shorter")) == nil)
      clock.advance(seconds: 10)
      try await cache.set(.test("other"), [9], ttl: nil)
      #expect(try await cache.get(.test("longer")) == nil)
    }
  }

  static let removing = ContractRule<CacheUnderTest>("a removed value is gone, and removing nothing is no error") { subject in
    try await subject.with { cache, _ in
      try await cache.set(.test("a"), [1], ttl: nil)
      #expect(try await cache.get(.test("a")) == [1])
      try await cache.remove(.test("a"))
      try await cache.remove(.test("a"))
      #expect(try await cache.get(.test("a")) == nil)
    }
  }

  static let keysDiffer = ContractRule<CacheUnderTest>("keys differ by space, tenant and name") { subject in
    let otherTenant = TenantID(RawID(high: CacheKey.testTenant.raw.high, low: 1))
    try await subject.with { cache, _ in
      try await cache.set(.test("a"), [1], ttl: nil)
      #expect(try await cache.get(.test("a")) == [1])
      #expect(try await cache.get(.test("a", space: "session")) == nil)
      #expect(try await cache.get(CacheKey("test", otherTenant, "a")) == nil)
      #expect(try await cache.get(.test("A")) == nil)
    }
  }

  static let valueLimit = ContractRule<CacheUnderTest>("a value of one mebibyte is kept, a larger one is refused") { subject in
    try await subject.with { cache, _ in
      let largest = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
      try await cache.set(.test("a"), largest, ttl: nil)
      #expect(try await cache.get(.test("a")) == largest)
      let error = await #expect(throws: AppError.self) { try await cache.set(.test("b"), largest + [0], ttl: nil) }
      #expect(error?.code == .invalid)
      #expect(error?.slug == "cache_value_too_large")
      #expect(try await cache.get(.test("b")) == nil)
    }
  }

  static let compareAndSet = ContractRule<CacheUnderTest>("compare and set stores only over what was expected") { subject in
    try await subject.with { cache, clock in
      let isStoredOverNothing = try await cache.compareAndSet(.test("a"), expected: [0], [1], ttl: nil)
      #expect(!isStoredOverNothing)
      #expect(try await cache.compareAndSet(.test("a"), expected: nil, [1], ttl: .seconds(5)))
      #expect(try await cache.compareAndSet(.test("a"), expected: nil, [2], ttl: nil) == false)
      #expect(try await cache.compareAndSet(.test("a"), expected: [1], [2], ttl: .seconds(5)))
      #expect(try await cache.get(.test("a")) == [2])
      clock.advance(seconds: 5)
      #expect(try await cache.compareAndSet(.test("a"), expected: [2], [3], ttl: nil) == false)
      #expect(try await cache.compareAndSet(.test("a"), expected: nil, [3], ttl: nil))
    }
  }

  static let compareAndSetRace = ContractRule<CacheUnderTest>("of many who compare and set at once, each change is made on the one before") {
    subject in
    try await subject.with { cache, _ in
      try await cache.set(.test("count"), [0], ttl: nil)
      try await withThrowingTaskGroup { group in
        for _ in 0..<20 {
          group.addTask {
            var isStored = false
            while !isStored {
              let old = try #require(try await cache.get(.test("count")))
              isStored = try await cache.compareAndSet(.test("count"), expected: old, [old[0] + 1], ttl: nil)
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(try await cache.get(.test("count")) == [20])
    }
  }

  static let eviction = ContractRule<CacheUnderTest>("when the cache is full, what is over soonest goes first, and the newest stays") { subject in
    let count = 3 * CacheUnderTest.capacityBytes / 65_536
    let value = [UInt8](repeating: 7, count: 65_000)
    try await subject.with { cache, _ in
      try await cache.set(.test("lasting"), value, ttl: .seconds(100_000))
      for number in 0..<count {
        try await cache.set(.test("\(number)"), value, ttl: .seconds(1000 + number))
      }
      #expect(try await cache.get(.test("lasting")) == value)
      #expect(try await cache.get(.test("\(count - 1)")) == value)
      #expect(try await cache.get(.test("0")) == nil)
    }
  }

  static let evictionByAge = ContractRule<CacheUnderTest>("values without a time to live go oldest first, after those that have one") { subject in
    let count = 3 * CacheUnderTest.capacityBytes / 65_536
    let value = [UInt8](repeating: 7, count: 65_000)
    try await subject.with { cache, clock in
      try await cache.set(.test("old"), value, ttl: nil)
      try await cache.set(.test("lasting"), value, ttl: .seconds(100_000))
      for number in 0..<count {
        clock.advance(seconds: 1)
        try await cache.set(.test("\(number)"), value, ttl: nil)
      }
      #expect(try await cache.get(.test("lasting")) == nil)
      #expect(try await cache.get(.test("old")) == nil)
      #expect(try await cache.get(.test("\(count - 1)")) == value)
    }
  }
}
