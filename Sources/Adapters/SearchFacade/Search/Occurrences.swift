/// Where something stands: by document, the place of its first word. The last one stands `length - 1` further on.
struct Occurrences {
  let places: [Int32: [WordPlace]]
  let length: Int

  init(_ derivation: QueryTerm.Derivation, in words: WordIndex) {
    switch derivation {
    case .word(let word): self.init(phrase: [word], in: words)
    case .phrase(let phrase): self.init(phrase: phrase, in: words)
    }
  }

  /// The documents in which the words follow each other.
  init(phrase: [String], in words: WordIndex) {
    length = phrase.count
    var found: [Int32: [WordPlace]] = [:]
    guard let first = phrase.first, let list = words[first] else {
      places = [:]
      return
    }
    list.each { document, here in found[document] = Array(here) }
    for (offset, word) in phrase.enumerated().dropFirst() {
      guard let list = words[word] else {
        places = [:]
        return
      }
      for (document, starts) in found {
        let here = Set(list.places(in: document))
        let kept = starts.filter { Int($0.position) + offset <= FacadeLimits.positionsMax && here.contains($0.moved(offset)) }
        found[document] = kept.isEmpty ? nil : kept
      }
    }
    places = found
  }
}

extension WordPlace {
  /// So many words further on.
  func moved(_ offset: Int) -> WordPlace { WordPlace(attribute: attribute, position: UInt16(clamping: Int(position) + offset)) }
}
