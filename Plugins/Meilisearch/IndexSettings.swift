/// The settings that the index must have; the others are left as they are.
struct IndexSettings: Codable, Sendable, Equatable {
  struct TypoTolerance: Codable, Sendable, Equatable {
    let disableOnNumbers: Bool
  }

  struct Faceting: Codable, Sendable, Equatable {
    let maxValuesPerFacet: Int
  }

  struct Pagination: Codable, Sendable, Equatable {
    let maxTotalHits: Int
  }

  let searchableAttributes: [String]
  let filterableAttributes: Set<String>
  let sortableAttributes: Set<String>
  let rankingRules: [String]
  let typoTolerance: TypoTolerance
  let faceting: Faceting
  let pagination: Pagination

  /// An order that is asked for comes before how well a document matches; among equals the newest is first.
  static let wanted = IndexSettings(
    searchableAttributes: ["title", "body"],
    filterableAttributes: ["tenant", "id", "kind", "thread_id", "category_id", "author", "tags", "created_at"],
    sortableAttributes: ["created_at", "id"],
    rankingRules: ["sort", "words", "typo", "proximity", "attribute", "exactness", "created_at:desc"],
    typoTolerance: TypoTolerance(disableOnNumbers: true), faceting: Faceting(maxValuesPerFacet: MeilisearchLimits.facetValuesMax),
    pagination: Pagination(maxTotalHits: MeilisearchLimits.hitsMax))
}
