/// 128 bits of a UUIDv7, untyped: what a database column or a key holds.
public struct RawID: Hashable, Sendable, Comparable {
  /// 48 bits of milliseconds, the version and 12 bits of counter.
  public let high: UInt64
  /// The variant and 62 random bits.
  public let low: UInt64

  public init(high: UInt64, low: UInt64) {
    self.high = high
    self.low = low
  }

  /// Before and after every id: where the first page of a list begins.
  public static let zero = RawID(high: 0, low: 0)
  public static let max = RawID(high: .max, low: .max)

  /// Sixteen bytes in network order; nil for any other length.
  public init?(bytes: some Collection<UInt8>) {
    guard bytes.count == 16 else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for (index, byte) in bytes.enumerated() {
      if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
    }
    self.init(high: high, low: low)
  }

  /// The 36 characters of RFC 9562, in lower or upper case; nil for anything else.
  public init?(_ text: some StringProtocol) {
    guard let id = text.utf8.withContiguousStorageIfAvailable({ Self.parse($0) }) ?? Array(text.utf8).withUnsafeBufferPointer({ Self.parse($0) })
    else {
      return nil
    }
    self = id
  }

  private static func parse(_ characters: UnsafeBufferPointer<UInt8>) -> RawID? {
    guard characters.count == 36 else { return nil }
    var high: UInt64 = 0
    var low: UInt64 = 0
    for index in 0..<36 {
      let character = characters[index]
      if index == 8 || index == 13 || index == 18 || index == 23 {
        guard character == UInt8(ascii: "-") else { return nil }
        continue
      }
      let digit: UInt64
      switch character {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = UInt64(character - UInt8(ascii: "0"))
      case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = UInt64(character - UInt8(ascii: "a") + 10)
      case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = UInt64(character - UInt8(ascii: "A") + 10)
      default: return nil
      }
      if index < 19 { high = high << 4 | digit } else { low = low << 4 | digit }
    }
    return RawID(high: high, low: low)
  }

  public var bytes: [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 16) { buffer, count in
      for index in 0..<8 {
        buffer[index] = UInt8(truncatingIfNeeded: high >> (56 - 8 * UInt64(index)))
        buffer[index + 8] = UInt8(truncatingIfNeeded: low >> (56 - 8 * UInt64(index)))
      }
      count = 16
    }
  }

  /// Milliseconds since 1970 in the first 48 bits.
  public var milliseconds: Int64 { Int64(high >> 16) }

  /// True for version 7 of variant 10 (RFC 9562).
  public var isVersion7: Bool { high >> 12 & 0xf == 7 && low >> 62 == 2 }

  public static func < (a: RawID, b: RawID) -> Bool { a.high == b.high ? a.low < b.low : a.high < b.high }
}

extension RawID: CustomStringConvertible {
  public var description: String {
    String(unsafeUninitializedCapacity: 36) { buffer in
      let digits: StaticString = "0123456789abcdef"
      var position = 0
      for nibble in 0..<32 {
        if nibble == 8 || nibble == 12 || nibble == 16 || nibble == 20 {
          buffer[position] = UInt8(ascii: "-")
          position += 1
        }
        let word = nibble < 16 ? high : low
        buffer[position] = digits.utf8Start[Int(word >> (60 - 4 * UInt64(nibble & 15)) & 15)]
        position += 1
      }
      return 36
    }
  }
}

extension RawID: Codable {
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let id = RawID(text) else { throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a UUID") }
    self = id
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// The id of an `Entity`: a UUIDv7 that the compiler keeps apart from the ids of other entities.
public struct ID<Entity>: Hashable, Sendable, Comparable, Codable, CustomStringConvertible {
  public let raw: RawID

  public init(_ raw: RawID) { self.raw = raw }

  /// A client's text; nil unless it is a UUID of version 7.
  public init?(_ text: some StringProtocol) {
    guard let raw = RawID(text), raw.isVersion7 else { return nil }
    self.raw = raw
  }

  public init(from decoder: any Decoder) throws { raw = try RawID(from: decoder) }
  public func encode(to encoder: any Encoder) throws { try raw.encode(to: encoder) }
  public var description: String { raw.description }
  public static func < (a: ID, b: ID) -> Bool { a.raw < b.raw }
}

/// Tags for the two entities that every module names.
public enum Tenant {}
public enum Account {}

/// The owner of data; on every row, key, subject and document.
public typealias TenantID = ID<Tenant>
/// A person or a program that acts (the Auth module's `User`).
public typealias UserID = ID<Account>
