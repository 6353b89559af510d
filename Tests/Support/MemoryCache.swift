public import ForumKernel
import Synchronization

/// The cache port over a dictionary: the second implementation that the contract suite compares with, and the cache of tests that need no files.
public final class MemoryCache: Cache {
  /// The largest value, as in the other caches.
  private static let valueBytesMax = 1 << 20

  private struct Entry {
    let value: [UInt8]
    let expires: Timestamp?
    let written: Int
  }

  private struct State {
    var entries: [CacheKey: Entry] = [:]
    var buckets: [CacheKey: BucketState] = [:]
    var bytes = 0
    var writes = 0
  }

  private let capacityBytes: Int
  private let clock: any WallClock
  private let state = Mutex(State())

  /// Holds at most `capacityBytes` of values; buckets are not counted.
  public init(capacityBytes: Int, clock: any WallClock) {
    self.capacityBytes = capacityBytes
    self.clock = clock
  }

  public func get(_ key: CacheKey) -> [UInt8]? { state.withLock { value(key, $0) } }

  public func set(_ key: CacheKey, _ value: [UInt8], ttl: Duration?) throws {
    try checkSize(value)
    state.withLock { store(key, value, ttl, &$0) }
  }

  /// As after a crash of the machine, or a restart of a server that keeps nothing.
  public func removeAll() { state.withLock { $0 = State() } }

  public func remove(_ key: CacheKey) {
    state.withLock { state in
      drop(key, &state)
      state.buckets[key] = nil
    }
  }

  public func compareAndSet(_ key: CacheKey, expected: [UInt8]?, _ value: [UInt8], ttl: Duration?) throws -> Bool {
    try checkSize(value)
    return state.withLock { state in
      guard self.value(key, state) == expected else { return false }
      store(key, value, ttl, &state)
      return true
    }
  }

  public func take(_ tokens: Int, from key: CacheKey, _ policy: BucketPolicy, now: Timestamp) -> BucketDecision {
    state.withLock { $0.buckets[key, default: .full(policy, now: now)].take(tokens, policy, now: now) }
  }

  private func checkSize(_ value: [UInt8]) throws {
    guard value.count <= Self.valueBytesMax else { throw AppError(.invalid, "cache_value_too_large", "The value is too large.") }
  }

  private func value(_ key: CacheKey, _ state: State) -> [UInt8]? {
    guard let entry = state.entries[key], entry.expires.map({ $0 > clock.now }) ?? true else { return nil }
    return entry.value
  }

  private func store(_ key: CacheKey, _ value: [UInt8], _ ttl: Duration?, _ state: inout State) {
    drop(key, &state)
    let expires = ttl.map { Timestamp(milliseconds: clock.now.milliseconds + Int64($0 / .milliseconds(1))) }
    state.writes += 1
    state.entries[key] = Entry(value: value, expires: expires, written: state.writes)
    state.bytes += value.count
    while state.bytes > capacityBytes, let first = state.entries.min(by: { goesFirst($0.value, $1.value) })?.key { drop(first, &state) }
  }

  /// What is over soonest, then what never is, oldest first.
  private func goesFirst(_ a: Entry, _ b: Entry) -> Bool {
    switch (a.expires, b.expires) {
    case (let a?, let b?): a < b
    case (nil, nil): a.written < b.written
    case (let a, _): a != nil
    }
  }

  private func drop(_ key: CacheKey, _ state: inout State) {
    if let old = state.entries.removeValue(forKey: key) { state.bytes -= old.value.count }
  }
}
