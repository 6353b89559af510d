/// The escapes of JSON strings.
enum JSONEscape {
  /// The text that the escapes stand for; nil for a wrong one or half a surrogate pair.
  static func resolve(_ text: String) -> String? {
    var plain = String.UnicodeScalarView()
    var scalars = text.unicodeScalars[...]
    while let scalar = scalars.popFirst() {
      guard scalar == "\\" else {
        plain.append(scalar)
        continue
      }
      switch scalars.popFirst() {
      case "n": plain.append("\n")
      case "t": plain.append("\t")
      case "r": plain.append("\r")
      case "b": plain.append("\u{8}")
      case "f": plain.append("\u{c}")
      case "u":
        guard let scalar = codePoint(&scalars) else { return nil }
        plain.append(scalar)
      case let other? where "\"\\/".unicodeScalars.contains(other): plain.append(other)
      default: return nil
      }
    }
    return String(plain)
  }

  private static func codePoint(_ scalars: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
    guard let high = unit(&scalars) else { return nil }
    guard (0xd800..<0xdc00).contains(high) else { return Unicode.Scalar(high) }
    guard scalars.popFirst() == "\\", scalars.popFirst() == "u", let low = unit(&scalars), (0xdc00..<0xe000).contains(low) else { return nil }
    return Unicode.Scalar(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00))
  }

  private static func unit(_ scalars: inout Substring.UnicodeScalarView) -> UInt32? {
    let digits = scalars.prefix(4)
    guard digits.count == 4, digits.allSatisfy({ $0.properties.isASCIIHexDigit }) else { return nil }
    scalars = scalars.dropFirst(4)
    return UInt32(String(digits), radix: 16)
  }
}
