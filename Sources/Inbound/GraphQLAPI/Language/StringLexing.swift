// Strings of both kinds, from their first quote to behind their last one.
extension Lexer {
  mutating func string() throws(GraphQLError) -> String {
    let start = position
    advance()
    var value: [UInt8] = []
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        advance()
        return String(decoding: value, as: UTF8.self)
      case 0x0a, 0x0d: throw error("A string ends on the line where it began", at: position)
      case UInt8(ascii: "\\"): value.append(contentsOf: String(try escaped()).utf8)
      default:
        value.append(byte)
        advance()
      }
    }
    throw error("This string has no end", at: start)
  }

  private mutating func escaped() throws(GraphQLError) -> Unicode.Scalar {
    let start = position
    let byte = peek(1)
    advance(by: byte == nil ? 1 : 2)
    switch byte {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = peek() == UInt8(ascii: "{") ? try bracedUnit(start) : try unit(start)
      if let scalar = Unicode.Scalar(unit) { return scalar }
      guard (0xd800..<0xdc00).contains(unit), peek() == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "u") else {
        throw error("This is no character", at: start)
      }
      advance(by: 2)
      let low = try self.unit(start)
      guard (0xdc00..<0xe000).contains(low), let scalar = Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)) else {
        throw error("Half a surrogate pair is no character", at: start)
      }
      return scalar
    default: throw error("There is no such escape", at: start)
    }
  }

  /// Four hexadecimal digits.
  private mutating func unit(_ start: Int) throws(GraphQLError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = hexadecimal() else { throw error("Four hexadecimal digits should follow \\u", at: start) }
      value = value << 4 | digit
    }
    return value
  }

  /// `{1F600}`: a whole character, which is never half a pair.
  private mutating func bracedUnit(_ start: Int) throws(GraphQLError) -> UInt32 {
    advance()
    var value: UInt32 = 0
    var count = 0
    while let digit = hexadecimal() {
      value = value << 4 | digit
      count += 1
      guard value <= 0x10ffff else { throw error("This is no character", at: start) }
    }
    guard count > 0, peek() == UInt8(ascii: "}"), Unicode.Scalar(value) != nil else { throw error("This is no character", at: start) }
    advance()
    return value
  }

  private mutating func hexadecimal() -> UInt32? {
    guard let byte = peek(), let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return nil }
    advance()
    return UInt32(digit)
  }

  mutating func blockString() throws(GraphQLError) -> String {
    let start = position
    advance(by: 3)
    var raw: [UInt8] = []
    while let byte = peek() {
      let isTriple = byte == UInt8(ascii: "\"") && peek(1) == byte && peek(2) == byte
      if isTriple {
        advance(by: 3)
        return Self.blockValue(raw)
      }
      if byte == UInt8(ascii: "\\"), peek(1) == UInt8(ascii: "\""), peek(2) == UInt8(ascii: "\""), peek(3) == UInt8(ascii: "\"") {
        raw.append(contentsOf: [UInt8](repeating: UInt8(ascii: "\""), count: 3))
        advance(by: 4)
      } else {
        raw.append(byte)
        advance()
      }
    }
    throw error("This string has no end", at: start)
  }

  /// The text without the indentation that all lines but the first share, and without blank lines around it.
  static func blockValue(_ raw: [UInt8]) -> String {
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    var index = 0
    while index < raw.count {
      if raw[index] == 0x0a || raw[index] == 0x0d {
        lines.append(raw[start..<index])
        if raw[index] == 0x0d, index + 1 < raw.count, raw[index + 1] == 0x0a { index += 1 }
        start = index + 1
      }
      index += 1
    }
    lines.append(raw[start...])
    func indent(_ line: ArraySlice<UInt8>) -> Int { line.prefix { $0 == 0x20 || $0 == 0x09 }.count }
    func isBlank(_ line: ArraySlice<UInt8>) -> Bool { indent(line) == line.count }
    let common = lines.dropFirst().filter { !isBlank($0) }.map(indent).min() ?? 0
    var kept = lines.enumerated().map { $0.offset == 0 ? $0.element : $0.element.dropFirst(common) }.drop(while: isBlank)
    while let last = kept.last, isBlank(last) { kept.removeLast() }
    return String(decoding: Array(kept.joined(separator: [0x0a])), as: UTF8.self)
  }
}
