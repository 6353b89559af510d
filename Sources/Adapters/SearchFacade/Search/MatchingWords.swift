/// Finds in a text what made its document match.
struct MatchingWords {
  private var words: Set<String> = []
  private var prefixes: [String] = []
  private var phrases: [[String]] = []

  init(_ graph: QueryGraph, prefix: String?) {
    prefixes = prefix.map { [$0] } ?? []
    for term in graph.terms {
      for (typos, tier) in term.tiers.enumerated() {
        for derivation in tier {
          switch derivation {
          case .phrase(let phrase): phrases.append(phrase)
          // What only begins with the last word is marked as far as that goes.
          case .word(let word) where typos == 0 && word != term.word && prefix != nil && word.hasPrefix(prefix ?? ""): continue
          case .word(let word): words.insert(word)
          }
        }
      }
    }
  }

  struct Match {
    let token: Int
    /// Bytes of the text.
    let range: Range<Int>
  }

  func matches(_ text: String, _ tokens: [FacadeToken]) -> [Match] {
    var found: [Match] = []
    var index = 0
    while index < tokens.count {
      if let phrase = phrases.first(where: { tokens[index...].prefix($0.count).map(\.word) == $0 }), !phrase.isEmpty {
        let range = tokens[index].range.lowerBound..<tokens[index + phrase.count - 1].range.upperBound
        found.append(Match(token: index, range: range))
        index += phrase.count
        continue
      }
      let token = tokens[index]
      if words.contains(token.word) {
        found.append(Match(token: index, range: token.range))
      } else if let prefix = prefixes.first(where: { token.word.hasPrefix($0) }) {
        found.append(Match(token: index, range: Self.beginning(of: token, prefix, text)))
      }
      index += 1
    }
    return found
  }

  /// As many letters of the text as the beginning has.
  private static func beginning(of token: FacadeToken, _ prefix: String, _ text: String) -> Range<Int> {
    let original = text.utf8.dropFirst(token.range.lowerBound).prefix(token.range.count)
    let letters = String(decoding: original, as: UTF8.self).prefix(prefix.count)
    return token.range.lowerBound..<token.range.lowerBound + letters.utf8.count
  }
}
