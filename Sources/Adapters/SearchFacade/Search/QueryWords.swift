/// A query taken apart: words and phrases in order, and what a dash excludes.
struct QueryWords {
  enum Part: Equatable {
    case word(String, isPrefix: Bool)
    case phrase([String])
  }

  private(set) var parts: [(part: Part, position: Int)] = []
  private(set) var excluded: [QueryTerm.Derivation] = []

  init(_ text: String, settings: IndexSettings) {
    let bytes = Array(text.utf8)
    let stopWords = settings.stopWords
    var tokens = FacadeTokenizer.tokens(text)[...]
    let last = tokens.last
    for section in Self.sections(bytes) {
      let here = tokens.prefix { $0.range.lowerBound < section.range.upperBound }
      tokens = tokens.dropFirst(here.count)
      if section.isPhrase {
        guard let first = here.first else { continue }
        let phrase = here.map(\.word)
        if section.isExcluded { excluded.append(.phrase(phrase)) } else { parts.append((.phrase(phrase), first.position)) }
      } else {
        for token in here {
          // Unfinished unless anything follows; a stop word counts only while it may be the beginning of another word.
          let isUnfinished = token == last && token.range.upperBound == bytes.count
          if Self.isExcluded(at: token.range.lowerBound, bytes) {
            excluded.append(.word(token.word))
          } else if isUnfinished || !stopWords.contains(token.word) {
            parts.append((.word(token.word, isPrefix: isUnfinished && settings.allowsPrefixes), token.position))
          }
        }
      }
    }
    if parts.count > FacadeLimits.queryWordsMax { parts.removeLast(parts.count - FacadeLimits.queryWordsMax) }
  }

  private struct Section {
    let range: Range<Int>
    let isPhrase: Bool
    let isExcluded: Bool
  }

  /// What is inside quotes and what is outside; a quote that is not closed reaches to the end.
  private static func sections(_ bytes: [UInt8]) -> [Section] {
    var sections: [Section] = []
    var start = 0
    var isPhrase = false
    for place in bytes.indices where bytes[place] == UInt8(ascii: "\"") {
      sections.append(Section(range: start..<place, isPhrase: isPhrase, isExcluded: isPhrase && isExcluded(at: start - 1, bytes)))
      isPhrase.toggle()
      start = place + 1
    }
    sections.append(Section(range: start..<bytes.count, isPhrase: isPhrase, isExcluded: isPhrase && isExcluded(at: start - 1, bytes)))
    return sections
  }

  /// Whether a dash that follows a space, or begins the query, stands before `place`.
  private static func isExcluded(at place: Int, _ bytes: [UInt8]) -> Bool {
    guard place >= 1, bytes[place - 1] == UInt8(ascii: "-") else { return false }
    return place == 1 || bytes[place - 2] == UInt8(ascii: " ")
  }
}
