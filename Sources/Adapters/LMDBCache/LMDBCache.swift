import CLMDB
public import ForumKernel
import Foundation
import Logging
import Synchronization

/// The cache over LMDB files of one process: values with a time to live, token buckets, eviction at a cap. Calls take microseconds, take turns,
/// and never wait for the disk: the files are synced by `close` only, and started anew when the machine went down without one.
///
/// Throws `unavailable` (`cache_closed` after `close`, `cache_failed` when the disk refuses): the caller goes on without the cache. Damaged
/// entries are absent entries. A key is either of values or of buckets.
public final class LMDBCache: Cache {
  /// Values above this belong elsewhere: one would push out thousands of small ones.
  public static let valueBytesMax = 1 << 20
  /// Below this the largest value would not fit beside the pages that a transaction copies.
  public static let capacityBytesMin = 8 << 20
  /// LMDB takes 511 bytes, the index needs eight of them.
  static let keyBytesMax = 400
  /// Percent of the file that entries fill; the rest is for the pages that transactions copy.
  private static let fillPercent = 75
  /// Expired entries that one write removes beside its own work.
  private static let sweepSteps = 8
  /// Entries that one write evicts at most beside its own work; more than the pages of the largest value.
  private static let evictionSteps = 512
  /// How far the clock may step back without a bucket being forgotten that would not have been.
  private static let clockStepMilliseconds: Int64 = 60_000
  private static let logger = Logger(label: "cache.lmdb")

  private struct State {
    /// nil after `close`, and while the files could not be made anew.
    var environment: CacheEnvironment?
    var isClosed = false
    /// No line of the index has a lower rank.
    var lowestRank: UInt64 = 0
  }

  private let directory: String
  private let capacityBytes: Int
  private let clock: any WallClock
  private let mark: StopMark
  private let state = Mutex(State())

  /// Opens the cache in `directory`, which is made if need be and belongs to this object alone. The data file never grows above `capacityBytes`.
  /// Throws `invalid` (`cache_capacity_too_small`), or what the file system answers.
  public init(directory: String, capacityBytes: Int, clock: any WallClock) throws {
    guard capacityBytes >= Self.capacityBytesMin else {
      throw AppError(.invalid, "cache_capacity_too_small", "The cache needs at least \(Self.capacityBytesMin) bytes.")
    }
    self.directory = directory
    self.capacityBytes = capacityBytes
    self.clock = clock
    mark = StopMark(directory: directory)
    try PrivateFolder.make(directory)
    let isTrusted = try mark.begin() || !CacheEnvironment.exists(directory: directory)
    try state.withLock { state in
      if !isTrusted {
        try startAnew(&state, because: "the last run did not end cleanly")
        return
      }
      do {
        state.environment = try CacheEnvironment(directory: directory, mapBytes: capacityBytes)
      } catch let error as LMDBError where error.isFatal {
        try startAnew(&state, because: error.description)
      }
    }
  }

  deinit { state.withLock { $0.environment?.close() } }

  /// Writes everything to disk, so that the next start finds it; later calls throw. Closing twice is allowed.
  public func close() throws {
    try state.withLock { state in
      state.isClosed = true
      guard let environment = state.environment else { return }
      state.environment = nil
      defer { environment.close() }
      try environment.sync()
      try mark.end()
    }
  }

  public func get(_ key: CacheKey) throws -> [UInt8]? {
    let key = try Self.bytes(key)
    let now = clock.now.milliseconds
    return try withEnvironment { environment, _ in
      try environment.read { try $0.value(key, now: now) }
    }
  }

  public func set(_ key: CacheKey, _ value: [UInt8], ttl: Duration?) throws {
    let key = try Self.bytes(key)
    try Self.checkSize(value)
    let now = clock.now.milliseconds
    try write(now) { transaction in
      try value.withUnsafeBytes { try transaction.put(key, $0, rank: Self.rank(now, ttl)) }
    }
  }

  public func remove(_ key: CacheKey) throws {
    let key = try Self.bytes(key)
    try write(clock.now.milliseconds) { try $0.remove(key) }
  }

  public func compareAndSet(_ key: CacheKey, expected: [UInt8]?, _ value: [UInt8], ttl: Duration?) throws -> Bool {
    let key = try Self.bytes(key)
    try Self.checkSize(value)
    let now = clock.now.milliseconds
    return try write(now) { transaction in
      guard try transaction.value(key, now: now) == expected else { return false }
      try value.withUnsafeBytes { try transaction.put(key, $0, rank: Self.rank(now, ttl)) }
      return true
    }
  }

  /// The bucket is kept for a window after its last use, and a little longer: then it would be full, which is the same as not being there.
  public func take(_ tokens: Int, from key: CacheKey, _ policy: BucketPolicy, now: Timestamp) throws -> BucketDecision {
    let key = try Self.bytes(key)
    return try write(clock.now.milliseconds) { transaction in
      var bucket = try transaction.bucket(key) ?? .full(policy, now: now)
      let decision = bucket.take(tokens, policy, now: now)
      let fullAt = bucket.milliseconds + Int64(policy.windowSeconds) * 1000
      try transaction.putBucket(key, bucket, rank: CacheEntry.rank(expiresAt: fullAt + Self.clockStepMilliseconds))
      return decision
    }
  }
}

