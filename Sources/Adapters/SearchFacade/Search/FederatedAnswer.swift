/// The hits of several searches in one list, by score.
struct FederatedAnswer {
  private let offset: Int
  private let limit: Int
  private var hits: [(hit: FacadeJSON, score: Double)] = []
  private var total = 0

  /// Throws `invalid_multi_search_federation` and its kin.
  init(_ federation: FacadeJSON) throws(FacadeError) {
    let fields = RequestMembers(federation)
    offset = try fields.count("offset", "invalid_multi_search_offset") ?? 0
    limit = try fields.count("limit", "invalid_multi_search_limit") ?? 20
  }

  mutating func add(_ answer: SearchAnswer, _ uid: String, _ query: FacadeJSON, _ number: Int) {
    let weight = query["federationOptions"]?["weight"]?.number ?? 1
    total += answer.count
    for (hit, score) in answer.scored(max: answer.search.index.settings.hitsMax) {
      var hit = hit
      hit["_federation"] = ["indexUid": .text(uid), "queriesPosition": .int(number), "weightedRankingScore": .decimal(score * weight)]
      hits.append((hit, score * weight))
    }
  }

  var json: FacadeJSON {
    // Equal scores stay in the order of the queries.
    let sorted = hits.enumerated().sorted { a, b in a.element.score == b.element.score ? a.offset < b.offset : a.element.score > b.element.score }
    return [
      "hits": .array(sorted.dropFirst(offset).prefix(limit).map(\.element.hit)), "processingTimeMs": 0, "limit": .int(limit), "offset": .int(offset),
      "estimatedTotalHits": .int(total),
    ]
  }
}
