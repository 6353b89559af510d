/// A piece of HTML source.
enum HTMLToken {
  /// Text with its character references.
  case text(ArraySlice<UInt8>)
  case start(HTMLStartTag)
  /// The name in lower case.
  case end(String)
}

struct HTMLStartTag {
  /// In lower case.
  let name: String
  /// Names in lower case; the first of equal names counts, as in browsers.
  let attributes: [(name: String, value: ArraySlice<UInt8>)]
  let isSelfClosing: Bool

  /// The value with its character references decoded.
  func value(_ name: String) -> ArraySlice<UInt8>? {
    attributes.first { $0.name == name }.map { CharacterReferences.decode($0.value) }
  }
}

/// Cuts HTML source into tokens after the rules of the HTML standard's tokenizer. Comments, declarations and the elements whose content is not
/// markup (`script`, `style`, …) vanish with their content. Any input gives tokens, in linear time.
struct HTMLTokenizer {
  private static let rawTextElements: Set<String> = [
    "script", "style", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "noscript",
  ]

  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// nil at the end.
  mutating func next() -> HTMLToken? {
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "<"), position + 1 < bytes.count else { return text() }
      switch bytes[position + 1] {
      case let byte where byte.isASCIILetter:
        guard let tag = startTag() else { return nil }
        if Self.rawTextElements.contains(tag.name) { skipRawText(of: tag.name) } else { return .start(tag) }
      case UInt8(ascii: "/"):
        guard position + 2 < bytes.count else { return text() }
        if bytes[position + 2].isASCIILetter { return endTag() }
        skip(past: UInt8(ascii: ">"))
      case UInt8(ascii: "!"), UInt8(ascii: "?"): skipDeclaration()
      default: return text()
      }
    }
    return nil
  }

  /// Up to the next `<`; one at the start is text.
  private mutating func text() -> HTMLToken {
    let start = position
    position += 1
    while position < bytes.count, bytes[position] != UInt8(ascii: "<") { position += 1 }
    return .text(bytes[start..<position])
  }

  private mutating func skip(past byte: UInt8) {
    while position < bytes.count, bytes[position] != byte { position += 1 }
    position = min(position + 1, bytes.count)
  }

  /// `<!-- … -->`, `<!…>`, `<?…>`.
  private mutating func skipDeclaration() {
    guard bytes[position...].starts(with: "<!--".utf8) else { return skip(past: UInt8(ascii: ">")) }
    position += 4
    for shortEnd in [">", "->"] where bytes[position...].starts(with: shortEnd.utf8) {
      position += shortEnd.utf8.count
      return
    }
    while position < bytes.count {
      skip(past: UInt8(ascii: "-"))
      for end in ["->", "-!>"] where bytes[position...].starts(with: end.utf8) {
        position += end.utf8.count
        return
      }
    }
  }

  private mutating func skipRawText(of name: String) {
    while position < bytes.count {
      skip(past: UInt8(ascii: "<"))
      guard position < bytes.count, bytes[position] == UInt8(ascii: "/") else { continue }
      let start = position + 1
      let end = start + name.utf8.count
      guard end < bytes.count, bytes[start..<end].elementsEqual(name.utf8, by: { $0.asciiLowercased == $1 }), bytes[end].endsTagName else { continue }
      position = end
      _ = attributes()
      return
    }
  }

  /// nil when the source ends within the tag: browsers drop such a tag too.
  private mutating func startTag() -> HTMLStartTag? {
    position += 1
    let name = tagName()
    guard let (attributes, isSelfClosing) = attributes() else { return nil }
    return HTMLStartTag(name: name, attributes: attributes, isSelfClosing: isSelfClosing)
  }

  private mutating func endTag() -> HTMLToken? {
    position += 2
    let name = tagName()
    return attributes() == nil ? nil : .end(name)
  }

  private mutating func tagName() -> String {
    name { $0.endsTagName }
  }

  private mutating func name(until isEnd: (UInt8) -> Bool) -> String {
    let start = position
    while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
    return String(decoding: bytes[start..<position].lazy.map(\.asciiLowercased), as: UTF8.self)
  }

  /// Everything up to and with the tag's `>`; nil when there is none.
  private mutating func attributes() -> ([(name: String, value: ArraySlice<UInt8>)], isSelfClosing: Bool)? {
    var attributes: [(name: String, value: ArraySlice<UInt8>)] = []
    var isSelfClosing = false
    while position < bytes.count {
      let byte = bytes[position]
      if byte == UInt8(ascii: ">") {
        position += 1
        return (attributes, isSelfClosing)
      }
      if byte.isHTMLSpace || byte == UInt8(ascii: "/") {
        isSelfClosing = byte == UInt8(ascii: "/")
        position += 1
        continue
      }
      isSelfClosing = false
      let start = position
      position += 1
      while position < bytes.count, !bytes[position].endsTagName, bytes[position] != UInt8(ascii: "=") { position += 1 }
      let name = String(decoding: bytes[start..<position].lazy.map(\.asciiLowercased), as: UTF8.self)
      attributes.append((name, attributeValue()))
    }
    return nil
  }

  private mutating func attributeValue() -> ArraySlice<UInt8> {
    skipSpaces()
    guard position < bytes.count, bytes[position] == UInt8(ascii: "=") else { return [] }
    position += 1
    skipSpaces()
    guard position < bytes.count else { return [] }
    let quote = bytes[position]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      let start = position
      while position < bytes.count, !bytes[position].isHTMLSpace, bytes[position] != UInt8(ascii: ">") { position += 1 }
      return bytes[start..<position]
    }
    position += 1
    let start = position
    skip(past: quote)
    return bytes[start..<max(start, position - 1)]
  }

  private mutating func skipSpaces() {
    while position < bytes.count, bytes[position].isHTMLSpace { position += 1 }
  }
}

extension UInt8 {
  var isHTMLSpace: Bool { self == 0x20 || self == 0x09 || self == 0x0a || self == 0x0c || self == 0x0d }
  fileprivate var endsTagName: Bool { isHTMLSpace || self == UInt8(ascii: "/") || self == UInt8(ascii: ">") }
  fileprivate var isASCIILetter: Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(self | 0x20) }
  var asciiLowercased: UInt8 { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(self) ? self | 0x20 : self }
}
