import ForumKernel
import Foundation

extension TableCopy {
  /// The current row of a statement that has this table's columns.
  func values(_ row: any SQLRow) -> [SQLValue] {
    kinds.enumerated().map { index, kind in
      if row.isNull(index) { return .null }
      return switch kind {
      case .integer: .integer(row.integer(index))
      case .real: .real(row.real(index))
      case .text: .text(row.text(index))
      case .id: .id(row.id(index))
      }
    }
  }

  /// Up to `limit` rows after a key, fewer when they are large.
  func page(_ connection: any SQLConnection, after key: Data?, limit: Int) throws -> TablePage {
    let parameters = try key.map { try RowCodec.rows($0, columns: keyCount).first ?? [] } ?? []
    var (packed, count, read) = (Data(), 0, 0)
    var last: [SQLValue] = []
    try connection.query(key == nil ? first : next, parameters + [.integer(Int64(limit))]) { row in
      read += 1
      guard packed.count < Self.pageBytesMax else { return }
      let values = values(row)
      RowCodec.append(values, to: &packed)
      last = values
      count += 1
    }
    return TablePage(table: name, count: count, rows: packed, next: read < limit && count == read ? nil : packedKey(last))
  }

  func packedKey(_ values: [SQLValue]) -> Data {
    var key = Data()
    RowCodec.append(values.prefix(keyCount), to: &key)
    return key
  }

  /// The number of rows and the sum of their hashes after a key, and where to go on.
  func sum(_ connection: any SQLConnection, after key: Data?, limit: Int, into sum: inout TableSum) throws -> Data? {
    let parameters = try key.map { try RowCodec.rows($0, columns: keyCount).first ?? [] } ?? []
    var read = 0
    var last: [SQLValue] = []
    var packed = Data()
    try connection.query(key == nil ? first : next, parameters + [.integer(Int64(limit))]) { row in
      last = values(row)
      packed.removeAll(keepingCapacity: true)
      RowCodec.append(last, to: &packed)
      sum.add(RowCodec.hash(packed))
      read += 1
    }
    return read < limit ? nil : packedKey(last)
  }

  /// A page or a round of changes is complete when it has so many: with one long row more it still fits into a message.
  static let pageBytesMax = 8 << 20
}

/// A sum that does not depend on the order of what is added.
struct TableSum: Sendable {
  private(set) var rows: Int64 = 0
  private var high: UInt64 = 0
  private var low: UInt64 = 0

  mutating func add(_ hash: (UInt64, UInt64)) {
    rows += 1
    high &+= hash.0
    low &+= hash.1
  }

  var hexadecimal: String { String(format: "%016lx%016lx", high, low) }
}
