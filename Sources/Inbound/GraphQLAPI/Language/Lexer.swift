/// Splits a document into tokens, one at a time, so that a parser that has enough stops reading.
struct Lexer {
  let source: SourceText
  private(set) var position = 0
  private var count = 0

  init(_ source: SourceText) {
    self.source = source
    if source.bytes.starts(with: [0xef, 0xbb, 0xbf]) { position = 3 }
  }

  /// The next token; `end` again and again after the last one. Throws for what is no token, and for one too many.
  mutating func next() throws(GraphQLError) -> Token {
    skipIgnored()
    guard let byte = peek() else { return Token(kind: .end, at: position) }
    count += 1
    guard count <= GraphQLLimits.tokensMax else {
      throw error("A document has at most \(GraphQLLimits.tokensMax) tokens", at: position, code: .tooLarge)
    }
    let start = position
    switch byte {
    case UInt8(ascii: "!"), UInt8(ascii: "$"), UInt8(ascii: "&"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: ":"), UInt8(ascii: "="),
      UInt8(ascii: "@"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "|"), UInt8(ascii: "}"):
      position += 1
      return Token(kind: .punctuator(byte), at: start)
    case UInt8(ascii: "."):
      guard peek(1) == byte, peek(2) == byte else { throw error("A dot stands here alone", at: start) }
      position += 3
      return Token(kind: .spread, at: start)
    case UInt8(ascii: "\""):
      let isBlock = peek(1) == byte && peek(2) == byte
      return Token(kind: .string(isBlock ? try blockString() : try string()), at: start)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return Token(kind: try number(), at: start)
    case let byte where Self.beginsName(byte):
      while let byte = peek(), Self.continuesName(byte) { position += 1 }
      guard position - start <= GraphQLLimits.nameBytesMax else {
        throw error("A name has at most \(GraphQLLimits.nameBytesMax) characters", at: start, code: .tooLarge)
      }
      return Token(kind: .name(text(from: start)), at: start)
    default: throw error("No token begins like this", at: start)
    }
  }

  static func beginsName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"): true
    default: false
    }
  }

  private static func isDigit(_ byte: UInt8?) -> Bool { byte.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false }
  private static func continuesName(_ byte: UInt8) -> Bool { beginsName(byte) || isDigit(byte) }

  /// The byte so far ahead; nil behind the end.
  func peek(_ ahead: Int = 0) -> UInt8? { position + ahead < source.bytes.count ? source.bytes[position + ahead] : nil }

  mutating func advance(by count: Int = 1) { position += count }

  func text(from start: Int) -> String { String(decoding: source.bytes[start..<position], as: UTF8.self) }

  func error(_ sentence: String, at offset: Int, code: GraphQLError.Code = .syntax) -> GraphQLError {
    var error = GraphQLError(code, "\(sentence).")
    error.places = [source.place(at: offset)]
    return error
  }

  /// Spaces, ends of lines, commas, comments and byte order marks.
  private mutating func skipIgnored() {
    while let byte = peek() {
      switch byte {
      case 0x09, 0x0a, 0x0d, 0x20, UInt8(ascii: ","): position += 1
      case UInt8(ascii: "#"): while let byte = peek(), byte != 0x0a, byte != 0x0d { position += 1 }
      case 0xef where peek(1) == 0xbb && peek(2) == 0xbf: position += 3
      default: return
      }
    }
  }

  private mutating func number() throws(GraphQLError) -> Token.Kind {
    let start = position
    if peek() == UInt8(ascii: "-") { position += 1 }
    if peek() == UInt8(ascii: "0") {
      position += 1
      if Self.isDigit(peek()) { throw error("A number can't begin with 0", at: position) }
    } else {
      try digits()
    }
    var isFloat = false
    if peek() == UInt8(ascii: ".") {
      isFloat = true
      position += 1
      try digits()
    }
    if let byte = peek(), byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
      isFloat = true
      position += 1
      if let sign = peek(), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    if let byte = peek(), byte == UInt8(ascii: ".") || Self.beginsName(byte) { throw error("A number goes on in a strange way here", at: position) }
    return isFloat ? .float(text(from: start)) : .int(text(from: start))
  }

  private mutating func digits() throws(GraphQLError) {
    guard Self.isDigit(peek()) else { throw error("A digit should be here", at: position) }
    while Self.isDigit(peek()) { position += 1 }
  }
}
