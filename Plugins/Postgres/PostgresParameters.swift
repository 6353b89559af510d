import ForumKernel
import SQLStore

/// The parameters of one call in the binary format, one behind the other.
struct PostgresParameters {
  private(set) var types: [UInt32] = []
  private var bytes: [UInt8] = []
  /// Where each value begins; nil for NULL.
  private var starts: [Int?] = []
  private var lengths: [Int32] = []

  init(_ values: [SQLValue]) {
    for value in values {
      let start = bytes.count
      switch value {
      case .null: types.append(PostgresType.unspecified)
      case .integer(let number):
        types.append(PostgresType.bigint)
        append(UInt64(bitPattern: number))
      case .real(let number):
        types.append(PostgresType.double)
        append(number.bitPattern)
      case .text(let text):
        types.append(PostgresType.text)
        bytes.append(contentsOf: text.utf8)
      case .id(let id):
        types.append(PostgresType.uuid)
        append(id.high)
        append(id.low)
      }
      starts.append(value == .null ? nil : start)
      lengths.append(Int32(bytes.count - start))
    }
    // So that an empty text has an address, too.
    bytes.append(0)
  }

  var count: Int32 { Int32(types.count) }

  /// Calls `body` with what libpq wants: an address and a length for each; the address of a NULL is nil.
  func withPointers<Result>(_ body: ([UnsafePointer<CChar>?], [Int32]) throws -> Result) rethrows -> Result {
    try bytes.withUnsafeBytes { buffer in
      let base = buffer.baseAddress?.assumingMemoryBound(to: CChar.self)
      return try body(starts.map { start in start.flatMap { base?.advanced(by: $0) } }, lengths)
    }
  }

  private mutating func append(_ word: UInt64) {
    withUnsafeBytes(of: word.bigEndian) { bytes.append(contentsOf: $0) }
  }
}
