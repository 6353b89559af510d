/// What a node of the query stands for: one word, a phrase, or two or three neighbouring words written as one.
struct QueryTerm {
  /// Something to find in a document: a word, or words that follow each other.
  enum Derivation: Hashable {
    case word(String)
    case phrase([String])
  }

  /// Words of the query that it covers.
  let range: Range<Int>
  /// Where the first of them stands in the query, as positions of documents are counted.
  let position: Int
  /// How it was typed, in one word; nil for a phrase.
  let word: String?
  /// A phrase must be there as it is.
  let isPhrase: Bool
  /// What it may be in a document, by typos: none, one, two.
  var tiers: [[Derivation]]

  var length: Int { range.count }
  /// Two words written as one count as one typo and more: two.
  var baseCost: Int { length == 1 ? 0 : length }
  /// The only thing that is this term exactly.
  var exact: Derivation? { isPhrase ? tiers[0].first : word.map { .word($0) } }
}
