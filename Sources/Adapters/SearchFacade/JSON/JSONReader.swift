/// Reads JSON into a tree. As Meilisearch does it lets the last of two members of one name win.
struct JSONReader {
  struct Malformed: Error {
    let message: String
  }

  private let bytes: UnsafeBufferPointer<UInt8>
  private var place = 0
  private var depth = 0

  /// Throws for anything but one JSON value.
  static func read(_ bytes: [UInt8]) throws(Malformed) -> FacadeJSON {
    let result = bytes.withUnsafeBufferPointer { buffer -> Result<FacadeJSON, Malformed> in
      var reader = JSONReader(bytes: buffer)
      return Result { () throws(Malformed) in
        let value = try reader.value()
        guard reader.next() == nil else { throw reader.complaint("trailing characters") }
        return value
      }
    }
    return try result.get()
  }

  private init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

  /// The next byte that is no space.
  private mutating func next() -> UInt8? {
    while place < bytes.count {
      switch bytes[place] {
      case 0x20, 0x09, 0x0a, 0x0d: place += 1
      default: return bytes[place]
      }
    }
    return nil
  }

  private mutating func value() throws(Malformed) -> FacadeJSON {
    guard let first = next() else { throw complaint("EOF while parsing a value") }
    switch first {
    case UInt8(ascii: "{"): return .object(try members())
    case UInt8(ascii: "["): return .array(try elements())
    case UInt8(ascii: "\""): return .text(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    default: return try number()
    }
  }

  private mutating func deeper() throws(Malformed) {
    depth += 1
    place += 1
    guard depth <= FacadeLimits.nestingMax else { throw complaint("recursion limit exceeded") }
  }

  private mutating func members() throws(Malformed) -> [FacadeJSON.Member] {
    try deeper()
    var members: [FacadeJSON.Member] = []
    var places: [String: Int] = [:]
    if next() == UInt8(ascii: "}") { return leave(members) }
    while true {
      guard next() == UInt8(ascii: "\"") else { throw complaint("key must be a string") }
      let name = try string()
      guard next() == UInt8(ascii: ":") else { throw complaint("expected `:`") }
      place += 1
      let member = FacadeJSON.Member(name: name, value: try value())
      if let known = places.updateValue(members.count, forKey: name) {
        members[known] = member
        places[name] = known
      } else {
        members.append(member)
      }
      if next() == UInt8(ascii: "}") { return leave(members) }
      guard next() == UInt8(ascii: ",") else { throw complaint("expected `,` or `}`") }
      place += 1
    }
  }

  private mutating func elements() throws(Malformed) -> [FacadeJSON] {
    try deeper()
    var elements: [FacadeJSON] = []
    if next() == UInt8(ascii: "]") { return leave(elements) }
    while true {
      elements.append(try value())
      if next() == UInt8(ascii: "]") { return leave(elements) }
      guard next() == UInt8(ascii: ",") else { throw complaint("expected `,` or `]`") }
      place += 1
    }
  }

  private mutating func leave<Value>(_ value: Value) -> Value {
    depth -= 1
    place += 1
    return value
  }

  private mutating func string() throws(Malformed) -> String {
    place += 1
    let start = place
    var hasEscapes = false
    while place < bytes.count, bytes[place] != UInt8(ascii: "\"") {
      if bytes[place] == UInt8(ascii: "\\") {
        hasEscapes = true
        place += 1
      } else if bytes[place] < 0x20 {
        throw complaint("control character (\\u0000-\\u001F) found while parsing a string")
      }
      place += 1
    }
    guard place < bytes.count else { throw complaint("EOF while parsing a string") }
    let raw = UnsafeBufferPointer(rebasing: bytes[start..<place])
    place += 1
    guard let text = String(validating: raw, as: UTF8.self) else { throw complaint("invalid unicode code point") }
    guard hasEscapes else { return text }
    guard let plain = JSONEscape.resolve(text) else { throw complaint("invalid escape") }
    return plain
  }

  private mutating func literal(_ word: StaticString, _ value: FacadeJSON) throws(Malformed) -> FacadeJSON {
    for offset in 0..<word.utf8CodeUnitCount {
      guard place < bytes.count, bytes[place] == word.utf8Start[offset] else { throw complaint("expected value") }
      place += 1
    }
    return value
  }

  private mutating func number() throws(Malformed) -> FacadeJSON {
    let start = place
    while place < bytes.count, "+-.eE0123456789".utf8.contains(bytes[place]) { place += 1 }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
    guard let head = digits.first, head.isNumber, !(head == "0" && digits.dropFirst().first?.isNumber == true) else {
      throw complaint("expected value")
    }
    if let integer = Int64(text) { return .integer(integer) }
    guard let decimal = Double(text), decimal.isFinite else { throw complaint("invalid number") }
    return .decimal(decimal)
  }

  private func complaint(_ message: String) -> Malformed {
    let before = bytes[..<min(place, bytes.count)]
    let line = before.count { $0 == 0x0a } + 1
    return Malformed(message: "\(message) at line \(line) column \(before.reversed().prefix { $0 != 0x0a }.count + 1)")
  }
}
