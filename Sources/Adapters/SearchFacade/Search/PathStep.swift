/// One term of the query in one document.
struct PathStep {
  static let distanceMax = 3

  let term: QueryTerm
  let match: TermMatches.Match

  var isExact: Bool { !match.exact.isEmpty }

  /// The most important attribute that it is in.
  var attribute: Int { match.ranked.lazy.map { Int($0.attribute) }.min() ?? 0 }

  /// 0 when it follows the other at once, up to 3 when it is far away; one more when it stands before it.
  func distance(after previous: PathStep) -> Int {
    guard previous.term.position + previous.term.length == term.position else { return 0 }
    var best = Self.distanceMax
    for left in previous.match.places {
      for right in match.places where right.first.attribute == left.last.attribute {
        let gap = Int(right.first.position) - Int(left.last.position)
        best = min(best, gap > 0 ? gap - 1 : gap < 0 ? -gap : best)
        if best == 0 { return 0 }
      }
    }
    return best
  }

  /// The further from where it stands in the query, the worse, in steps that grow.
  var positionCost: Int {
    match.ranked.lazy.map { place in
      let distance = abs(Self.rounded(Int(place.position)) - term.position)
      return (0..<term.length).reduce(0) { $0 + Self.cost(distance + $1) }
    }.min() ?? 0
  }

  /// Positions are kept exactly only at the beginning.
  private static func rounded(_ position: Int) -> Int {
    if position < 16 { return position }
    if position < 24 { return 24 }
    var power = 32
    while power < position { power *= 2 }
    return power
  }

  private static func cost(_ position: Int) -> Int {
    switch position {
    case ...0: 0
    case 1: 1
    case ...4: 2
    case ...7: 3
    case ...11: 4
    case ...16: 5
    case ...24: 6
    case ...64: 7
    case ...256: 8
    case ...1024: 9
    default: 10
    }
  }
}
