public import ForumKernel

/// Appends JSON to bytes. The caller keeps the grammar: commas and brackets are its own.
public struct JSONWriter: Sendable {
  public private(set) var bytes: [UInt8] = []

  public init(capacity: Int = 1024) { bytes.reserveCapacity(capacity) }

  /// Bytes that are JSON already.
  public mutating func raw(_ json: [UInt8]) { bytes.append(contentsOf: json) }
  public mutating func raw(_ json: StaticString) {
    bytes.append(contentsOf: UnsafeBufferPointer(start: json.utf8Start, count: json.utf8CodeUnitCount))
  }
  public mutating func null() { raw("null") }
  public mutating func flag(_ value: Bool) { if value { raw("true") } else { raw("false") } }
  public mutating func comma() { bytes.append(UInt8(ascii: ",")) }

  public mutating func number(_ value: Int64) {
    guard value < 0 || value > 9 else { return bytes.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value)) }
    plain(String(value))
  }

  /// JSON has no infinities: those become null.
  public mutating func decimal(_ value: Double) { if value.isFinite { plain(value.description) } else { null() } }

  /// A string in quotes, escaped.
  public mutating func text(_ value: String) {
    bytes.append(UInt8(ascii: "\""))
    var value = value
    value.withUTF8 { utf8 in
      var start = 0
      for index in utf8.indices where Self.needsEscape(utf8[index]) {
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
        escape(utf8[index])
        start = index + 1
      }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
    }
    bytes.append(UInt8(ascii: "\""))
  }

  /// A string in quotes that holds no character to escape: ids, times, numbers.
  public mutating func quoted(_ plainText: String) {
    bytes.append(UInt8(ascii: "\""))
    plain(plainText)
    bytes.append(UInt8(ascii: "\""))
  }

  /// An id in quotes.
  public mutating func id(_ id: RawID) { quoted(id.description) }

  /// Any JSON.
  public mutating func value(_ value: JSONValue) {
    switch value {
    case .null: null()
    case .bool(let flag): self.flag(flag)
    case .integer(let number): self.number(number)
    case .decimal(let number): decimal(number)
    case .text(let text): self.text(text)
    case .array(let items):
      raw("[")
      list(items) { item, writer in writer.value(item) }
      raw("]")
    case .object(let members):
      raw("{")
      list(members) { member, writer in
        writer.text(member.name)
        writer.raw(":")
        writer.value(member.value)
      }
      raw("}")
    }
  }

  /// Writes the items with commas between them.
  public mutating func list<Item>(_ items: [Item], _ write: (Item, inout JSONWriter) -> Void) {
    var isFirst = true
    for item in items {
      if isFirst { isFirst = false } else { comma() }
      write(item, &self)
    }
  }

  private mutating func plain(_ text: String) {
    var text = text
    text.withUTF8 { bytes.append(contentsOf: $0) }
  }

  private static func needsEscape(_ byte: UInt8) -> Bool { byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") }

  private mutating func escape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case UInt8(ascii: "\n"): bytes.append(UInt8(ascii: "n"))
    case UInt8(ascii: "\t"): bytes.append(UInt8(ascii: "t"))
    case UInt8(ascii: "\r"): bytes.append(UInt8(ascii: "r"))
    default:
      raw("u00")
      let digits: StaticString = "0123456789abcdef"
      bytes.append(digits.utf8Start[Int(byte >> 4)])
      bytes.append(digits.utf8Start[Int(byte & 15)])
    }
  }
}
