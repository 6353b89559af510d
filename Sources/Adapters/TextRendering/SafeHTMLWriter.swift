import Forum

/// Collects safe HTML and the plain text of it. Everything that is written is either an element with a known name or escaped text.
struct SafeHTMLWriter {
  /// What stands between two words of the plain text.
  private enum Separator: Int { case none, space, line }

  private var html: [UInt8] = []
  private var plain: [UInt8] = []
  private var separator = Separator.none
  private var linkCount = 0

  init(capacity: Int) {
    html.reserveCapacity(capacity)
    plain.reserveCapacity(capacity)
  }

  var body: RenderedBody {
    RenderedBody(html: String(decoding: html, as: UTF8.self), plainText: String(decoding: plain, as: UTF8.self), linkCount: linkCount)
  }

  /// Attributes without a value have an empty one.
  mutating func open(_ name: String, _ attributes: [(String, [UInt8])] = []) {
    html.append(UInt8(ascii: "<"))
    html += name.utf8
    for (attribute, value) in attributes {
      html.append(UInt8(ascii: " "))
      html += attribute.utf8
      html += "=\"".utf8
      escape(value[...])
      html.append(UInt8(ascii: "\""))
    }
    html.append(UInt8(ascii: ">"))
    if name == "a" { linkCount += 1 }
  }

  mutating func close(_ name: String) {
    html += "</".utf8
    html += name.utf8
    html.append(UInt8(ascii: ">"))
  }

  /// `text` has its character references decoded.
  mutating func write(_ text: ArraySlice<UInt8>, keepsLines: Bool = false) {
    escape(text)
    appendPlain(contentsOf: text, keepsLines: keepsLines)
  }

  private mutating func appendPlain(contentsOf text: ArraySlice<UInt8>, keepsLines: Bool) {
    for byte in text {
      if byte.isHTMLSpace {
        separate(keepsLines && byte == UInt8(ascii: "\n") ? .line : .space)
      } else if !byte.isForbiddenControl {
        appendPlain(byte)
      }
    }
  }

  /// A picture's description is a word of the plain text.
  mutating func describePicture(_ description: ArraySlice<UInt8>) { appendPlain(contentsOf: description, keepsLines: false) }

  /// What follows is on another line of the plain text.
  mutating func breakLine() { separate(.line) }

  private mutating func separate(_ other: Separator) {
    if other.rawValue > separator.rawValue { separator = other }
  }

  private mutating func appendPlain(_ byte: UInt8) {
    if separator != .none, !plain.isEmpty { plain.append(separator == .line ? UInt8(ascii: "\n") : UInt8(ascii: " ")) }
    separator = .none
    plain.append(byte)
  }

  private mutating func escape(_ text: ArraySlice<UInt8>) {
    for byte in text {
      switch byte {
      case UInt8(ascii: "&"): html += "&amp;".utf8
      case UInt8(ascii: "<"): html += "&lt;".utf8
      case UInt8(ascii: ">"): html += "&gt;".utf8
      case UInt8(ascii: "\""): html += "&quot;".utf8
      default: if !byte.isForbiddenControl { html.append(byte) }
      }
    }
  }
}

extension UInt8 {
  /// Control characters that HTML forbids in text; a document may not hold them.
  fileprivate var isForbiddenControl: Bool { (self < 0x20 && !isHTMLSpace) || self == 0x7f }
}
