/// In which documents a term of the query is, with how many typos, and where.
struct TermMatches {
  let term: QueryTerm
  /// By document: typos of the best derivation there, and the places of all that are as good.
  private(set) var found: [Int32: Match] = [:]
  /// Documents in which it stands as it was typed.
  private(set) var exact: Set<Int32> = []

  struct Match {
    let typos: Int
    /// Of the first word and of the last one.
    var places: [(first: WordPlace, last: WordPlace)]
  }

  /// `attributes`: those that are searched, nil for all. `exactOnly`: those in which typos do not count.
  init(_ term: QueryTerm, in words: WordIndex, attributes: Set<UInt16>?, exactOnly: Set<UInt16>) {
    self.term = term
    for (typos, derivations) in term.tiers.enumerated() {
      for derivation in derivations {
        let occurrences = Occurrences(derivation, in: words)
        let isExact = derivation == term.exact
        for (document, starts) in occurrences.places {
          let known = found[document]
          guard known == nil || known?.typos == typos else { continue }
          let places = starts.filter { (attributes?.contains($0.attribute) ?? true) && (isExact || !exactOnly.contains($0.attribute)) }
          guard !places.isEmpty else { continue }
          if isExact { exact.insert(document) }
          let pairs = places.map { (first: $0, last: $0.moved(occurrences.length - 1)) }
          found[document, default: Match(typos: typos, places: [])].places += pairs
        }
      }
    }
  }
}
