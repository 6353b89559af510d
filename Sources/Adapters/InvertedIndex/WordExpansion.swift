/// Which terms of a segment a query word stands for.
enum WordExpansion {
  struct Match {
    let term: Int
    let quality: Float
  }

  /// The word itself, what it begins, and what is one or two typos away; the most frequent ones when there are too many.
  static func matches(_ word: QueryWord, in segment: Segment, _ terms: Range<Int>) -> [Match] {
    let key = Array(word.term.utf8)
    var matches: [Match] = []
    var place = segment.lowerBound(key, in: terms)
    while place < terms.upperBound, segment.key(place).starts(with: key) {
      if segment.key(place).count == key.count {
        matches.append(Match(term: place, quality: 1))
      } else if word.isPrefix {
        matches.append(Match(term: place, quality: Ranking.prefix))
      } else {
        break
      }
      place += 1
    }
    if word.typosMax > 0 { appendTypos(of: word, in: segment, terms, to: &matches) }
    guard matches.count > IndexLimits.expansionsMax else { return matches }
    matches.sort { weight($0, segment) > weight($1, segment) }
    return Array(matches.prefix(IndexLimits.expansionsMax))
  }

  private static func weight(_ match: Match, _ segment: Segment) -> Float {
    match.quality == 1 ? .infinity : match.quality * Float(segment.documentFrequency(match.term))
  }

  /// Terms that begin alike; of the others only those that differ in the first letter alone, since that counts two.
  private static func appendTypos(of word: QueryWord, in segment: Segment, _ terms: Range<Int>, to matches: inout [Match]) {
    let known = Set(matches.map(\.term))
    guard let first = word.term.unicodeScalars.first else { return }
    let head = Array(String(first).utf8)
    let start = segment.lowerBound(head, in: terms)
    var end = start
    let shortest = word.term.utf8.count - 4 * word.typosMax
    let longest = word.term.utf8.count + 4 * word.typosMax
    while end < terms.upperBound, segment.key(end).starts(with: head) {
      let key = segment.key(end)
      if key.count >= shortest, key.count <= longest, !known.contains(end) { append(end, key) }
      end += 1
    }
    if word.typosMax > 1 {
      let tail = Array(word.term.utf8.dropFirst(head.count))
      for term in terms where term < start || term >= end {
        let key = segment.key(term)
        if key.count >= tail.count, key.count <= tail.count + 8, key.suffix(tail.count).elementsEqual(tail) { append(term, key) }
      }
    }
    func append(_ term: Int, _ key: UnsafeRawBufferPointer) {
      let quality = word.typoQuality(of: String(decoding: key, as: UTF8.self).unicodeScalars.map(\.value))
      if quality > 0 { matches.append(Match(term: term, quality: quality)) }
    }
  }
}
