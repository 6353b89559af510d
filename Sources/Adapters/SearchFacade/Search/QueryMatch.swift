/// A query held against an index: which documents match, and how well.
struct QueryMatch {
  let graph: QueryGraph
  private let matches: [TermMatches]
  private let words: WordIndex
  private let attributeCount: Int
  private let mayDropWords: Bool

  init(_ graph: QueryGraph, _ index: FacadeIndex, attributes: Set<UInt16>?, mayDropWords: Bool) {
    self.graph = graph
    words = index.words
    attributeCount = max(1, index.searched.count)
    self.mayDropWords = mayDropWords
    let exact = index.settings.exactAttributes
    let exactOnly = Set(
      index.searched.enumerated().filter { _, name in exact.contains { AttributePath.matches(name, pattern: $0) } }.map { UInt16($0.offset) })
    matches = graph.terms.map { TermMatches($0, in: index.words, attributes: attributes, exactOnly: exactOnly) }
  }

  /// Documents that may match: those with the first word, or with every phrase.
  var candidates: Set<Int32> {
    let phrases = matches.filter { $0.term.isPhrase }
    if let first = phrases.first {
      return phrases.dropFirst().reduce(Set(first.found.keys)) { $0.intersection($1.found.keys) }
    }
    return matches.filter { $0.term.range.lowerBound == 0 }.reduce(into: []) { $0.formUnion($1.found.keys) }
  }

  /// nil when the document does not match.
  func rank(_ document: Int32) -> DocumentRank? {
    let here = matches.filter { $0.found[document] != nil }
    // Phrases are never dropped; words are, the last one first.
    let required = graph.terms.last { $0.isPhrase }?.range.upperBound ?? 1
    let firstWords = mayDropWords ? required : graph.count
    var count = graph.count
    while count >= firstWords {
      let paths = Self.paths(from: 0, to: count, here)
      if !paths.isEmpty { return best(paths, count, document) }
      count -= 1
    }
    return phrasesAlone(here, document)
  }

  /// Where a word before a phrase is missing, the phrases are enough.
  private func phrasesAlone(_ here: [TermMatches], _ document: Int32) -> DocumentRank? {
    let phrases = here.filter(\.term.isPhrase)
    guard mayDropWords, !phrases.isEmpty, phrases.count == graph.terms.count(where: \.isPhrase) else { return nil }
    return best([phrases], phrases.count, document)
  }

  /// Every way to cover the words of the query up to `end` with terms that are there.
  private static func paths(from start: Int, to end: Int, _ here: [TermMatches]) -> [[TermMatches]] {
    if start == end { return [[]] }
    return here.filter { $0.term.range.lowerBound == start && $0.term.range.upperBound <= end }.flatMap { term in
      paths(from: term.term.range.upperBound, to: end, here).map { [term] + $0 }
    }
  }

  private func best(_ paths: [[TermMatches]], _ count: Int, _ document: Int32) -> DocumentRank {
    let costs = paths.map { $0.reduce(0) { $0 + $1.term.baseCost + ($1.found[document]?.typos ?? 0) } }
    let typos = costs.min() ?? 0
    let ranks = zip(paths, costs).filter { $0.1 == typos }.map { path, _ in rank(steps(path, document), document) }
    var best = ranks.min { ($0.proximity, $0.attribute, $0.position) < ($1.proximity, $1.attribute, $1.position) } ?? DocumentRank()
    best.words = count
    best.typos = typos
    best.limits.words = graph.count
    best.limits.typos = graph.terms.reduce(0) { $0 + ($1.length == 1 && $1.range.lowerBound < count ? $1.tiers.count - 1 : 0) }
    return best
  }

  private func steps(_ path: [TermMatches], _ document: Int32) -> [PathStep] {
    path.compactMap { term in term.found[document].map { PathStep(term: term.term, match: $0) } }
  }

  private func rank(_ path: [PathStep], _ document: Int32) -> DocumentRank {
    var rank = DocumentRank()
    for (index, step) in path.enumerated() {
      let previous = index > 0 ? path[index - 1] : nil
      rank.proximity += step.term.length - 1 + (previous.map { step.distance(after: $0) } ?? 0)
      rank.attribute += step.attribute * step.term.length
      rank.position += step.positionCost
      rank.limits.proximity += step.term.length - 1 + (previous == nil ? 0 : PathStep.distanceMax)
      rank.limits.attribute += (attributeCount - 1) * step.term.length
      rank.limits.position += 10 * step.term.length
      rank.inexactWords += step.isExact ? 0 : 1
    }
    rank.exactAttribute = path.allSatisfy(\.isExact) ? exactAttribute(path, document) : 2
    return rank
  }

  /// Whether an attribute begins with the whole path, and whether it ends there too.
  private func exactAttribute(_ path: [PathStep], _ document: Int32) -> Int {
    guard let first = path.first, first.term.range.lowerBound == 0 else { return 2 }
    let attributes = Set(first.match.exact.filter { $0.first.position == 0 }.map(\.first.attribute)).filter { attribute in
      path.allSatisfy { step in
        step.match.exact.contains { $0.first == WordPlace(attribute: attribute, position: UInt16(clamping: step.term.position)) }
      }
    }
    guard !attributes.isEmpty else { return 2 }
    let length = path.reduce(0) { sum, step in sum + (step.match.exact.first.map { Int($0.last.position) - Int($0.first.position) + 1 } ?? 1) }
    return attributes.contains { words.length(of: $0, in: document) == length } ? 0 : 1
  }
}
