/// Admits the documents that hold every phrase and nothing that is excluded.
struct PhraseGate {
  private let required: [Set<Int>]
  private let excluded: [Set<Int>]

  init(_ text: QueryText, _ segment: Segment, _ terms: Range<Int>) {
    required = text.phrases.map { Self.documents(with: $0, segment, terms) }
    excluded = (text.excludedPhrases + text.excludedWords.map { [$0] }).map { Self.documents(with: $0, segment, terms) }
  }

  func admits(_ document: Int) -> Bool {
    required.allSatisfy { $0.contains(document) } && !excluded.contains { $0.contains(document) }
  }

  /// The documents in which the words follow each other in one field.
  private static func documents(with phrase: [String], _ segment: Segment, _ terms: Range<Int>) -> Set<Int> {
    var starts: [Int: (title: Set<UInt32>, body: Set<UInt32>)] = [:]
    for (offset, word) in phrase.enumerated() {
      let key = Array(word.utf8)
      let term = segment.lowerBound(key, in: terms)
      guard term < terms.upperBound, segment.key(term).elementsEqual(key) else { return [] }
      let begun = segment.positions(term).mapValues { fields in
        (title: starting(fields.title, before: offset), body: starting(fields.body, before: offset))
      }
      if offset == 0 {
        starts = begun
      } else {
        starts = starts.compactMapValuesWithKey { document, known in
          guard let here = begun[document] else { return nil }
          let both = (title: known.title.intersection(here.title), body: known.body.intersection(here.body))
          return both.title.isEmpty && both.body.isEmpty ? nil : both
        }
      }
    }
    return Set(starts.keys)
  }

  private static func starting(_ positions: [UInt32], before offset: Int) -> Set<UInt32> {
    Set(positions.compactMap { $0 >= UInt32(offset) ? $0 - UInt32(offset) : nil })
  }
}

extension Dictionary {
  fileprivate func compactMapValuesWithKey<Other>(_ transform: (Key, Value) -> Other?) -> [Key: Other] {
    var result: [Key: Other] = [:]
    for (key, value) in self { result[key] = transform(key, value) }
    return result
  }
}
