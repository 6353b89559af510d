/// The BM25F scores of one segment's documents for a query.
struct SegmentScores {
  private let range: Range<Int>
  private var scores: [Float] = []
  private var matchedWords: [UInt16] = []
  private var touched: [Int32] = []
  private let wordCount: Int

  /// `weights` tell for each word how rare it is.
  init(_ matches: SegmentMatches, _ documents: Range<Int>, _ weights: [Float]) {
    range = documents
    wordCount = weights.count
    guard matches.words.contains(where: { !$0.documents.isEmpty }) else { return }
    scores = [Float](repeating: 0, count: range.count)
    matchedWords = [UInt16](repeating: 0, count: range.count)
    for (word, weight) in zip(matches.words, weights) {
      for (place, frequency) in word.documents {
        if matchedWords[Int(place)] == 0 { touched.append(place) }
        matchedWords[Int(place)] += 1
        scores[Int(place)] += weight * frequency * (Ranking.k1 + 1) / (frequency + Ranking.k1)
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
}
