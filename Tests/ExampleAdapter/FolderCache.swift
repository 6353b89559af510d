import ForumKernel
import Foundation

/// A cache as somebody else might write one: values in files of a folder, what is where in memory. It imports the kernel and nothing else of the house.
actor FolderCache: Cache {
  private struct Entry {
    let file: URL
    let bytes: Int
    let expires: Timestamp?
    /// Counts writes.
    let age: Int
  }

  private static let valueBytesMax = 1 << 20

  private let folder: URL
  private let capacityBytes: Int
  private let clock: any WallClock
  private var entries: [CacheKey: Entry] = [:]
  private var buckets: [CacheKey: BucketState] = [:]
  private var usedBytes = 0
  private var writes = 0

  /// Uses an empty folder, and at most so many bytes of it.
  init(folder: URL, capacityBytes: Int, clock: any WallClock) {
    self.folder = folder
    self.capacityBytes = capacityBytes
    self.clock = clock
  }

  func get(_ key: CacheKey) throws -> [UInt8]? { try living(key).map { [UInt8](try Data(contentsOf: $0.file)) } }

  func set(_ key: CacheKey, _ value: [UInt8], ttl: Duration?) throws {
    guard value.count <= Self.valueBytesMax else { throw AppError(.invalid, "cache_value_too_large", "The value is too large.") }
    try drop(key)
    writes += 1
    let file = folder.appending(path: "\(writes)")
    try Data(value).write(to: file)
    let expires = ttl.map { Timestamp(milliseconds: clock.now.milliseconds + Int64($0 / .milliseconds(1))) }
    entries[key] = Entry(file: file, bytes: value.count, expires: expires, age: writes)
    usedBytes += value.count
    while usedBytes > capacityBytes, let first = entries.min(by: { Self.goesFirst($0.value, $1.value) })?.key { try drop(first) }
  }

  func remove(_ key: CacheKey) throws {
    try drop(key)
    buckets[key] = nil
  }

  func compareAndSet(_ key: CacheKey, expected: [UInt8]?, _ value: [UInt8], ttl: Duration?) throws -> Bool {
    guard try get(key) == expected else { return false }
    try set(key, value, ttl: ttl)
    return true
  }

  func take(_ tokens: Int, from key: CacheKey, _ policy: BucketPolicy, now: Timestamp) -> BucketDecision {
    buckets[key, default: .full(policy, now: now)].take(tokens, policy, now: now)
  }

  private func living(_ key: CacheKey) -> Entry? { entries[key].flatMap { $0.expires.map { $0 > clock.now } ?? true ? $0 : nil } }

  private func drop(_ key: CacheKey) throws {
    guard let old = entries.removeValue(forKey: key) else { return }
    usedBytes -= old.bytes
    try FileManager.default.removeItem(at: old.file)
  }

  /// What is over soonest, then what never is, oldest first.
  private static func goesFirst(_ a: Entry, _ b: Entry) -> Bool {
    switch (a.expires, b.expires) {
    case (let a?, let b?): a < b
    case (nil, nil): a.age < b.age
    case (let a, _): a != nil
    }
  }
}
