/// How one document stands to the query, rule by rule; less is better, but for `words`.
struct DocumentRank {
  /// Words of the query that are there, from the first on.
  var words = 0
  var typos = 0
  var proximity = 0
  var attribute = 0
  var position = 0
  /// 0: an attribute is the query; 1: one begins with it; 2: neither.
  var exactAttribute = 2
  /// Words that are not there as they were typed.
  var inexactWords = 0
  /// The most that each could be, for scores.
  var limits = Limits()

  struct Limits {
    var words = 0
    var typos = 0
    var proximity = 0
    var attribute = 0
    var position = 0
  }

  func isBefore(_ other: DocumentRank, by rule: RankingRule) -> Bool? {
    switch rule {
    case .words: words == other.words ? nil : words > other.words
    case .typo: Self.less(typos, other.typos)
    case .proximity: Self.less(proximity, other.proximity)
    case .attribute: Self.less(attribute, other.attribute) ?? Self.less(position, other.position)
    case .attributeRank: Self.less(attribute, other.attribute)
    case .wordPosition: Self.less(position, other.position)
    case .exactness: Self.less(exactAttribute, other.exactAttribute) ?? Self.less(inexactWords, other.inexactWords)
    case .sort, .ascending, .descending: nil
    }
  }

  private static func less(_ a: Int, _ b: Int) -> Bool? { a == b ? nil : a < b }

  /// 0 to 1: where the document stands among all ranks that there could be, the first rule weighing most.
  func score(_ rules: [RankingRule]) -> Double {
    var (low, width) = (0.0, 1.0)
    func narrow(_ rank: Int, of count: Int) {
      width /= Double(max(1, count))
      low += width * Double(max(0, min(rank, count) - 1))
    }
    for rule in rules {
      switch rule {
      case .words: narrow(words, of: limits.words)
      case .typo: narrow(limits.typos + 1 - typos, of: limits.typos + 1)
      case .proximity: narrow(limits.proximity + 1 - proximity, of: limits.proximity + 1)
      case .attribute:
        narrow(limits.attribute + 1 - attribute, of: limits.attribute + 1)
        narrow(limits.position + 1 - position, of: limits.position + 1)
      case .attributeRank: narrow(limits.attribute + 1 - attribute, of: limits.attribute + 1)
      case .wordPosition: narrow(limits.position + 1 - position, of: limits.position + 1)
      case .exactness:
        narrow(3 - exactAttribute, of: 3)
        narrow(words - inexactWords + 1, of: words + 1)
      case .sort, .ascending, .descending: continue
      }
    }
    return low + width
  }
}
