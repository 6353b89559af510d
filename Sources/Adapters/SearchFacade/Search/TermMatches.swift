/// In which documents a term of the query is, with how many typos, and where.
struct TermMatches {
  let term: QueryTerm
  /// By document: typos of the best derivation there, and the places of all that are as good.
  private(set) var found: [Int32: Match] = [:]

  struct Place {
    let first: WordPlace
    let last: WordPlace
  }

  struct Match {
    let typos: Int
    var places: [Place] = []
    /// Those at which it stands as it was typed.
    var exact: [Place] = []
    /// What decides how far up it stands: for a phrase, wherever its first word is.
    var ranked: [WordPlace] = []
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
          let kept = starts.filter { (attributes?.contains($0.attribute) ?? true) && (isExact || !exactOnly.contains($0.attribute)) }
          guard !kept.isEmpty else { continue }
          let places = kept.map { Place(first: $0, last: $0.moved(occurrences.length - 1)) }
          found[document, default: Match(typos: typos)].places += places
          if isExact { found[document]?.exact += places }
          found[document]?.ranked += Self.ranked(derivation, kept, document, words)
        }
      }
    }
  }

  private static func ranked(_ derivation: QueryTerm.Derivation, _ places: [WordPlace], _ document: Int32, _ words: WordIndex) -> [WordPlace] {
    guard case .phrase(let phrase) = derivation, let first = phrase.first, let list = words[first] else { return places }
    return Array(list.places(in: document))
  }
}
