import Foundation

/// One word of a text as it is indexed: folded, with its place in the text.
struct Token {
  /// Lower case without diacritics; at most `IndexLimits.termBytesMax` bytes.
  let term: String
  /// UTF-8 offsets in the text.
  let range: Range<Int>
}

/// Cuts texts into words: runs of letters and digits; in scripts that write no spaces, pairs of neighbouring characters.
enum Tokenizer {
  static func tokens(_ text: String) -> [Token] {
    var tokens: [Token] = []
    var text = text
    text.withUTF8 { bytes in
      var index = 0
      while index < bytes.count {
        let start = index
        var isASCII = true
        while index < bytes.count, isWordByte(bytes[index], &isASCII) { index += 1 }
        if index > start {
          if isASCII {
            tokens.append(Token(term: asciiTerm(bytes[start..<index]), range: start..<index))
          } else {
            appendUnicode(bytes[start..<index], at: start, to: &tokens)
          }
        } else {
          index += 1
        }
      }
    }
    return tokens
  }

  /// Bytes of other scripts are looked at closely later.
  @inline(__always) private static func isWordByte(_ byte: UInt8, _ isASCII: inout Bool) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: return true
    case 0x80...:
      isASCII = false
      return true
    default: return false
    }
  }

  private static func asciiTerm(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> String {
    let kept = bytes.prefix(IndexLimits.termBytesMax)
    return String(unsafeUninitializedCapacity: kept.count) { buffer in
      for (offset, byte) in kept.enumerated() { buffer[offset] = (0x41...0x5a).contains(byte) ? byte | 0x20 : byte }
      return kept.count
    }
  }

  private static func appendUnicode(_ bytes: Slice<UnsafeBufferPointer<UInt8>>, at start: Int, to tokens: inout [Token]) {
    var word = ""
    var wordStart = start
    var pair: [(character: Unicode.Scalar, range: Range<Int>)] = []
    var offset = start
    func endWord() {
      if !word.isEmpty { tokens.append(Token(term: fold(word), range: wordStart..<offset)) }
      word = ""
    }
    func endPairs() {
      if pair.count == 1 { tokens.append(Token(term: String(pair[0].character), range: pair[0].range)) }
      pair = []
    }
    for scalar in String(decoding: bytes, as: UTF8.self).unicodeScalars {
      let end = offset + UTF8.width(scalar)
      if isUnspaced(scalar) {
        endWord()
        if let last = pair.last {
          tokens.append(Token(term: fold(String(last.character) + String(scalar)), range: last.range.lowerBound..<end))
          pair = [last, (scalar, offset..<end)]
        } else {
          pair = [(scalar, offset..<end)]
        }
      } else {
        endPairs()
        if isWordScalar(scalar) || (!word.isEmpty && scalar.properties.canonicalCombiningClass != .notReordered) {
          if word.isEmpty { wordStart = offset }
          word.unicodeScalars.append(scalar)
        } else {
          endWord()
        }
      }
      offset = end
    }
    endWord()
    endPairs()
  }

  private static func isWordScalar(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isAlphabetic || scalar.properties.numericType != nil }

  /// Han, Kana, Hangul, Thai, Lao, Khmer, Myanmar.
  private static func isUnspaced(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0e00...0x0eff, 0x1000...0x109f, 0x1100...0x11ff, 0x1780...0x17ff, 0x3040...0x30ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xac00...0xd7af,
      0xf900...0xfaff, 0x20000...0x2fa1f:
      true
    default: false
    }
  }

  private static func fold(_ word: String) -> String {
    let folded = word.folding(options: [.caseInsensitive, .diacriticInsensitive, .widthInsensitive], locale: nil)
    guard folded.utf8.count > IndexLimits.termBytesMax else { return folded }
    var cut = ""
    for scalar in folded.unicodeScalars {
      if cut.utf8.count + UTF8.width(scalar) > IndexLimits.termBytesMax { break }
      cut.unicodeScalars.append(scalar)
    }
    return cut
  }
}
