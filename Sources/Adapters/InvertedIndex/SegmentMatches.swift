import ForumKernel

/// Where the words of a query are in the living documents of one segment.
struct SegmentMatches {
  struct Word {
    /// Places in the tenant's share, each once, with how often the word is there, weighed by field, length and likeness.
    var documents: [(place: Int32, frequency: Float)] = []
    /// Occurrences of the word itself, and of all that it stands for, each counted once a document.
    var exactCount = 0
    var count = 0
  }

  /// In the order of the query.
  private(set) var words: [Word]

  init(_ query: [QueryWord], _ part: IndexSnapshot.Part, _ tenant: TenantID, _ totals: CorpusTotals) {
    words = [Word](repeating: Word(), count: query.count)
    let segment = part.segment
    guard !query.isEmpty, let share = segment.share(of: tenant) else { return }
    let hasDeleted = part.deleted.count > 0
    var frequencies: [Float] = []
    for (number, word) in query.enumerated() {
      let matches = WordExpansion.matches(word, in: segment, share.terms)
      guard !matches.isEmpty else { continue }
      if frequencies.isEmpty { frequencies = [Float](repeating: 0, count: share.documents.count) }
      var (places, count, exactCount): ([Int32], Int, Int) = ([], 0, 0)
      for match in matches {
        segment.eachPosting(match.term) { document, inTitle, inBody in
          if hasDeleted, part.deleted.contains(document) { return }
          let place = document - share.documents.lowerBound
          let title = inTitle == 0 ? 0 : Ranking.titleWeight * Float(inTitle) / Self.norm(segment.titleWords(document), totals.titleAverage)
          let body = inBody == 0 ? 0 : Float(inBody) / Self.norm(segment.bodyWords(document), totals.bodyAverage)
          if frequencies[place] == 0 { places.append(Int32(place)) }
          frequencies[place] += match.quality * (title + body)
          count += 1
          if match.quality == 1 { exactCount += 1 }
        }
      }
      let documents = places.map { place in
        defer { frequencies[Int(place)] = 0 }
        return (place, frequencies[Int(place)])
      }
      words[number] = Word(documents: documents, exactCount: exactCount, count: count)
    }
  }

  private static func norm(_ length: UInt32, _ average: Float) -> Float { 1 - Ranking.b + Ranking.b * Float(length) / average }
}
