import ForumKernel

/// Meilisearch's answer to a search.
struct SearchReply: Decodable, Sendable {
  struct Hit: Decodable, Sendable {
    struct Formatted: Decodable, Sendable {
      let title: String?
      let body: String?
    }

    let id: String
    let kind: String
    let threadID: String
    let score: Double?
    let formatted: Formatted?

    enum CodingKeys: String, CodingKey {
      case id, kind
      case threadID = "thread_id"
      case score = "_rankingScore"
      case formatted = "_formatted"
    }
  }

  let hits: [Hit]
  let estimatedTotalHits: Int
  let facetDistribution: [String: [String: Int]]?

  /// Throws `malformed` for a hit that the forum did not put there.
  var results: SearchResults {
    get throws(MeilisearchError) {
      var found: [SearchHit] = []
      for hit in hits {
        guard let id = RawID(hit.id), let thread = RawID(hit.threadID), let kind = SearchDocument.Kind(rawValue: hit.kind) else {
          throw .malformed("a hit that is no document of a forum")
        }
        found.append(
          SearchHit(
            id: id, kind: kind, threadID: thread, score: hit.score ?? 0, titleHighlighted: Marks.html(hit.formatted?.title ?? ""),
            bodyHighlighted: Marks.html(hit.formatted?.body ?? "")))
      }
      return SearchResults(hits: found, estimatedTotal: estimatedTotalHits, facets: facetDistribution ?? [:])
    }
  }
}
