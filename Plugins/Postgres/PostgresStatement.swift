import SQLStore

/// One SQL text on one connection.
final class PostgresStatement {
  /// Its name as a prepared statement.
  let name: String
  /// With `$1` for `?1`.
  let text: String
  /// Types that the server knows it by, once it is prepared.
  var types: [UInt32]?

  init(_ sql: StaticString, number: Int) {
    name = "s\(number)"
    text = Self.numbered(sql)
  }

  /// Whether parameters of these types fit what was prepared: a NULL fits everything.
  func accepts(_ offered: [UInt32]) -> Bool {
    guard let types, types.count == offered.count else { return false }
    return zip(types, offered).allSatisfy { $1 == PostgresType.unspecified || $0 == $1 }
  }

  /// The types to prepare for: what is offered, and for a NULL what was known before.
  func merged(_ offered: [UInt32]) -> [UInt32] {
    guard let types, types.count == offered.count else { return offered }
    return zip(types, offered).map { $1 == PostgresType.unspecified ? $0 : $1 }
  }

  /// `?1` → `$1`, but for what is in quotes.
  static func numbered(_ sql: StaticString) -> String {
    var bytes = Array(UnsafeBufferPointer(start: sql.utf8Start, count: sql.utf8CodeUnitCount))
    var quote: UInt8?
    for (index, byte) in bytes.enumerated() {
      switch byte {
      case UInt8(ascii: "'"), UInt8(ascii: "\""):
        if quote == nil { quote = byte } else if quote == byte { quote = nil }
      case UInt8(ascii: "?") where quote == nil: bytes[index] = UInt8(ascii: "$")
      default: break
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

/// The types that go over the wire, by object id: the server's catalogue has had these since ever.
enum PostgresType {
  /// For a NULL: the server finds the type.
  static let unspecified: UInt32 = 0
  static let boolean: UInt32 = 16
  static let name: UInt32 = 19
  static let bigint: UInt32 = 20
  static let smallint: UInt32 = 21
  static let integer: UInt32 = 23
  static let text: UInt32 = 25
  static let void: UInt32 = 2278
  static let real: UInt32 = 700
  static let double: UInt32 = 701
  static let unknown: UInt32 = 705
  static let varchar: UInt32 = 1043
  static let uuid: UInt32 = 2950

  /// What `PostgresRows` can read.
  static let readable: Set<UInt32> = [boolean, name, bigint, smallint, integer, text, void, real, double, unknown, varchar, uuid]
}
