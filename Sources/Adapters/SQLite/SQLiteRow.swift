import ForumKernel
import GRDBSQLite
import SQLStore

/// The current row of a statement that is being stepped.
final class SQLiteRow: SQLRow {
  private let statement: OpaquePointer

  init(_ statement: OpaquePointer) { self.statement = statement }

  func isNull(_ column: Int) -> Bool { sqlite3_column_type(statement, Int32(column)) == SQLITE_NULL }
  func integer(_ column: Int) -> Int64 { sqlite3_column_int64(statement, Int32(column)) }
  func real(_ column: Int) -> Double { sqlite3_column_double(statement, Int32(column)) }

  func text(_ column: Int) -> String {
    guard let bytes = sqlite3_column_text(statement, Int32(column)) else { return "" }
    return String(decoding: UnsafeBufferPointer(start: bytes, count: Int(sqlite3_column_bytes(statement, Int32(column)))), as: UTF8.self)
  }

  func id(_ column: Int) -> RawID {
    guard let bytes = sqlite3_column_blob(statement, Int32(column)), sqlite3_column_bytes(statement, Int32(column)) == 16 else { return .zero }
    let words = bytes.assumingMemoryBound(to: UInt8.self)
    var high: UInt64 = 0
    var low: UInt64 = 0
    for index in 0..<8 {
      high = high << 8 | UInt64(words[index])
      low = low << 8 | UInt64(words[index + 8])
    }
    return RawID(high: high, low: low)
  }
}
