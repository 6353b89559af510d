/// A moment in UTC with millisecond precision, as the API shows it and as both SQL engines store it. It is always one that RFC 3339 can write: of the
/// years 0000 to 9999.
public struct Timestamp: Hashable, Sendable, Comparable {
  private static let range: ClosedRange<Int64> = -62_167_219_200_000...253_402_300_799_999

  /// Milliseconds since 1970-01-01T00:00:00Z; negative before.
  public let milliseconds: Int64

  /// What lies before the year 0000 or after 9999 becomes its beginning or end.
  public init(milliseconds: Int64) { self.milliseconds = min(max(milliseconds, Self.range.lowerBound), Self.range.upperBound) }

  public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }

  /// As far as the years 0000 and 9999.
  public func adding(seconds: Int64) -> Timestamp {
    let (added, overflows) = seconds.multipliedReportingOverflow(by: 1000)
    return Timestamp(milliseconds: overflows ? (seconds < 0 ? .min : .max) : milliseconds &+ min(max(added, -Self.span), Self.span))
  }

  /// From the first moment to the last.
  private static let span = range.upperBound - range.lowerBound
}

extension Timestamp: CustomStringConvertible {
  /// RFC 3339 in UTC with three digits of a second: `2026-11-25T07:28:31.042Z`.
  public var description: String {
    let (days, rest) = milliseconds.quotientAndRemainder(dividingBy: 86_400_000)
    let dayMilliseconds = rest < 0 ? rest + 86_400_000 : rest
    let (year, month, day) = Self.civil(days: rest < 0 ? days - 1 : days)
    return String(unsafeUninitializedCapacity: 24) { buffer in
      func put(_ value: Int64, _ digits: Int, at position: Int) {
        var value = value
        for index in stride(from: position + digits - 1, through: position, by: -1) {
          buffer[index] = UInt8(ascii: "0") + UInt8(value % 10)
          value /= 10
        }
      }
      put(year, 4, at: 0)
      put(month, 2, at: 5)
      put(day, 2, at: 8)
      put(dayMilliseconds / 3_600_000, 2, at: 11)
      put(dayMilliseconds / 60_000 % 60, 2, at: 14)
      put(dayMilliseconds / 1000 % 60, 2, at: 17)
      put(dayMilliseconds % 1000, 3, at: 20)
      for (position, character) in [(4, UInt8(ascii: "-")), (7, UInt8(ascii: "-")), (10, UInt8(ascii: "T"))] { buffer[position] = character }
      for (position, character) in [(13, UInt8(ascii: ":")), (16, UInt8(ascii: ":")), (19, UInt8(ascii: ".")), (23, UInt8(ascii: "Z"))] {
        buffer[position] = character
      }
      return 24
    }
  }

  /// RFC 3339 with `Z` or an offset and any number of decimals (cut to milliseconds), in UTC of the years 0000 to 9999; nil for anything else.
  public init?(_ text: some StringProtocol) {
    var parser = TimestampParser(bytes: Array(text.utf8))
    guard let milliseconds = parser.parse(), Self.range.contains(milliseconds) else { return nil }
    self.init(milliseconds: milliseconds)
  }

  /// Year, month and day of a day count since 1970-01-01 (Hinnant's `civil_from_days`).
  private static func civil(days: Int64) -> (Int64, Int64, Int64) {
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
  }
}

private struct TimestampParser {
  let bytes: [UInt8]
  var position = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func parse() -> Int64? {
    guard let year = digits(4), take("-"), let month = digits(2), take("-"), let day = digits(2), take("T") || take("t") || take(" "),
      let hour = digits(2), take(":"), let minute = digits(2), take(":"), let second = digits(2),
      (1...12).contains(month), (1...Self.lastDay(year, month)).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }
    guard let fraction = milliseconds(), let offset = offsetMinutes(), position == bytes.count else { return nil }
    let minutes = (Self.days(year, month, day) * 24 + hour) * 60 + minute - offset
    return (minutes * 60 + min(second, 59)) * 1000 + fraction
  }

  private mutating func digits(_ count: Int) -> Int64? {
    guard position + count <= bytes.count else { return nil }
    var value: Int64 = 0
    for byte in bytes[position..<position + count] {
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    position += count
    return value
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func milliseconds() -> Int64? {
    guard take(".") else { return 0 }
    var value: Int64 = 0
    var count = 0
    while let digit = digits(1) {
      if count < 3 { value = value * 10 + digit }
      count += 1
    }
    guard count > 0 else { return nil }
    while count < 3 {
      value *= 10
      count += 1
    }
    return value
  }

  private mutating func offsetMinutes() -> Int64? {
    if take("Z") || take("z") { return 0 }
    let sign: Int64
    if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
    guard let hours = digits(2), take(":"), let minutes = digits(2), hours < 24, minutes < 60 else { return nil }
    return sign * (hours * 60 + minutes)
  }

  private static func lastDay(_ year: Int64, _ month: Int64) -> Int64 {
    switch month {
    case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Days since 1970-01-01 (Hinnant's `days_from_civil`).
  private static func days(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
  }
}

extension Timestamp: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let time = Timestamp(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not an RFC 3339 time")
    }
    self = time
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
