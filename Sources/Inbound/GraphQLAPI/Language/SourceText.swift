/// A place in a document as clients are told it: both numbers begin with 1, columns count characters.
struct SourcePlace: Sendable, Hashable {
  let line: Int
  let column: Int
}

/// The text of a document as bytes, with the way back from a byte to its line.
struct SourceText: Sendable {
  let bytes: [UInt8]

  init(_ text: String) { bytes = Array(text.utf8) }

  /// The place of a byte; that of the end for one behind it.
  func place(at offset: Int) -> SourcePlace {
    var line = 1
    var column = 1
    var index = 0
    while index < min(offset, bytes.count) {
      switch bytes[index] {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
        if bytes[index] == UInt8(ascii: "\r"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: "\n") { index += 1 }
        line += 1
        column = 1
      // The later bytes of a character.
      case 0x80..<0xc0: break
      default: column += 1
      }
      index += 1
    }
    return SourcePlace(line: line, column: column)
  }
}
