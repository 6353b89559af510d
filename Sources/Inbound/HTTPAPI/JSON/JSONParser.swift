package import ForumKernel

/// Reads RFC 8259 JSON strictly, which `JSONDecoder` can't be told to: repeated names, deep nesting and lone surrogates are refused,
/// and every error names the byte where it is.
package struct JSONParser {
  /// Deeper than any request needs; bounds the recursion.
  static let depthMax = 32
  /// More members than any request has; bounds the search for repeated names.
  static let membersMax = 1000

  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var depth = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// Throws `invalid` (`invalid_json`, malformed) with the place of the first error.
  package static func parse(_ bytes: UnsafeBufferPointer<UInt8>) throws(AppError) -> JSONValue {
    var parser = JSONParser(bytes)
    let value = try parser.value()
    parser.skipSpace()
    guard parser.position == bytes.count else { throw parser.error("There is more after the end of the value") }
    return value
  }

  private mutating func value() throws(AppError) -> JSONValue {
    skipSpace()
    guard position < bytes.count else { throw error("The text ends where a value should be") }
    switch bytes[position] {
    case UInt8(ascii: "{"): return try nested { parser throws(AppError) in try parser.object() }
    case UInt8(ascii: "["): return try nested { parser throws(AppError) in try parser.array() }
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
    default: throw error("No value begins like this")
    }
  }

  private mutating func nested(_ read: (inout JSONParser) throws(AppError) -> JSONValue) throws(AppError) -> JSONValue {
    guard depth < Self.depthMax else { throw error("The value is nested deeper than \(Self.depthMax) levels") }
    depth += 1
    position += 1
    let value = try read(&self)
    depth -= 1
    return value
  }

  private mutating func object() throws(AppError) -> JSONValue {
    var members: [JSONMember] = []
    var names: Set<String> = []
    skipSpace()
    if take("}") { return .object([]) }
    repeat {
      skipSpace()
      guard position < bytes.count, bytes[position] == UInt8(ascii: "\"") else { throw error("A name in quotes should be here") }
      let start = position
      let name = try string()
      guard names.insert(name).inserted else {
        position = start
        throw error("This name is there twice")
      }
      guard members.count < Self.membersMax else { throw error("An object has more than \(Self.membersMax) members") }
      skipSpace()
      guard take(":") else { throw error("A colon should be here") }
      members.append(JSONMember(name: name, value: try value()))
      skipSpace()
    } while take(",")
    guard take("}") else { throw error("A comma or a closing brace should be here") }
    return .object(members)
  }

  private mutating func array() throws(AppError) -> JSONValue {
    var items: [JSONValue] = []
    skipSpace()
    if take("]") { return .array([]) }
    repeat {
      items.append(try value())
      skipSpace()
    } while take(",")
    guard take("]") else { throw error("A comma or a closing bracket should be here") }
    return .array(items)
  }

  private mutating func string() throws(AppError) -> String {
    position += 1
    var start = position
    var unescaped: [UInt8] = []
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        unescaped.append(contentsOf: bytes[start..<position])
        position += 1
        guard let text = String(validating: unescaped, as: UTF8.self) else { throw error("The string before this is not UTF-8") }
        return text
      case UInt8(ascii: "\\"):
        unescaped.append(contentsOf: bytes[start..<position])
        position += 1
        unescaped.append(contentsOf: String(try escaped()).utf8)
        start = position
      case 0..<0x20: throw error("A control character in a string must be escaped")
      default: position += 1
      }
    }
    throw error("The text ends inside a string")
  }

  private mutating func escaped() throws(AppError) -> Unicode.Scalar {
    guard position < bytes.count else { throw error("The text ends inside a string") }
    position += 1
    switch bytes[position - 1] {
    case UInt8(ascii: "\""): return "\""
    case UInt8(ascii: "\\"): return "\\"
    case UInt8(ascii: "/"): return "/"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "u"):
      let unit = try hexadecimal()
      if let scalar = Unicode.Scalar(unit) { return scalar }
      guard unit < 0xdc00, take("\\"), take("u") else { throw error("Half a surrogate pair is no character") }
      let low = try hexadecimal()
      guard (0xdc00..<0xe000).contains(low), let scalar = Unicode.Scalar(0x10000 + (unit - 0xd800) << 10 + (low - 0xdc00)) else {
        throw error("Half a surrogate pair is no character")
      }
      return scalar
    default: throw error("There is no such escape")
    }
  }

  private mutating func hexadecimal() throws(AppError) -> UInt32 {
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard position < bytes.count, let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue else {
        throw error("Four hexadecimal digits should be here")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private mutating func number() throws(AppError) -> JSONValue {
    let start = position
    _ = take("-")
    let integerStart = position
    guard digits() > 0 else { throw error("A digit should be here") }
    if bytes[integerStart] == UInt8(ascii: "0"), position > integerStart + 1 { throw error("A number can't begin with 0") }
    var isInteger = true
    if take(".") {
      isInteger = false
      guard digits() > 0 else { throw error("A digit should be here") }
    }
    if take("e") || take("E") {
      isInteger = false
      if !take("+") { _ = take("-") }
      guard digits() > 0 else { throw error("A digit should be here") }
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let integer = Int64(text) { return .integer(integer) }
    guard let decimal = Double(text), decimal.isFinite else { throw error("This number is too large") }
    return .decimal(decimal)
  }

  private mutating func digits() -> Int {
    let start = position
    while position < bytes.count, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(bytes[position]) { position += 1 }
    return position - start
  }

  private mutating func word(_ word: StaticString, _ value: JSONValue) throws(AppError) -> JSONValue {
    let end = position + word.utf8CodeUnitCount
    guard end <= bytes.count, bytes[position..<end].elementsEqual(UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount)) else {
      throw error("No value begins like this")
    }
    position = end
    return value
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard position < bytes.count, bytes[position] == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }

  private mutating func skipSpace() {
    while position < bytes.count {
      switch bytes[position] {
      case 0x20, 0x0a, 0x0d, 0x09: position += 1
      default: return
      }
    }
  }

  private func error(_ sentence: String) -> AppError {
    let lines = bytes[..<min(position, bytes.count)].reduce(into: (line: 1, column: 1)) { place, byte in
      place = byte == 0x0a ? (place.line + 1, 1) : (place.line, place.column + 1)
    }
    return AppError(.invalid, "invalid_json", "\(sentence) (line \(lines.line), column \(lines.column)).", isMalformed: true)
  }
}
