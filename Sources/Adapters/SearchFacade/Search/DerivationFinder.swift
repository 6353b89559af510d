/// Finds what a word of a query may stand for in an index.
struct DerivationFinder {
  private let index: FacadeIndex
  private let synonyms: [[String]: [[String]]]

  init(_ index: FacadeIndex) {
    self.index = index
    synonyms = Dictionary(index.settings.synonyms.map { ($0.words, $0.meanings) }) { first, _ in first }
  }

  /// By typos: none, one, two. `asked`: the words that were typed, when `word` is several of them written as one.
  func tiers(of word: String, isPrefix: Bool, typosMax: Int, asked: [String]) -> [[QueryTerm.Derivation]] {
    guard word.utf8.count <= FacadeLimits.wordBytesMax else { return [[], [], []] }
    var exact: [QueryTerm.Derivation] = index.words[word] == nil ? [] : [.word(word)]
    if isPrefix {
      exact += index.words.words(beginning: word).lazy.filter { $0 != word }.prefix(FacadeLimits.prefixWordsMax).map { .word($0) }
    }
    for meaning in synonyms[asked] ?? [] where !meaning.isEmpty { exact.append(meaning.count == 1 ? .word(meaning[0]) : .phrase(meaning)) }
    var (one, two) = mistyped(word, isPrefix: isPrefix, typosMax: typosMax)
    if let halves = split(word), halves != asked { one.append(.phrase(halves)) }
    let known = Set(exact)
    one.removeAll(where: known.contains)
    two.removeAll(where: known.contains)
    return [exact, one, two]
  }

  private func mistyped(_ word: String, isPrefix: Bool, typosMax: Int) -> (one: [QueryTerm.Derivation], two: [QueryTerm.Derivation]) {
    guard typosMax > 0, let first = word.unicodeScalars.first else { return ([], []) }
    let distance = TypoDistance(word, isPrefix: isPrefix)
    var one: [QueryTerm.Derivation] = []
    var two: [QueryTerm.Derivation] = []
    // With one typo the first letter is right.
    let candidates = typosMax == 1 ? index.words.words(beginning: String(first)) : index.words.words[...]
    for candidate in candidates {
      switch distance.to(candidate, limit: typosMax) {
      case 1? where one.count < FacadeLimits.oneTypoWordsMax: one.append(.word(candidate))
      case 2? where two.count < FacadeLimits.twoTypoWordsMax: two.append(.word(candidate))
      default: continue
      }
    }
    return (one, two)
  }

  /// The two words that `word` would be with a space in it, where they stand side by side in most documents.
  private func split(_ word: String) -> [String]? {
    var best: (documents: Int, halves: [String])?
    for place in word.indices.dropFirst() {
      let halves = [String(word[..<place]), String(word[place...])]
      guard index.words[halves[0]] != nil, index.words[halves[1]] != nil else { continue }
      let documents = Occurrences(phrase: halves, in: index.words).places.count
      if documents > best?.documents ?? 0 { best = (documents, halves) }
    }
    return best?.halves
  }
}
