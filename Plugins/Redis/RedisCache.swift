public import ForumKernel
import NIOCore

/// The cache over Redis or Valkey, one server or a cluster, shared by all processes of a deployment. A call is one round trip; it ends at its
/// deadline, and at once while the server is known to be unreachable.
///
/// Throws `unavailable`, with a second to wait: `cache_unavailable` (not reachable, too slow, too many calls), `cache_loading`, `cache_read_only`,
/// `cache_full`, `cache_cluster_down`, `cache_unauthenticated`; `cache_closed` after `close`. A call that failed may have been carried out. A key is
/// either of values or of buckets.
public final class RedisCache: Cache {
  /// As in the embedded cache.
  public static let valueBytesMax = 1 << 20
  static let keyBytesMax = 400
  /// Takes that others got ahead of; only buckets too large for Lua's numbers are taken from by trying.
  private static let triesMax = 64

  private let client: RedisClient
  private let scripts: ScriptRunner
  private let prefix: String
  private let clock: any WallClock

  /// Connects. Keys begin with `prefix`, which has no braces. A server that can't be reached is no error, since a forum runs without its cache; one
  /// that refuses the name, the password, the database or the protocol is: `invalid` (`redis_refused`).
  public static func open(
    _ target: RedisTarget, limits: RedisLimits = RedisLimits(), prefix: String = "forum:", clock: any WallClock
  ) async throws(AppError) -> RedisCache {
    let cache = RedisCache(RedisClient(target, limits), prefix, clock)
    do {
      _ = try await cache.client.run(RESPCommand(["PING"]), key: nil, deadline: cache.client.deadline())
    } catch RedisError.unauthenticated(let reason), RedisError.refused(let reason), RedisError.forbidden(let reason) {
      cache.close()
      throw AppError(.invalid, "redis_refused", "Redis at \(target.address) refuses: \(reason)")
    } catch {
      // The connections said so in the log, and try again.
    }
    return cache
  }

  private init(_ client: RedisClient, _ prefix: String, _ clock: any WallClock) {
    self.client = client
    self.prefix = prefix
    self.clock = clock
    scripts = ScriptRunner(client)
  }

  /// Ends the connections; later calls throw. Closing twice is allowed.
  public func close() { client.close() }

  /// `GET`; whether the value is over is decided here, by this process's clock.
  public func get(_ key: CacheKey) async throws -> [UInt8]? {
    let key = try bytes(key)
    guard case .bytes(let stored) = try await run(["GET", RESPWord(key)], key) else { return nil }
    return StoredValue.decode(stored, now: clock.now.milliseconds)
  }

  /// `SET … PX`: one round trip, the last writer wins.
  public func set(_ key: CacheKey, _ value: [UInt8], ttl: Duration?) async throws {
    let key = try bytes(key)
    try Self.checkSize(value)
    let (stored, kept) = StoredValue.encode(value, ttl: ttl, now: clock.now.milliseconds)
    _ = try await run(["SET", RESPWord(key), RESPWord(stored), "PX", RESPWord(kept)], key)
  }

  /// `DEL`, of values and of buckets.
  public func remove(_ key: CacheKey) async throws {
    let key = try bytes(key)
    _ = try await run(["DEL", RESPWord(key)], key)
  }

  /// One script. After `unavailable` read before trying again: it may have been stored.
  public func compareAndSet(_ key: CacheKey, expected: [UInt8]?, _ value: [UInt8], ttl: Duration?) async throws -> Bool {
    let key = try bytes(key)
    try Self.checkSize(value)
    let now = clock.now.milliseconds
    let (stored, kept) = StoredValue.encode(value, ttl: ttl, now: now)
    let arguments = [RESPWord(now), expected == nil ? "0" : "1", RESPWord(expected ?? []), RESPWord(stored), RESPWord(kept)]
    return try await run(.compareAndSet, key, arguments) == .integer(1)
  }

  /// One script moves the bucket on; the decision is computed here from what was there before, by the kernel's own arithmetic.
  public func take(_ tokens: Int, from key: CacheKey, _ policy: BucketPolicy, now: Timestamp) async throws -> BucketDecision {
    let key = try bytes(key)
    guard let numbers = BucketNumbers(tokens, policy, now: now) else { return try await takeByTrying(tokens, key, policy, now) }
    let kept = StoredBucket.keptMilliseconds(BucketState(units: 0, milliseconds: now.milliseconds), policy, now: now)
    let reply = try await run(
      .take, key,
      [numbers.full, numbers.unitsPerToken, Int64(policy.capacity), numbers.wanted, now.milliseconds, kept, StoredValue.longestMilliseconds]
        .map { RESPWord($0) })
    var bucket = Self.bucket(reply) ?? .full(policy, now: now)
    return bucket.take(tokens, policy, now: now)
  }

  /// For numbers that Lua can't hold: computes here, and stores unless another call was faster.
  private func takeByTrying(_ tokens: Int, _ key: [UInt8], _ policy: BucketPolicy, _ now: Timestamp) async throws -> BucketDecision {
    for _ in 0..<Self.triesMax {
      let reply = try await run(["GET", RESPWord(key)], key)
      var bucket = Self.bucket(reply) ?? .full(policy, now: now)
      let decision = bucket.take(tokens, policy, now: now)
      let kept = StoredBucket.keptMilliseconds(bucket, policy, now: now)
      var expected: [UInt8]?
      if case .bytes(let stored) = reply { expected = stored }
      let arguments = [
        expected == nil ? "0" : "1", RESPWord(expected ?? []), RESPWord(StoredBucket.encode(bucket)), RESPWord(kept),
      ]
      if try await run(.replaceRaw, key, arguments) == .integer(1) { return decision }
    }
    throw AppError(RedisError.overloaded)
  }
}

extension RedisCache {
  /// `<prefix>{<key>}`: a script's one key, and whatever may be stored beside it some day, is in one slot of a cluster.
  private func bytes(_ key: CacheKey) throws(AppError) -> [UInt8] {
    guard key.description.utf8.count <= Self.keyBytesMax else {
      throw AppError(.invalid, "cache_key_too_long", "A cache key has at most \(Self.keyBytesMax) bytes.")
    }
    return Array("\(prefix){\(key)}".utf8)
  }

  private static func checkSize(_ value: [UInt8]) throws(AppError) {
    guard value.count <= valueBytesMax else {
      throw AppError(.invalid, "cache_value_too_large", "A cached value has at most \(valueBytesMax) bytes.")
    }
  }

  private static func bucket(_ reply: RESPValue) -> BucketState? {
    guard case .bytes(let stored) = reply else { return nil }
    return StoredBucket.decode(stored)
  }

  private func run(_ words: [RESPWord], _ key: [UInt8]) async throws(AppError) -> RESPValue {
    do {
      return try await client.run(RESPCommand(words), key: key, deadline: client.deadline())
    } catch {
      throw AppError(error)
    }
  }

  private func run(_ script: RedisScript, _ key: [UInt8], _ arguments: [RESPWord]) async throws(AppError) -> RESPValue {
    do {
      return try await scripts.run(script, key: key, arguments, deadline: client.deadline())
    } catch {
      throw AppError(error)
    }
  }
}
