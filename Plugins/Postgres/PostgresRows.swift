import CPQ
import ForumKernel
import SQLStore

/// The answer to one statement; as a row it is the one that `current` says.
final class PostgresRows: SQLRow {
  private let result: OpaquePointer
  let count: Int
  var current = 0

  /// Owns `result` from now on.
  init(_ result: OpaquePointer) {
    self.result = result
    count = Int(cpq_row_count(result))
  }

  deinit { cpq_clear(result) }

  /// "COMMIT", "INSERT 0 1".
  var command: String { String(cString: cpq_command(result)) }

  /// Rows that a statement changed; 0 where it changes none.
  var changed: Int { Int(String(cString: cpq_changed(result))) ?? 0 }

  /// The first column whose type can't be read, with the object id of the type.
  var unreadable: (column: String, type: UInt32)? {
    for column in 0..<cpq_column_count(result) where !PostgresType.readable.contains(cpq_column_type(result, column)) {
      return (String(cString: cpq_column_name(result, column)), cpq_column_type(result, column))
    }
    return nil
  }

  func isNull(_ column: Int) -> Bool { cpq_is_null(result, row, Int32(column)) }

  func integer(_ column: Int) -> Int64 {
    switch cpq_column_type(result, Int32(column)) {
    case PostgresType.bigint, PostgresType.integer, PostgresType.smallint, PostgresType.boolean: signed(value(column))
    case PostgresType.double, PostgresType.real: Int64(exactly: real(column).rounded(.towardZero)) ?? 0
    default: Int64(text(column)) ?? 0
    }
  }

  func real(_ column: Int) -> Double {
    switch cpq_column_type(result, Int32(column)) {
    case PostgresType.double: Double(bitPattern: unsigned(value(column)))
    case PostgresType.real: Double(Float(bitPattern: UInt32(truncatingIfNeeded: unsigned(value(column)))))
    case PostgresType.bigint, PostgresType.integer, PostgresType.smallint: Double(signed(value(column)))
    default: Double(text(column)) ?? 0
    }
  }

  func text(_ column: Int) -> String { String(decoding: value(column), as: UTF8.self) }

  func id(_ column: Int) -> RawID {
    let bytes = value(column)
    guard bytes.count == 16 else { return .zero }
    return RawID(high: unsigned(bytes[..<8]), low: unsigned(bytes[8...]))
  }

  private var row: Int32 { Int32(current) }

  /// Empty for a NULL.
  private func value(_ column: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: cpq_value(result, row, Int32(column)), count: Int(cpq_length(result, row, Int32(column))))
  }

  /// In network order, of up to eight bytes.
  private func unsigned(_ bytes: some Collection<UInt8>) -> UInt64 { bytes.reduce(0) { $0 << 8 | UInt64($1) } }

  private func signed(_ bytes: UnsafeRawBufferPointer) -> Int64 {
    let missing = UInt64(8 - min(8, bytes.count)) * 8
    return missing == 64 ? 0 : Int64(bitPattern: unsigned(bytes) << missing) >> Int64(missing)
  }
}
