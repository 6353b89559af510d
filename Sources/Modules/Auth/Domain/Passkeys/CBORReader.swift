/// Reads CBOR strictly: lengths are said in advance and in their shortest form, keys of a map are there once, and nothing is deeper or longer than the
/// messages of authenticators are.
struct CBORReader {
  enum Fault: Error, Equatable {
    case truncated, trailing, tooDeep, tooMany, indefinite, notShortest, unsupported, duplicateKey, malformedText, outOfRange
  }

  /// CTAP 2 allows four; attestation statements of hardware have one more.
  static let depthMax = 6
  /// Of one array or map; certificate chains and their fields have fewer.
  static let countMax = 32

  private let bytes: ArraySlice<UInt8>
  private(set) var position: Int

  init(_ bytes: some Collection<UInt8>) {
    self.bytes = ArraySlice(Array(bytes))
    position = 0
  }

  /// The one value that these bytes are. Throws for what comes after it, too.
  static func value(of bytes: some Collection<UInt8>) throws(Fault) -> CBORValue {
    var reader = CBORReader(bytes)
    let value = try reader.next()
    guard reader.position == reader.bytes.count else { throw .trailing }
    return value
  }

  /// The next value; `position` is behind it afterwards.
  mutating func next() throws(Fault) -> CBORValue { try next(depth: 0) }

  private mutating func next(depth: Int) throws(Fault) -> CBORValue {
    guard depth < Self.depthMax else { throw .tooDeep }
    let first = try byte()
    let (major, info) = (first >> 5, first & 0x1f)
    if major == 7 { return try simple(info) }
    let argument = try argument(info)
    switch major {
    case 0:
      guard let number = Int64(exactly: argument) else { throw .outOfRange }
      return .integer(number)
    case 1:
      guard let number = Int64(exactly: argument) else { throw .outOfRange }
      return .integer(-1 - number)
    case 2: return .bytes(Array(try take(argument)))
    case 3:
      guard let text = String(validating: try take(argument), as: UTF8.self) else { throw .malformedText }
      return .text(text)
    case 4:
      guard argument <= Self.countMax else { throw .tooMany }
      var items: [CBORValue] = []
      for _ in 0..<argument { items.append(try next(depth: depth + 1)) }
      return .array(items)
    case 5: return try map(argument, depth)
    default: throw .unsupported
    }
  }

  private mutating func map(_ count: UInt64, _ depth: Int) throws(Fault) -> CBORValue {
    guard count <= Self.countMax else { throw .tooMany }
    var entries: [(key: CBORValue, value: CBORValue)] = []
    for _ in 0..<count {
      let key = try next(depth: depth + 1)
      switch key {
      case .integer, .text: break
      default: throw .unsupported
      }
      guard !entries.contains(where: { $0.key == key }) else { throw .duplicateKey }
      entries.append((key, try next(depth: depth + 1)))
    }
    return .map(entries)
  }

  private func simple(_ info: UInt8) throws(Fault) -> CBORValue {
    switch info {
    case 20: return .bool(false)
    case 21: return .bool(true)
    case 22: return .null
    case 31: throw .indefinite
    default: throw .unsupported
    }
  }

  /// A number, or the length of what follows.
  private mutating func argument(_ info: UInt8) throws(Fault) -> UInt64 {
    switch info {
    case 0..<24: return UInt64(info)
    case 24...27:
      let length = 1 << Int(info - 24)
      let number = try take(UInt64(length)).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
      let least: UInt64 = length == 1 ? 24 : 1 << (4 * UInt64(length))
      guard number >= least else { throw .notShortest }
      return number
    case 31: throw .indefinite
    default: throw .unsupported
    }
  }

  private mutating func byte() throws(Fault) -> UInt8 {
    guard position < bytes.count else { throw .truncated }
    defer { position += 1 }
    return bytes[position]
  }

  private mutating func take(_ count: UInt64) throws(Fault) -> ArraySlice<UInt8> {
    guard count <= UInt64(bytes.count - position) else { throw .truncated }
    defer { position += Int(count) }
    return bytes[position..<position + Int(count)]
  }
}
