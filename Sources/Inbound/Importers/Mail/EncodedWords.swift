/// Header text with words like `=?utf-8?Q?caf=C3=A9?=` (RFC 2047).
enum EncodedWords {
  private struct Word {
    let charset: String
    let bytes: [UInt8]
  }

  /// What is no encoded word stays as it is; blanks between two of them are dropped, and a character may be spread over both.
  static func decode(_ raw: some Collection<UInt8>) -> String {
    let text = Charset.guess(raw).text
    guard text.contains("=?") else { return text }
    var output = ""
    var pending: Word?
    var blanks = ""
    var rest = Substring(text)
    func flush() {
      if let word = pending { output += Charset.decode(word.bytes, as: word.charset).text }
      pending = nil
    }
    while !rest.isEmpty {
      if rest.hasPrefix("=?"), let (word, end) = word(rest) {
        if let before = pending, before.charset == word.charset {
          pending = Word(charset: word.charset, bytes: before.bytes + word.bytes)
        } else {
          if pending == nil { output += blanks }
          flush()
          pending = word
        }
        blanks = ""
        rest = rest[end...]
      } else if let first = rest.first, first.isWhitespace {
        blanks.append(first)
        rest.removeFirst()
      } else {
        flush()
        output += blanks
        blanks = ""
        output.append(rest.removeFirst())
      }
    }
    flush()
    return output + blanks
  }

  /// The encoded word at the beginning of `text`, and where it ends.
  private static func word(_ text: Substring) -> (Word, Substring.Index)? {
    let parts = text.dropFirst(2).split(separator: "?", maxSplits: 3, omittingEmptySubsequences: false)
    guard parts.count == 4, parts[3].first == "=", parts[0].count < 40, parts[2].count < 2000 else { return nil }
    let charset = parts[0].prefix { $0 != "*" }.lowercased()
    let encoded = Array(parts[2].utf8)[...]
    let bytes: [UInt8]
    switch parts[1].lowercased() {
    case "q": bytes = TransferEncoding.quotedPrintable(encoded, isHeader: true)
    case "b": bytes = TransferEncoding.base64(encoded).bytes
    default: return nil
    }
    return (Word(charset: charset, bytes: bytes), parts[3].index(after: parts[3].startIndex))
  }
}
