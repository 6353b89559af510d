import ForumKernel
import SQLStore

/// Rows in the text format of COPY: fields between tabs, `\\N` for NULL, what would end a field or a row escaped.
enum CopyText {
  static func bytes(_ rows: [[SQLValue]]) -> [UInt8] {
    var bytes: [UInt8] = []
    for row in rows {
      for (index, value) in row.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: "\t")) }
        append(value, to: &bytes)
      }
      bytes.append(UInt8(ascii: "\n"))
    }
    return bytes
  }

  private static func append(_ value: SQLValue, to bytes: inout [UInt8]) {
    switch value {
    case .null: bytes += "\\N".utf8
    case .integer(let number): bytes += "\(number)".utf8
    case .real(let number): bytes += "\(number)".utf8
    case .id(let id): bytes += id.description.utf8
    case .text(let text):
      for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "\\"): bytes += #"\\"#.utf8
        case UInt8(ascii: "\t"): bytes += #"\t"#.utf8
        case UInt8(ascii: "\n"): bytes += #"\n"#.utf8
        case UInt8(ascii: "\r"): bytes += #"\r"#.utf8
        default: bytes.append(byte)
        }
      }
    }
  }
}
