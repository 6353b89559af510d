/// Answers one search in one index.
struct IndexSearch {
  struct Hit {
    let number: Int32
    let rank: DocumentRank?
    let sortKeys: [SortOrder.Key]
    let place: Int
  }

  let index: FacadeIndex
  let request: SearchRequest
  private let rules: [RankingRule]
  private let orders: [SortOrder]
  private let graph: QueryGraph
  private let isPlaceholder: Bool

  /// `index` has its words sorted. Throws what Meilisearch answers to a request that the settings do not allow.
  init(_ index: FacadeIndex, _ request: SearchRequest) throws(FacadeError) {
    self.index = index
    self.request = request
    try request.filter?.check(index, code: "invalid_search_filter")
    try SortChecks.check(request, index)
    var rules = index.settings.rankingRules
    // Words decide before whatever else looks at the words of the query.
    if !rules.contains(.words) { rules.insert(.words, at: rules.firstIndex(where: \.looksAtWords) ?? rules.endIndex) }
    self.rules = rules
    orders = SortChecks.orders(rules, request)
    graph = QueryGraph(request.query, index)
    isPlaceholder = graph.count == 0
  }

  /// Every document that matches, the best first.
  func hits() throws(FacadeError) -> [Hit] {
    let match = QueryMatch(graph, index, attributes: try searchedAttributes(), mayDropWords: request.mayDropWords)
    let excluded = excludedDocuments()
    let candidates = isPlaceholder ? index.store.numbers : Array(match.candidates)
    var hits: [Hit] = []
    for number in candidates where index.store.isThere(number) && !excluded.contains(number) {
      let document = index.store[number]
      guard request.filter?.admits(document) ?? true else { continue }
      var rank: DocumentRank?
      if !isPlaceholder {
        rank = match.rank(number)
        guard rank != nil else { continue }
      }
      let hit = Hit(number: number, rank: rank, sortKeys: orders.map { $0.key(document) }, place: index.store.place(of: number))
      if let least = request.scoreMin, score(hit) < least { continue }
      hits.append(hit)
    }
    hits.sort(by: isBefore)
    return distinct(hits)
  }

  func score(_ hit: Hit) -> Double { hit.rank?.score(rules) ?? 1 }

  private func isBefore(_ a: Hit, _ b: Hit) -> Bool {
    var order = 0
    for rule in rules {
      switch rule {
      case .sort, .ascending, .descending:
        let count = rule == .sort ? request.sort.count : 1
        for place in order..<order + count { if let isBefore = orders[place].isBefore(a.sortKeys[place], b.sortKeys[place]) { return isBefore } }
        order += count
      default:
        if let one = a.rank, let other = b.rank, let isBefore = one.isBefore(other, by: rule) { return isBefore }
      }
    }
    return a.place < b.place
  }

  /// Only the best document of each value; those without one all stay.
  private func distinct(_ hits: [Hit]) -> [Hit] {
    guard let attribute = request.distinct ?? index.settings.distinct else { return hits }
    var seen: Set<String> = []
    return hits.filter { hit in
      let values = FilterNode.flat(AttributePath.values(attribute, in: index.store[hit.number])).compactMap(FacetValue.text)
      guard !values.isEmpty else { return true }
      guard seen.isDisjoint(with: values) else { return false }
      seen.formUnion(values)
      return true
    }
  }

  private func excludedDocuments() -> Set<Int32> {
    graph.excluded.reduce(into: []) { $0.formUnion(Occurrences($1, in: index.words).places.keys) }
  }

  private func searchedAttributes() throws(FacadeError) -> Set<UInt16>? {
    guard let wanted = request.searchedOn, !wanted.contains("*") else { return nil }
    var numbers: Set<UInt16> = []
    for name in wanted {
      let found = index.searched.indices.filter { AttributePath.matches(index.searched[$0], pattern: name) || index.searched[$0] == name }
      if found.isEmpty, !index.settings.searchable.contains("*") {
        throw FacadeError(
          "invalid_search_attributes_to_search_on",
          """
          Index `\(index.uid)`: Attribute `\(name)` is not searchable. Available searchable attributes are: \
          `\(index.searched.sorted().joined(separator: ", "))`.
          """
        )
      }
      numbers.formUnion(found.map { UInt16($0) })
    }
    return numbers
  }

  var matchingWords: MatchingWords {
    let last = QueryWords(request.query, settings: index.settings).parts.last?.part
    if case .word(let word, isPrefix: true)? = last { return MatchingWords(graph, prefix: word) }
    return MatchingWords(graph, prefix: nil)
  }
}
