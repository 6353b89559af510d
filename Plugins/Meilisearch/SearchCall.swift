import ForumKernel
import Foundation

/// A search as Meilisearch is asked for it.
struct SearchCall {
  let body: Data?

  private struct Request: Encodable {
    let q: String
    let filter: String
    let sort: [String]
    let facets: [String]
    let offset: Int
    let limit: Int
    let attributesToRetrieve = ["id", "kind", "thread_id"]
    let attributesToHighlight = ["title", "body"]
    let attributesToCrop = ["body"]
    let cropLength = MeilisearchLimits.cropWords
    let highlightPreTag = String(Marks.begin)
    let highlightPostTag = String(Marks.end)
    let showRankingScore = true
  }

  /// Throws `invalid` (`search_too_deep`, `query_too_long`).
  init(_ query: SearchQuery) throws(AppError) {
    guard query.offset >= 0, query.limit >= 0, query.offset + query.limit <= MeilisearchLimits.hitsMax else {
      throw AppError(
        .invalid, "search_too_deep", "Results can be paged up to \(MeilisearchLimits.hitsMax). Search for something narrower.")
    }
    guard query.text.count <= MeilisearchLimits.queryLengthMax else {
      throw AppError(.invalid, "query_too_long", "A query has at most \(MeilisearchLimits.queryLengthMax) characters.")
    }
    let isEmpty = !query.text.contains { $0.isLetter || $0.isNumber }
    let sort: [String]
    switch query.sort {
    case .relevance: sort = isEmpty ? ["created_at:desc", "id:desc"] : []
    case .newest: sort = ["created_at:desc", "id:desc"]
    case .oldest: sort = ["created_at:asc", "id:asc"]
    }
    let request = Request(
      q: query.text, filter: FilterText.text(query.filter, in: query.tenant), sort: sort, facets: query.facets, offset: query.offset,
      limit: query.limit)
    body = try? JSONEncoder().encode(request)
  }
}
