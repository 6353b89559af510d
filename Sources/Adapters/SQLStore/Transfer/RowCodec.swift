import Crypto
import ForumKernel
import Foundation

/// Rows packed into bytes: the same bytes on every engine, so that their hashes can be compared. A value is a tag and what belongs to it, numbers in
/// network order, texts after their length.
enum RowCodec {
  private enum Tag: UInt8 { case null, integer, real, text, id }

  static func append(_ values: some Sequence<SQLValue>, to bytes: inout Data) {
    for value in values {
      switch value {
      case .null: bytes.append(Tag.null.rawValue)
      case .integer(let number): append(.integer, UInt64(bitPattern: number), to: &bytes)
      case .real(let number): append(.real, number.bitPattern, to: &bytes)
      case .text(let text):
        append(.text, UInt64(text.utf8.count), to: &bytes)
        bytes.append(contentsOf: text.utf8)
      case .id(let id):
        append(.id, id.high, to: &bytes)
        withUnsafeBytes(of: id.low.bigEndian) { bytes.append(contentsOf: $0) }
      }
    }
  }

  /// Throws `TransferFailure.damaged` for bytes that `append` did not make.
  static func rows(_ bytes: Data, columns: Int) throws -> [[SQLValue]] {
    var rows: [[SQLValue]] = []
    var rest = bytes[...]
    while !rest.isEmpty { rows.append(try (0..<columns).map { _ in try value(&rest) }) }
    return rows
  }

  /// The first half of the row's SHA-256.
  static func hash(_ row: Data) -> (UInt64, UInt64) {
    let digest = Array(SHA256.hash(data: row))
    return (digest[..<8].reduce(0) { $0 << 8 | UInt64($1) }, digest[8..<16].reduce(0) { $0 << 8 | UInt64($1) })
  }

  private static func append(_ tag: Tag, _ word: UInt64, to bytes: inout Data) {
    bytes.append(tag.rawValue)
    withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
  }

  private static func value(_ rest: inout Data) throws -> SQLValue {
    guard let tag = rest.popFirst().flatMap(Tag.init) else { throw TransferFailure.damaged }
    switch tag {
    case .null: return .null
    case .integer: return .integer(Int64(bitPattern: try word(&rest)))
    case .real: return .real(Double(bitPattern: try word(&rest)))
    case .text:
      guard let text = String(validating: try take(Int(clamping: try word(&rest)), &rest), as: UTF8.self) else { throw TransferFailure.damaged }
      return .text(text)
    case .id: return .id(RawID(high: try word(&rest), low: try word(&rest)))
    }
  }

  private static func word(_ rest: inout Data) throws -> UInt64 { try take(8, &rest).reduce(0) { $0 << 8 | UInt64($1) } }

  private static func take(_ count: Int, _ rest: inout Data) throws -> Data {
    guard rest.count >= count else { throw TransferFailure.damaged }
    defer { rest = rest.dropFirst(count) }
    return rest.prefix(count)
  }
}
