/// Bytes that may vanish at any time, shared by all processes of a deployment, and the token buckets of rate limits.
/// Losing all of it costs speed and resets limits, nothing else.
public protocol Cache: Sendable {
  /// The bytes under `key`, or nil when there are none or they are past their time.
  func get(_ key: CacheKey) async throws -> [UInt8]?
  /// Stores `value` until `ttl` has passed (nil: until it is evicted). Throws `invalid` (`cache_value_too_large`) above the store's limit.
  func set(_ key: CacheKey, _ value: [UInt8], ttl: Duration?) async throws
  /// Nothing happens when there is nothing under the key.
  func remove(_ key: CacheKey) async throws
  /// Stores `value` if what is there now equals `expected` (nil: nothing). True when it was stored.
  func compareAndSet(_ key: CacheKey, expected: [UInt8]?, _ value: [UInt8], ttl: Duration?) async throws -> Bool
  /// Takes `tokens` from the bucket under `key`, atomically, at the moment `now`; every adapter decides alike for one history of calls.
  func take(_ tokens: Int, from key: CacheKey, _ policy: BucketPolicy, now: Timestamp) async throws -> BucketDecision
}

/// `<space>:<tenant>:<name>`; at most 400 bytes.
public struct CacheKey: Hashable, Sendable, CustomStringConvertible {
  public let description: String

  /// `space` is what the value is: `bucket`, `session`.
  public init(_ space: String, _ tenant: TenantID, _ name: String) { description = "\(space):\(tenant):\(name)" }
}

/// A token bucket: holds `capacity` tokens, gets `capacity` more in each `window`, evenly.
public struct BucketPolicy: Hashable, Sendable {
  public let capacity: Int
  public let windowSeconds: Int

  public init(capacity: Int, windowSeconds: Int) {
    self.capacity = capacity
    self.windowSeconds = windowSeconds
  }
}

/// The state of a token bucket in whole numbers, so that every adapter computes the same decision: one token is `windowSeconds * 1000` units,
/// and `capacity` units flow in every millisecond.
public struct BucketState: Hashable, Sendable {
  public var units: Int64
  public var milliseconds: Int64

  public init(units: Int64, milliseconds: Int64) {
    self.units = units
    self.milliseconds = milliseconds
  }

  /// A bucket that nobody has used is full.
  public static func full(_ policy: BucketPolicy, now: Timestamp) -> BucketState {
    BucketState(units: Int64(policy.capacity) * Int64(policy.windowSeconds) * 1000, milliseconds: now.milliseconds)
  }

  /// Refills up to `now` (a clock that steps back refills nothing) and takes `tokens` if they are there.
  public mutating func take(_ tokens: Int, _ policy: BucketPolicy, now: Timestamp) -> BucketDecision {
    let unitsPerToken = Int64(policy.windowSeconds) * 1000
    let full = Int64(policy.capacity) * unitsPerToken
    let elapsed = min(max(0, now.milliseconds - milliseconds), unitsPerToken)
    units = min(full, units + elapsed * Int64(policy.capacity))
    milliseconds = max(milliseconds, now.milliseconds)
    let wanted = Int64(tokens) * unitsPerToken
    let isAllowed = units >= wanted
    if isAllowed { units -= wanted }
    let missing = isAllowed ? 0 : wanted - units
    return BucketDecision(
      isAllowed: isAllowed, remaining: Int(units / unitsPerToken),
      retryAfterMilliseconds: (missing + Int64(policy.capacity) - 1) / Int64(policy.capacity),
      resetMilliseconds: (full - units + Int64(policy.capacity) - 1) / Int64(policy.capacity))
  }
}

/// What the bucket said.
public struct BucketDecision: Hashable, Sendable {
  public let isAllowed: Bool
  /// Whole tokens left.
  public let remaining: Int
  /// 0 when allowed; else when the tokens asked for will be there.
  public let retryAfterMilliseconds: Int64
  /// When the bucket will be full again.
  public let resetMilliseconds: Int64

  public init(isAllowed: Bool, remaining: Int, retryAfterMilliseconds: Int64, resetMilliseconds: Int64) {
    self.isAllowed = isAllowed
    self.remaining = remaining
    self.retryAfterMilliseconds = retryAfterMilliseconds
    self.resetMilliseconds = resetMilliseconds
  }
}
