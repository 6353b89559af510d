/// Takes Swift source apart into tokens and comments. Code that is interpolated into a text comes after the text, in parentheses.
struct Tokenizer {
  private(set) var tokens: [Token] = []
  private(set) var comments: [Token] = []
  private let bytes: [UInt8]
  private var position = 0
  private var line = 1

  init(_ source: String) {
    bytes = Array(source.utf8)
    scanCode(isInterpolated: false)
  }

  private func at(_ offset: Int) -> UInt8 { position + offset < bytes.count ? bytes[position + offset] : 0 }

  private func isNext(_ text: [UInt8]) -> Bool { position + text.count <= bytes.count && bytes[position..<position + text.count].elementsEqual(text) }

  private mutating func skip(_ count: Int = 1) {
    for _ in 0..<count where position < bytes.count {
      if bytes[position] == Self.newline { line += 1 }
      position += 1
    }
  }

  private mutating func add(from start: Int) { tokens.append(Token(text: String(decoding: bytes[start..<position], as: UTF8.self), line: line)) }

  /// Code up to the end, or up to the parenthesis that closes an interpolation.
  private mutating func scanCode(isInterpolated: Bool) {
    var depth = 0
    while position < bytes.count {
      let (byte, hashes) = (at(0), hashesBeforeQuote)
      if byte == Self.slash && (at(1) == Self.slash || at(1) == Self.star) {
        scanComment(isLine: at(1) == Self.slash)
      } else if byte == Self.quote || hashes > 0 {
        scanText(hashes: hashes)
      } else if Self.isWord(byte) {
        let start = position
        while Self.isWord(at(0)) { position += 1 }
        add(from: start)
      } else if byte <= 32 {
        skip()
      } else {
        if byte == Self.open { depth += 1 }
        if byte == Self.close { depth -= 1 }
        if isInterpolated && depth < 0 { return }
        position += 1
        add(from: position - 1)
      }
    }
  }

  private var hashesBeforeQuote: Int {
    var count = 0
    while at(count) == Self.hash { count += 1 }
    return count > 0 && at(count) == Self.quote ? count : 0
  }

  private mutating func scanComment(isLine: Bool) {
    let (start, first) = (position, line)
    while position < bytes.count, isLine ? at(0) != Self.newline : !isNext([Self.star, Self.slash]) { skip() }
    if !isLine { skip(2) }
    comments.append(Token(text: String(decoding: bytes[start..<position], as: UTF8.self), line: first))
  }

  private mutating func scanText(hashes: Int) {
    let fence = [UInt8](repeating: Self.hash, count: hashes)
    skip(hashes)
    let quotes = isNext([Self.quote, Self.quote, Self.quote]) ? [Self.quote, Self.quote, Self.quote] : [Self.quote]
    skip(quotes.count)
    let (index, first) = (tokens.count, line)
    var text = [Self.quote]
    while position < bytes.count, !isNext(quotes + fence), quotes.count == 3 || at(0) != Self.newline {
      if isNext([Self.backslash] + fence + [Self.open]) {
        skip(1 + hashes)
        scanInterpolation()
      } else {
        if isNext([Self.backslash] + fence) { skip(1 + hashes) }
        text.append(at(0))
        skip()
      }
    }
    skip(quotes.count + hashes)
    tokens.insert(Token(text: String(decoding: text, as: UTF8.self), line: first), at: index)
  }

  private mutating func scanInterpolation() {
    skip()
    tokens.append(Token(text: "(", line: line))
    scanCode(isInterpolated: true)
    tokens.append(Token(text: ")", line: line))
    skip()
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"): true
    default: byte >= 128
    }
  }

  private static let newline = UInt8(ascii: "\n")
  private static let quote = UInt8(ascii: "\"")
  private static let slash = UInt8(ascii: "/")
  private static let star = UInt8(ascii: "*")
  private static let hash = UInt8(ascii: "#")
  private static let open = UInt8(ascii: "(")
  private static let close = UInt8(ascii: ")")
  private static let backslash = UInt8(ascii: "\\")
}
