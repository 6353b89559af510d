import ForumKernel

/// How a token bucket lies in Redis: `b`, the units, `:`, the milliseconds, in digits.
enum StoredBucket {
  /// Sums of two such numbers are exact in Lua.
  static let exactMax: Int64 = 1 << 52

  static func encode(_ bucket: BucketState) -> [UInt8] { Array("b\(bucket.units):\(bucket.milliseconds)".utf8) }

  /// nil when these bytes are no bucket.
  static func decode(_ bytes: [UInt8]) -> BucketState? {
    guard bytes.first == UInt8(ascii: "b"), let text = String(validating: bytes.dropFirst(), as: UTF8.self) else { return nil }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, let units = Int64(parts[0]), let milliseconds = Int64(parts[1]) else { return nil }
    return BucketState(units: units, milliseconds: milliseconds)
  }

  /// For how long Redis keeps it: until it would be full, which is the same as not being there, and a little longer.
  static func keptMilliseconds(_ bucket: BucketState, _ policy: BucketPolicy, now: Timestamp) -> Int64 {
    let ahead = min(max(0, bucket.milliseconds - now.milliseconds), StoredValue.longestMilliseconds)
    let window = min(Int64(policy.windowSeconds), StoredValue.longestMilliseconds / 1000) * 1000
    return min(ahead + window + StoredValue.slackMilliseconds, StoredValue.longestMilliseconds)
  }
}

/// The numbers that the take script works with; nil when they are too large for Lua to be exact.
struct BucketNumbers {
  let full: Int64
  let unitsPerToken: Int64
  let wanted: Int64

  init?(_ tokens: Int, _ policy: BucketPolicy, now: Timestamp) {
    let (unitsPerToken, isLongWindow) = Int64(policy.windowSeconds).multipliedReportingOverflow(by: 1000)
    let (full, isLargeBucket) = unitsPerToken.multipliedReportingOverflow(by: Int64(policy.capacity))
    let (wanted, isLargeTake) = unitsPerToken.multipliedReportingOverflow(by: Int64(tokens))
    let exact = 0...UInt64(StoredBucket.exactMax)
    guard !isLongWindow, !isLargeBucket, !isLargeTake, exact ~= full.magnitude, exact ~= wanted.magnitude, exact ~= unitsPerToken.magnitude,
      exact ~= now.milliseconds.magnitude
    else { return nil }
    self.full = full
    self.unitsPerToken = unitsPerToken
    self.wanted = wanted
  }
}
