import Foundation

/// A word of a text: folded, with its bytes in the text and its place as ranking counts it.
struct FacadeToken: Equatable {
  /// Lower case, without accents.
  let word: String
  /// UTF-8 offsets.
  let range: Range<Int>
  /// Words before it, where the end of a clause counts as seven more.
  let position: Int
}

/// Cuts texts into words as Meilisearch's tokenizer does for scripts with spaces; in the others each character is a word.
enum FacadeTokenizer {
  private enum Gap { case none, soft, hard }

  /// The words of `text`. The first one is at `start`.
  static func tokens(_ text: String, from start: Int = 0) -> [FacadeToken] {
    var tokens: [FacadeToken] = []
    var word = String.UnicodeScalarView()
    var wordStart = 0
    var offset = 0
    var gap = Gap.none
    var position = start
    func end() {
      guard !word.isEmpty else { return }
      if !tokens.isEmpty { position += gap == .hard ? 8 : 1 }
      tokens.append(FacadeToken(word: fold(String(word)), range: wordStart..<offset, position: position))
      word = String.UnicodeScalarView()
      gap = .none
    }
    var before: Unicode.Scalar?
    for scalar in text.unicodeScalars {
      let kind = kind(of: scalar)
      if kind != .letter { end() }
      switch kind {
      case .letter, .ideograph:
        if word.isEmpty { wordStart = offset }
        word.append(scalar)
      case .soft:
        // A full stop or a comma ends a clause only before a space.
        let endsClause = (before == "." || before == ",") && scalar == " "
        gap = gap == .hard || endsClause ? .hard : .soft
      case .hard: gap = .hard
      }
      before = scalar
      offset += UTF8.width(scalar)
      if kind == .ideograph { end() }
    }
    end()
    return tokens
  }

  private enum Kind { case letter, ideograph, soft, hard }

  private static func kind(of scalar: Unicode.Scalar) -> Kind {
    if scalar.isASCII {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "$", "^", "<", ">", "=", "|", "~": return .letter
      case "!", "?", ";", "\0": return .hard
      default: return .soft
      }
    }
    switch scalar.value {
    case 0x0e00...0x0eff, 0x1000...0x109f, 0x1780...0x17ff, 0x3040...0x30ff, 0x3400...0x4dbf, 0x4e00...0x9fff, 0xf900...0xfaff, 0x20000...0x2fa1f:
      return scalar.properties.isAlphabetic ? .ideograph : .hard
    case 0x2026, 0x203c, 0x2047...0x2049, 0x3001, 0x3002, 0xff01, 0xff0c, 0xff0e, 0xff1a, 0xff1b, 0xff1f: return .hard
    default: break
    }
    switch scalar.properties.generalCategory {
    case .connectorPunctuation, .dashPunctuation, .closePunctuation, .finalPunctuation, .initialPunctuation, .openPunctuation, .mathSymbol,
      .lineSeparator, .paragraphSeparator, .spaceSeparator, .control, .otherPunctuation:
      return .soft
    default: return .letter
    }
  }

  /// Lower case, in compatible forms, without accents; `æ` and `œ` are two letters.
  static func fold(_ word: String) -> String {
    let lower = word.lowercased()
    guard !lower.utf8.allSatisfy({ $0 < 0x80 }) else { return lower }
    let plain = lower.decomposedStringWithCompatibilityMapping.folding(options: [.diacriticInsensitive, .widthInsensitive], locale: nil)
    return plain.replacing("æ", with: "ae").replacing("œ", with: "oe")
  }
}
