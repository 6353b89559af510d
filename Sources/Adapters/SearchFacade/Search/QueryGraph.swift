/// The terms of a query: each word, and two or three neighbours written as one, with everything that they may stand for in an index.
struct QueryGraph {
  private(set) var terms: [QueryTerm] = []
  private(set) var excluded: [QueryTerm.Derivation] = []
  /// Words and phrases of the query.
  private(set) var count = 0

  /// `index` has its words sorted.
  init(_ text: String, _ index: FacadeIndex) {
    let words = QueryWords(text, settings: index.settings)
    let finder = DerivationFinder(index)
    count = words.parts.count
    excluded = words.excluded
    for (number, (part, position)) in words.parts.enumerated() {
      switch part {
      case .phrase(let phrase):
        terms.append(
          QueryTerm(range: number..<number + 1, position: position, word: nil, isPhrase: true, tiers: [[.phrase(phrase)]]))
      case .word(let word, let isPrefix):
        terms.append(
          QueryTerm(
            range: number..<number + 1, position: position, word: word, isPhrase: false,
            tiers: finder.tiers(of: word, isPrefix: isPrefix, typosMax: index.settings.typosMax(word), asked: [word])))
        for length in [2, 3] { if let joined = joined(words.parts, endingAt: number, length, finder, index) { terms.append(joined) } }
      }
    }
  }

  /// The words up to `number` written as one; nil where one is a phrase or they do not stand side by side.
  private func joined(
    _ parts: [(part: QueryWords.Part, position: Int)], endingAt number: Int, _ length: Int, _ finder: DerivationFinder, _ index: FacadeIndex
  ) -> QueryTerm? {
    let start = number - length + 1
    guard start >= 0 else { return nil }
    var words: [String] = []
    var isPrefix = false
    for place in start...number {
      guard case .word(let word, let isLast) = parts[place].part, place == start || parts[place].position == parts[place - 1].position + 1 else {
        return nil
      }
      words.append(word)
      isPrefix = isLast
    }
    let word = words.joined()
    guard word.utf8.count <= FacadeLimits.wordBytesMax else { return nil }
    let tiers = finder.tiers(
      of: word, isPrefix: isPrefix, typosMax: max(0, index.settings.typosMax(word) - (length - 1)), asked: words)
    guard tiers.contains(where: { !$0.isEmpty }) else { return nil }
    return QueryTerm(range: start..<number + 1, position: parts[start].position, word: word, isPhrase: false, tiers: tiers)
  }
}