extension LMDBCache {
  private static func bytes(_ key: CacheKey) throws -> CacheTransaction.Key {
    let bytes = Array(key.description.utf8)
    guard bytes.count <= keyBytesMax else {
      throw AppError(.invalid, "cache_key_too_long", "A cache key has at most \(keyBytesMax) bytes.")
    }
    return bytes
  }

  private static func checkSize(_ value: [UInt8]) throws {
    guard value.count <= valueBytesMax else {
      throw AppError(.invalid, "cache_value_too_large", "A cached value has at most \(valueBytesMax) bytes.")
    }
  }

  private static func rank(_ now: Int64, _ ttl: Duration?) -> UInt64 {
    guard let ttl else { return CacheEntry.rank(writtenAt: now) }
    let (seconds, attoseconds) = ttl.components
    let milliseconds = min(seconds, .max / 4000) * 1000 + attoseconds / 1_000_000_000_000_000
    return CacheEntry.rank(expiresAt: now + milliseconds)
  }

  /// One write transaction: a few steps of sweeping, what eviction the cap asks for, and `body`. When the free pages lie too scattered for a large
  /// value, more and more is evicted, and `body` runs again.
  private func write<Result: Sendable>(_ now: Int64, _ body: (inout CacheTransaction) throws -> Result) throws -> Result {
    try withEnvironment { environment, lowestRank in
      for divisor in [1, 2, 3, 4, 8] {
        do {
          if divisor > 1 {
            try environment.write(&lowestRank) { try $0.evict(to: liveBytesMax / divisor, steps: .max) }
          }
          return try environment.write(&lowestRank) { transaction in
            if transaction.lowestRank <= UInt64(clamping: now) {
              try transaction.removeLowest(steps: Self.sweepSteps) { $0 <= UInt64(clamping: now) }
            }
            try transaction.evict(to: liveBytesMax / divisor, steps: Self.evictionSteps)
            return try body(&transaction)
          }
        } catch let error as LMDBError where error.code == MDB_MAP_FULL {
          continue
        }
      }
      throw LMDBError(code: MDB_MAP_FULL)
    }
  }

  private var liveBytesMax: Int { capacityBytes / 100 * Self.fillPercent }

  /// Lets one caller at a time at the files. When they are damaged, or full beyond eviction, they are started anew and `body` runs again.
  private func withEnvironment<Result: Sendable>(_ body: (CacheEnvironment, inout UInt64) throws -> Result) throws -> Result {
    try state.withLock { state in
      guard !state.isClosed else { throw AppError(.unavailable, "cache_closed", "The cache is closed.") }
      do {
        guard let environment = state.environment else {
          return try body(try startAnew(&state, because: "the last try failed"), &state.lowestRank)
        }
        do {
          return try body(environment, &state.lowestRank)
        } catch let error as LMDBError where error.isFatal {
          return try body(try startAnew(&state, because: error.description), &state.lowestRank)
        }
      } catch let error as LMDBError {
        Self.logger.error("The cache failed.", metadata: ["directory": "\(directory)", "error": "\(error)"])
        throw AppError(.unavailable, "cache_failed", "The cache can't be used right now.", retryAfterSeconds: 1)
      }
    }
  }

  @discardableResult
  private func startAnew(_ state: inout State, because reason: String) throws -> CacheEnvironment {
    Self.logger.warning("The cache is started anew.", metadata: ["directory": "\(directory)", "reason": "\(reason)"])
    state.environment?.close()
    state.environment = nil
    state.lowestRank = 0
    try CacheEnvironment.remove(directory: directory)
    let environment = try CacheEnvironment(directory: directory, mapBytes: capacityBytes)
    state.environment = environment
    return environment
  }
}

extension CacheTransaction {
  /// Removes what goes first until no more than `bytes` are taken.
  fileprivate mutating func evict(to bytes: Int, steps: Int) throws {
    guard try liveBytes() > bytes else { return }
    let view = self
    try removeLowest(steps: steps) { _ in try view.liveBytes() > bytes }
  }

  /// The bucket under `key`, also past its time: it refills itself.
  fileprivate func bucket(_ key: Key) throws -> BucketState? {
    guard let bytes = try value(key, now: 0), bytes.count == 16 else { return nil }
    return bytes.withUnsafeBytes {
      BucketState(units: $0.loadUnaligned(as: Int64.self), milliseconds: $0.loadUnaligned(fromByteOffset: 8, as: Int64.self))
    }
  }

  fileprivate mutating func putBucket(_ key: Key, _ bucket: BucketState, rank: UInt64) throws {
    try withUnsafeBytes(of: (bucket.units, bucket.milliseconds)) { try put(key, $0, rank: rank) }
  }
}
