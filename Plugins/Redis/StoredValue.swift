/// How a value lies in Redis: `v`, the millisecond at which it is over in sixteen digits, `:`, the bytes. Redis gets a time to live as well, which
/// is a little longer, so that the caller's clock decides and Redis cleans up.
enum StoredValue {
  static let headerBytes = 18
  /// Whole numbers up to here are exact in Lua, whose numbers are doubles.
  static let foreverMilliseconds: Int64 = 1 << 53 - 1
  /// How much longer than its time Redis keeps a value: the clocks of two servers of one forum may differ by so much.
  static let slackMilliseconds: Int64 = 60_000
  /// Values without a time to live get this one: it never comes, and makes the oldest of them go first, and after those that have one, when Redis
  /// evicts by `volatile-ttl`. A hundred years.
  static let longestMilliseconds: Int64 = 3_155_760_000_000

  /// What is stored, and for how many milliseconds.
  static func encode(_ value: [UInt8], ttl: Duration?, now: Int64) -> (bytes: [UInt8], keptMilliseconds: Int64) {
    let lasting = ttl.map(milliseconds)
    let end = lasting.map { min(max(0, now + $0), foreverMilliseconds - 1) } ?? foreverMilliseconds
    let bytes = [UInt8(ascii: "v")] + digits(end) + [UInt8(ascii: ":")] + value
    return (bytes, lasting.map { min(max(0, $0) + slackMilliseconds, longestMilliseconds) } ?? longestMilliseconds)
  }

  /// The value; nil when it is over, or these bytes are none.
  static func decode(_ bytes: [UInt8], now: Int64) -> [UInt8]? {
    guard bytes.count >= headerBytes, bytes[0] == UInt8(ascii: "v"), bytes[headerBytes - 1] == UInt8(ascii: ":") else { return nil }
    var end: Int64 = 0
    for byte in bytes[1..<headerBytes - 1] {
      guard UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte else { return nil }
      end = end * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    return end > now ? Array(bytes[headerBytes...]) : nil
  }

  private static func milliseconds(_ ttl: Duration) -> Int64 {
    let (seconds, attoseconds) = ttl.components
    let bound: Int64 = 1 << 42
    return min(max(seconds, -bound), bound) * 1000 + attoseconds / 1_000_000_000_000_000
  }

  private static func digits(_ number: Int64) -> [UInt8] {
    var number = number
    var digits = [UInt8](repeating: UInt8(ascii: "0"), count: headerBytes - 2)
    for index in digits.indices.reversed() {
      digits[index] += UInt8(number % 10)
      number /= 10
    }
    return digits
  }
}
