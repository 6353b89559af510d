extension SearchFacade {
  func search(_ request: FacadeRequest, _ uid: String) throws -> FacadeResponse {
    let began = ContinuousClock.now
    try access(request, "search").require(uid)
    let body = request.method == "GET" ? try SearchParameters.body(of: request) : try request.optionalJSON()
    let answer = try answer(uid, SearchRequest(body))
    return FacadeResponse(200, try answer.json(milliseconds: Self.milliseconds(since: began)))
  }

  /// Searches with the words of the index in order.
  func answer(_ uid: String, _ request: SearchRequest) throws(FacadeError) -> SearchAnswer {
    try IndexUID.check(uid)
    state.indexes[uid]?.sortWords()
    return try SearchAnswer(IndexSearch(index(uid), request))
  }

  static func milliseconds(since began: ContinuousClock.Instant) -> Int {
    let duration = ContinuousClock.now - began
    return Int(duration.components.seconds) * 1000 + Int(duration.components.attoseconds / 1_000_000_000_000_000)
  }

  /// Several searches at once; with `federation` their hits are merged by score.
  func multiSearch(_ request: FacadeRequest) throws -> FacadeResponse {
    let access = try access(request, "search")
    let body = try request.json()
    guard let queries = body["queries"]?.items else { throw FacadeError("bad_request", "Missing field `queries`") }
    guard queries.count <= FacadeLimits.multiSearchMax else {
      throw FacadeError("bad_request", "Too many queries: at most \(FacadeLimits.multiSearchMax) are answered at once.")
    }
    let federation = body["federation"].flatMap { $0 == .null ? nil : $0 }
    var merged = try federation.map { federation throws(FacadeError) in try FederatedAnswer(federation) }
    var results: [FacadeJSON] = []
    for (number, query) in queries.enumerated() {
      do {
        guard let uid = query["indexUid"]?.text else { throw FacadeError("missing_index_uid", "Missing field `indexUid`") }
        try access.require(uid)
        let began = ContinuousClock.now
        let answer = try answer(uid, SearchRequest(query))
        if merged != nil {
          merged?.add(answer, uid, query, number)
        } else {
          var json: FacadeJSON = ["indexUid": .text(uid)]
          for member in try answer.json(milliseconds: Self.milliseconds(since: began)).members { json[member.name] = member.value }
          results.append(json)
        }
      } catch let error as FacadeError {
        throw FacadeError(error.code, "Inside `.queries[\(number)]`: \(error.message)")
      }
    }
    return FacadeResponse(200, merged?.json ?? ["results": .array(results)])
  }

  /// Finds values of one facet.
  func facetSearch(_ request: FacadeRequest, _ uid: String) throws -> FacadeResponse {
    let began = ContinuousClock.now
    try access(request, "search").require(uid)
    let body = try request.json()
    let fields = RequestMembers(body)
    guard let name = try fields.text("facetName", "invalid_facet_search_facet_name") else {
      throw FacadeError("missing_facet_search_facet_name", "Missing field `facetName`")
    }
    let wanted = try fields.text("facetQuery", "invalid_facet_search_facet_query") ?? ""
    let index = try index(uid)
    guard index.settings["facetSearch"].flag ?? true else {
      throw FacadeError("facet_search_disabled", "The facet search is disabled for this index")
    }
    guard index.settings.filterable.contains(where: { AttributePath.matches(name, pattern: $0) }) else {
      throw FacadeError("invalid_facet_search_facet_name", "Attribute `\(name)` is not facet-searchable.")
    }
    var inner = body
    for other in ["facetName", "facetQuery", "exhaustiveFacetCount"] { inner[other] = nil }
    let hits = try IndexSearch(sorted(uid), SearchRequest(inner)).hits()
    let counts = try FacetCounter([name], index, hits.map(\.number)).distribution[name] ?? [:]
    let found = counts.members.filter { FacetMatch.matches($0.name, wanted, typosMax: index.settings.typosMax) }
    return FacadeResponse(
      200,
      [
        "facetHits": .array(found.prefix(index.settings.facetValuesMax).map { ["value": .text($0.name), "count": $0.value] }),
        "facetQuery": body["facetQuery"] ?? .null, "processingTimeMs": .int(Self.milliseconds(since: began)),
      ])
  }

  private func sorted(_ uid: String) throws(FacadeError) -> FacadeIndex {
    state.indexes[uid]?.sortWords()
    return try index(uid)
  }
}

/// Whether a facet's value is what is looked for: one of its words begins so, typos forgiven.
enum FacetMatch {
  static func matches(_ value: String, _ wanted: String, typosMax: (String) -> Int) -> Bool {
    let words = FacadeTokenizer.tokens(wanted).map(\.word)
    let values = FacadeTokenizer.tokens(value).map(\.word)
    return words.allSatisfy { word in
      let distance = TypoDistance(word, isPrefix: true)
      return values.contains { $0.hasPrefix(word) || distance.to($0, limit: typosMax(word)) != nil }
    }
  }
}
