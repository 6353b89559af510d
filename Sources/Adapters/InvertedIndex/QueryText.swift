import ForumKernel

/// What a person typed, taken apart: words, phrases in quotes, and what a dash excludes.
struct QueryText {
  let words: [QueryWord]
  let phrases: [[String]]
  let excludedWords: [String]
  let excludedPhrases: [[String]]

  /// Throws `invalid` (`query_too_long`). Words beyond `IndexLimits.queryWordsMax` are ignored.
  init(_ text: String) throws(AppError) {
    guard text.count <= IndexLimits.queryLengthMax else {
      throw AppError(.invalid, "query_too_long", "A query has at most \(IndexLimits.queryLengthMax) characters.")
    }
    var words: [QueryWord] = []
    var phrases: [[String]] = []
    var excludedWords: [String] = []
    var excludedPhrases: [[String]] = []
    var rest = Substring(text)
    while let first = rest.first {
      if first.isWhitespace {
        rest.removeFirst()
        continue
      }
      let isExcluded = first == "-" && rest.dropFirst().first.map { !$0.isWhitespace } ?? false
      if isExcluded { rest.removeFirst() }
      if rest.first == "\"" {
        rest.removeFirst()
        let phrase = Array(Tokenizer.tokens(String(rest.prefix { $0 != "\"" })).map(\.term).prefix(IndexLimits.queryWordsMax))
        rest = rest.drop { $0 != "\"" }.dropFirst()
        guard !phrase.isEmpty else { continue }
        if isExcluded { excludedPhrases.append(phrase) } else { phrases.append(phrase) }
      } else {
        let part = rest.prefix { !$0.isWhitespace && $0 != "\"" }
        rest = rest.dropFirst(part.count)
        let terms = Tokenizer.tokens(String(part)).map(\.term)
        if isExcluded { excludedWords += terms } else { words += terms.map { QueryWord($0) } }
      }
    }
    if !words.isEmpty, text.last?.isWhitespace == false, text.last != "\"" { words[words.count - 1].isPrefix = true }
    self.words = Array(words.prefix(IndexLimits.queryWordsMax))
    self.phrases = Array(phrases.prefix(IndexLimits.phrasesMax))
    self.excludedWords = Array(excludedWords.prefix(IndexLimits.queryWordsMax))
    self.excludedPhrases = Array(excludedPhrases.prefix(IndexLimits.phrasesMax))
  }

  var isEmpty: Bool { words.isEmpty && phrases.isEmpty }
}

/// One word to look for, and how it may differ from what is found.
struct QueryWord {
  let term: String
  let scalars: [UInt32]
  /// Unfinished: what begins with it counts too.
  var isPrefix = false
  /// Meilisearch's rule: one from five letters, two from nine, none in what has digits.
  let typosMax: Int

  init(_ term: String) {
    self.term = term
    scalars = term.unicodeScalars.map(\.value)
    let hasDigits = term.unicodeScalars.contains { $0.properties.numericType != nil }
    typosMax = hasDigits ? 0 : scalars.count >= 9 ? 2 : scalars.count >= 5 ? 1 : 0
  }

  /// The word alone and nothing like it: as in a phrase.
  init(exactly term: String) {
    self.term = term
    scalars = term.unicodeScalars.map(\.value)
    typosMax = 0
  }

  /// How much `candidate` counts as this word: 1 for itself, less for a longer or mistyped one, 0 for another word.
  func quality(of candidate: String) -> Float {
    if candidate == term { return 1 }
    if isPrefix && candidate.utf8.starts(with: term.utf8) { return Ranking.prefix }
    return typoQuality(of: candidate.unicodeScalars.map(\.value))
  }

  func typoQuality(of candidate: [UInt32]) -> Float {
    guard typosMax > 0, let distance = EditDistance.between(scalars, candidate, max: typosMax), distance > 0 else { return 0 }
    return distance == 1 ? Ranking.oneTypo : Ranking.twoTypos
  }
}
