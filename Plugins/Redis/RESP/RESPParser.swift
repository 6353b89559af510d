import NIOCore

/// Reads replies from bytes that arrive in pieces of any size. It keeps its place: no byte is looked at twice. After a throw the connection is lost,
/// since nobody knows where the next reply begins.
struct RESPParser {
  /// An aggregate whose elements are still arriving.
  private struct Frame {
    let kind: UInt8
    let count: Int
    var items: [RESPValue] = []
  }

  private enum Step {
    case value(RESPValue)
    /// A header was read; its bytes or elements follow.
    case header
  }

  private let limits: RESPLimits
  private var frames: [Frame] = []
  /// The bulk string whose header was read.
  private var bulk: (kind: UInt8, count: Int)?
  /// Bytes of an unfinished line that hold no line feed.
  private var scanned = 0
  private var elements = 0
  private var bytes = 0

  init(limits: RESPLimits = RESPLimits()) { self.limits = limits }

  /// Takes the next whole reply out of `buffer`; nil when it has not arrived yet.
  mutating func next(_ buffer: inout ByteBuffer) throws(RESPError) -> RESPValue? {
    while let step = try step(&buffer) {
      guard case .value(let value) = step, let reply = close(value) else { continue }
      (elements, bytes) = (0, 0)
      return reply
    }
    return nil
  }

  private mutating func step(_ buffer: inout ByteBuffer) throws(RESPError) -> Step? {
    if let (kind, count) = bulk {
      guard buffer.readableBytes >= count + 2, let body = buffer.readBytes(length: count) else { return nil }
      guard buffer.readInteger(as: UInt16.self) == 0x0D0A else { throw RESPError("a bulk string does not end where it said") }
      bulk = nil
      return .value(try Self.value(kind, body))
    }
    guard let line = try line(&buffer) else { return nil }
    elements += 1
    guard elements <= limits.elementsMax else { throw RESPError("a reply of more than \(limits.elementsMax) elements") }
    return try header(line[0], String(decoding: line.dropFirst(), as: UTF8.self))
  }

  /// A line with its first byte, without its end.
  private mutating func line(_ buffer: inout ByteBuffer) throws(RESPError) -> [UInt8]? {
    let view = buffer.readableBytesView.dropFirst(scanned)
    guard let end = view.firstIndex(of: UInt8(ascii: "\n")) else {
      scanned = buffer.readableBytes
      guard scanned <= limits.lineBytesMax else { throw RESPError("a line of more than \(limits.lineBytesMax) bytes") }
      return nil
    }
    scanned = 0
    guard let line = buffer.readBytes(length: end - buffer.readerIndex + 1), line.count >= 3, line[line.count - 2] == UInt8(ascii: "\r"),
      line.count <= limits.lineBytesMax
    else { throw RESPError("a line that is empty, too long or does not end in CRLF") }
    try count(line.count)
    return line.dropLast(2)
  }

  private mutating func count(_ more: Int) throws(RESPError) {
    bytes += more
    guard bytes <= limits.replyBytesMax else { throw RESPError("a reply of more than \(limits.replyBytesMax) bytes") }
  }

  private mutating func header(_ kind: UInt8, _ text: String) throws(RESPError) -> Step {
    switch kind {
    case UInt8(ascii: "$"), UInt8(ascii: "!"), UInt8(ascii: "="):
      if text == "-1", kind == UInt8(ascii: "$") { return .value(.null) }
      guard let count = Int(text), 0...limits.bulkBytesMax ~= count else { throw RESPError("a bulk string of length “\(text.prefix(20))”") }
      try self.count(count)
      bulk = (kind, count)
      return .header
    case UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: "%"), UInt8(ascii: ">"), UInt8(ascii: "|"):
      if text == "-1", kind == UInt8(ascii: "*") { return .value(.null) }
      return try open(kind, text)
    default:
      guard let value = Self.scalar(kind, text) else { throw RESPError("an unknown or misshapen element of type \(kind)") }
      return .value(value)
    }
  }

  private mutating func open(_ kind: UInt8, _ text: String) throws(RESPError) -> Step {
    guard let count = Int(text), 0...limits.elementsMax ~= count else { throw RESPError("an aggregate of length “\(text.prefix(20))”") }
    let isPaired = kind == UInt8(ascii: "%") || kind == UInt8(ascii: "|")
    let frame = Frame(kind: kind, count: isPaired ? 2 * count : count)
    if count == 0 { return Self.aggregate(frame).map { .value($0) } ?? .header }
    guard frames.count < limits.nestingMax else { throw RESPError("aggregates nested deeper than \(limits.nestingMax)") }
    frames.append(frame)
    return .header
  }

  /// Puts a whole element where it belongs; gives the reply when that made it whole.
  private mutating func close(_ element: RESPValue) -> RESPValue? {
    var element = element
    while var frame = frames.popLast() {
      frame.items.append(element)
      guard frame.items.count == frame.count else {
        frames.append(frame)
        return nil
      }
      guard let whole = Self.aggregate(frame) else { return nil }
      element = whole
    }
    return element
  }

  /// nil for attributes: they say something about the element that follows, and nobody here asks for it.
  private static func aggregate(_ frame: Frame) -> RESPValue? {
    switch frame.kind {
    case UInt8(ascii: "*"): .array(frame.items)
    case UInt8(ascii: "~"): .set(frame.items)
    case UInt8(ascii: "%"): .map(frame.items)
    case UInt8(ascii: ">"): .push(frame.items)
    default: nil
    }
  }

  private static func scalar(_ kind: UInt8, _ text: String) -> RESPValue? {
    switch kind {
    case UInt8(ascii: "+"): .simple(text)
    case UInt8(ascii: "-"): .error(text)
    case UInt8(ascii: ":"): Int64(text).map { .integer($0) }
    case UInt8(ascii: ","): Double(text).map { .double($0) }
    case UInt8(ascii: "#"): text == "t" ? .boolean(true) : text == "f" ? .boolean(false) : nil
    case UInt8(ascii: "("): .bigNumber(text)
    case UInt8(ascii: "_"): text.isEmpty ? .null : nil
    default: nil
    }
  }

  private static func value(_ kind: UInt8, _ body: [UInt8]) throws(RESPError) -> RESPValue {
    switch kind {
    case UInt8(ascii: "!"): return .error(String(decoding: body, as: UTF8.self))
    case UInt8(ascii: "="):
      guard body.count >= 4, body[3] == UInt8(ascii: ":") else { throw RESPError("a verbatim string without its format") }
      return .bytes(Array(body.dropFirst(4)))
    default: return .bytes(body)
    }
  }
}
