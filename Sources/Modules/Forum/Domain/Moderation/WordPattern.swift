import Foundation

/// The words of a text as they are compared: without case, accents, width and ornament, in order, with where each stands.
struct FoldedWords {
  struct Word {
    let text: String
    let range: Range<String.Index>
  }

  let words: [Word]

  /// A run of letters, digits and marks is a word, whatever invisible characters stand in it; each character of a script without spaces is one by itself.
  init(_ text: String) {
    var words: [Word] = []
    var start: String.Index?
    func end(at index: String.Index) {
      if let begin = start { words.append(Word(text: Self.fold(text[begin..<index]), range: begin..<index)) }
      start = nil
    }
    var index = text.startIndex
    while index < text.endIndex {
      let character = text[index]
      let next = text.index(after: index)
      if character.unicodeScalars.allSatisfy(Self.isUnseen) {
        index = next
        continue
      }
      if !character.isLetter && !character.isNumber {
        end(at: index)
      } else if character.unicodeScalars.first.map(Self.standsAlone) == true {
        end(at: index)
        words.append(Word(text: Self.fold(text[index..<next]), range: index..<next))
      } else if start == nil {
        start = index
      }
      index = next
    }
    end(at: text.endIndex)
    self.words = words
  }

  private static func fold(_ word: Substring) -> String {
    let isPlain = word.utf8.allSatisfy { (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) }
    if isPlain { return String(word) }
    let seen = String(String.UnicodeScalarView(word.unicodeScalars.filter { !isUnseen($0) }))
    return seen.precomposedStringWithCompatibilityMapping.folding(options: [.caseInsensitive, .diacriticInsensitive], locale: nil)
  }

  /// Soft hyphens, joiners, fillers and the like: they do not end a word, and nobody sees them.
  private static func isUnseen(_ scalar: Unicode.Scalar) -> Bool {
    scalar.value > 0x7f && (scalar.properties.generalCategory == .format || scalar.properties.isDefaultIgnorableCodePoint)
  }

  /// Ideographs and the kana.
  private static func standsAlone(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isIdeographic || (0x3040...0x30ff).contains(scalar.value)
  }
}

/// What a watched word matches: its words one after the other, whatever stands between them; with `*` at its end, the last one may go on.
struct WordPattern {
  let words: [String]
  let isPrefix: Bool

  /// nil when there is no letter or digit.
  init?(_ text: String) {
    words = FoldedWords(text).words.map(\.text)
    isPrefix = text.hasSuffix("*")
    if words.isEmpty { return nil }
  }

  var key: String { words.joined(separator: " ") + (isPrefix ? "*" : "") }

  func matches(_ text: [FoldedWords.Word], at index: Int) -> Bool {
    guard index + words.count <= text.count else { return false }
    for (offset, word) in words.enumerated() {
      let found = text[index + offset].text
      let fits = isPrefix && offset == words.count - 1 ? found.hasPrefix(word) : found == word
      if !fits { return false }
    }
    return true
  }
}
