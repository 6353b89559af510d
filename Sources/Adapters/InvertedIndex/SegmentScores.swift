/// The BM25F scores of one segment's documents for a query.
struct SegmentScores {
  private let range: Range<Int>
  private var scores: [Float] = []
  private var matchedWords: [UInt16] = []
  private var touched: [Int32] = []
  private let wordCount: Int

  init(_ words: [WeighedWord], part: Int, _ segment: Segment, _ share: Segment.Share, _ totals: CorpusTotals) {
    range = share.documents
    wordCount = words.count
    guard words.contains(where: { !$0.matches[part].isEmpty }) else { return }
    scores = [Float](repeating: 0, count: range.count)
    matchedWords = [UInt16](repeating: 0, count: range.count)
    // How often one word is in each document, weighed by field, length and likeness.
    var frequencies = [Float](repeating: 0, count: range.count)
    for word in words {
      var inWord: [Int32] = []
      for match in word.matches[part] {
        segment.eachPosting(match.term) { document, inTitle, inBody in
          let place = document - range.lowerBound
          let title = inTitle == 0 ? 0 : Ranking.titleWeight * Float(inTitle) / Self.norm(segment.titleWords(document), totals.titleAverage)
          let body = inBody == 0 ? 0 : Float(inBody) / Self.norm(segment.bodyWords(document), totals.bodyAverage)
          if frequencies[place] == 0 { inWord.append(Int32(place)) }
          frequencies[place] += match.quality * (title + body)
        }
      }
      for place in inWord {
        let frequency = frequencies[Int(place)]
        frequencies[Int(place)] = 0
        if matchedWords[Int(place)] == 0 { touched.append(place) }
        matchedWords[Int(place)] += 1
        scores[Int(place)] += word.inverseFrequency * frequency * (Ranking.k1 + 1) / (frequency + Ranking.k1)
      }
    }
  }

  /// Those that hold a word of the query; all of the tenant when the query has none.
  func documents(all: Bool) -> [Int] { all ? Array(range) : touched.map { Int($0) + range.lowerBound } }

  /// The more of the words, the better: a document with all of them comes before one with a rare one of them.
  func score(_ document: Int) -> Float {
    guard !scores.isEmpty else { return 0 }
    let place = document - range.lowerBound
    return scores[place] * (0.5 + 0.5 * Float(matchedWords[place]) / Float(max(1, wordCount)))
  }

  private static func norm(_ length: UInt32, _ average: Float) -> Float { 1 - Ranking.b + Ranking.b * Float(length) / average }
}
