/// The answer to a search, in Meilisearch's shape.
struct SearchAnswer {
  let search: IndexSearch
  private let hits: [IndexSearch.Hit]

  init(_ search: IndexSearch) throws(FacadeError) {
    self.search = search
    hits = try search.hits()
  }

  private var request: SearchRequest { search.request }

  /// `milliseconds` since the request came.
  func json(milliseconds: Int) throws(FacadeError) -> FacadeJSON {
    let hitsMax = search.index.settings.hitsMax
    let total = min(hits.count, hitsMax)
    var answer: FacadeJSON = [:]
    if request.page != nil || request.hitsPerPage != nil {
      let (page, size) = (request.page ?? 1, request.hitsPerPage ?? 20)
      let pages = size == 0 ? 0 : (total + size - 1) / size
      let start = page == 0 ? total : (page - 1).multipliedReportingOverflow(by: size).partialValue
      answer["hits"] = shown(start, page == 0 ? 0 : size, total)
      answer["query"] = .text(request.query)
      answer["processingTimeMs"] = .int(milliseconds)
      answer["hitsPerPage"] = .int(size)
      answer["page"] = .int(page)
      answer["totalPages"] = .int(pages)
      answer["totalHits"] = .int(total)
    } else {
      answer["hits"] = shown(request.offset, request.limit, total)
      answer["query"] = .text(request.query)
      answer["processingTimeMs"] = .int(milliseconds)
      answer["limit"] = .int(request.limit)
      answer["offset"] = .int(request.offset)
      answer["estimatedTotalHits"] = .int(total)
    }
    if !request.facets.isEmpty {
      let facets = try FacetCounter(request.facets, search.index, hits.map(\.number))
      answer["facetDistribution"] = facets.distribution
      answer["facetStats"] = facets.stats
    }
    return answer
  }

  /// Hits with their scores, for a search over several indexes.
  func scored(max count: Int) -> [(hit: FacadeJSON, score: Double)] {
    let formatter = HitFormatter(request: request.format, words: search.matchingWords)
    return hits.prefix(count).map { (json($0, formatter), search.score($0)) }
  }

  var count: Int { hits.count }

  private func shown(_ start: Int, _ count: Int, _ total: Int) -> FacadeJSON {
    let formatter = HitFormatter(request: request.format, words: search.matchingWords)
    return .array(hits.prefix(total).dropFirst(max(0, start)).prefix(count).map { json($0, formatter) })
  }

  private func json(_ hit: IndexSearch.Hit, _ formatter: HitFormatter) -> FacadeJSON {
    let document = search.index.store[hit.number]
    let displayed = DocumentView(search.index.settings.displayed)
    let shown = displayed.of(document)
    var answer = DocumentView(request.retrieved ?? ["*"]).of(shown)
    if !request.format.isEmpty {
      let patterns = (request.retrieved ?? ["*"]) + request.format.highlighted + request.format.cropped.map(\.pattern)
      answer["_formatted"] = formatter.formatted(DocumentView(patterns).of(shown))
    }
    if request.showsMatches { answer["_matchesPosition"] = formatter.positions(shown) }
    if request.showsScore { answer["_rankingScore"] = .decimal(search.score(hit)) }
    if request.showsScoreDetails { answer["_rankingScoreDetails"] = [:] }
    return answer
  }
}
