import Forum

/// Plain text as HTML: paragraphs at blank lines, line breaks kept, web addresses linked.
enum PlainTextBody {
  static func render(_ text: [UInt8]) -> RenderedBody {
    var writer = SafeHTMLWriter(capacity: text.count)
    var isInParagraph = false
    for line in text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      if line.allSatisfy(\.isHTMLSpace) {
        if isInParagraph { writer.close("p") }
        isInParagraph = false
      } else {
        writer.breakLine()
        writer.open(isInParagraph ? "br" : "p")
        isInParagraph = true
        write(line.last == UInt8(ascii: "\r") ? line.dropLast() : line, to: &writer)
      }
    }
    if isInParagraph { writer.close("p") }
    return writer.body
  }

  private static func write(_ line: ArraySlice<UInt8>, to writer: inout SafeHTMLWriter) {
    var rest = line
    while let start = nextAddress(in: rest) {
      let end = rest[start...].firstIndex { $0.isHTMLSpace || endings.contains($0) } ?? rest.endIndex
      let word = trimmed(rest[start..<end])
      writer.write(rest[..<start])
      if let address = SafeAddress(word) {
        writer.open("a", [("href", address.bytes), ("rel", Array("nofollow ugc noopener".utf8))])
        writer.write(word)
        writer.close("a")
      } else {
        writer.write(word)
      }
      rest = rest[word.endIndex...]
    }
    writer.write(rest)
  }

  private static let endings: [UInt8] = Array("<>\"".utf8)

  /// Where `http://` or `https://` begins, not in the middle of a word.
  private static func nextAddress(in text: ArraySlice<UInt8>) -> Int? {
    var position = text.startIndex
    while let found = text[position...].firstIndex(of: UInt8(ascii: "h")) {
      let isWordStart = found == text.startIndex || !isWordByte(text[found - 1])
      if isWordStart, ["http://", "https://"].contains(where: { text[found...].starts(with: $0.utf8) }) { return found }
      position = found + 1
    }
    return nil
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// Without the punctuation that belongs to the sentence; a closing bracket stays when the address has an opening one.
  private static func trimmed(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let hasBracket = word.contains(UInt8(ascii: "("))
    var word = word
    while let last = word.last, ".,;:!?'*_]}".utf8.contains(last) || (last == UInt8(ascii: ")") && !hasBracket) { word.removeLast() }
    return word
  }
}
