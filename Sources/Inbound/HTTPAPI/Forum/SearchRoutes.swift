import Forum
package import ForumKernel
import HTTPTypes

struct SearchRoutes {
  /// How long `wait=indexed` waits; the indexer follows within milliseconds unless it is filling the index anew.
  private static let indexWait = Duration.seconds(10)

  let index: any SearchIndex
  /// Returns when everything that was written until now can be found, false when that takes longer than the duration.
  let waitUntilIndexed: @Sendable (Duration) async throws -> Bool

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "search", "search", "Find posts and comments", tag: "Search", needs: .forumRead, errors: ["index_rebuilding", "index_behind"],
      returns: ForumShapes.results, perform: search)
  }

  @Sendable private func search(_ call: Call, _ query: SearchRequest) async throws -> Reply<SearchPage> {
    if query.waits, try await !waitUntilIndexed(Self.indexWait) {
      throw AppError(.unavailable, "index_behind", "The index has not caught up yet. Try again soon.", retryAfterSeconds: 1)
    }
    let scope = "search:\(call.tenant):\(query.text):\(query.filter ?? ""):\(query.sort)"
    let offset = try call.page(query.page, of: scope).after.map { Int($0.key) } ?? 0
    let filter = try query.filter.map { text throws(AppError) in try FilterExpression.parse(text) } ?? .all
    var search = SearchQuery(call.principal.readScope, text: query.text, filter: filter)
    search.sort = query.sort.order
    search.facets = query.facets
    search.offset = offset
    search.limit = query.page.limit
    let results = try await index.search(search)
    let end = offset + results.hits.count
    let hasMore = results.hits.count == query.page.limit && end < min(results.estimatedTotal, SearchRequest.hitsMax)
    let next = hasMore ? call.cursors.encode(PagePosition(key: Int64(end), id: .zero), scope: scope) : nil
    return .ok(SearchPage(results: results, next: next))
  }
}

/// What to look for.
package struct SearchRequest: QueryFields {
  package enum Sort: String, CaseIterable, Sendable {
    case relevance, newest, oldest

    package var order: SearchQuery.Sort {
      switch self {
      case .relevance: .relevance
      case .newest: .newest
      case .oldest: .oldest
      }
    }
  }

  /// As far as results can be paged: what is further down is found by a better query.
  package static let hitsMax = 1000
  /// A question is a line.
  package static let textLengthMax = 512
  package static let filterLengthMax = 2000
  private static let facetNames = ["category_id", "author", "tags", "kind"]

  let text: String
  let filter: String?
  let sort: Sort
  let facets: [String]
  let waits: Bool
  let page: PageQuery

  package init(_ fields: inout FieldReader) {
    text = fields.optional(
      "q", .line(0...Self.textLengthMax), default: "",
      "Words, with typos and an unfinished last word; \"…\" is a phrase, - before a word excludes it.")
    filter = fields.optional(
      "filter", .line(1...Self.filterLengthMax).checked { text throws(AppError) in _ = try FilterExpression.parse(text) },
      "Conditions on category_id, thread_id, author, tags, kind and created_at: `author = ada AND tags IN [swift, sql]`.")
    sort = fields.optional("sort", .choice(), default: .relevance)
    facets = fields.optional("facets", .list(of: .word(of: Self.facetNames), count: 0...4), default: [], "Attributes to count the values of.")
    waits = fields.optional("wait", .word(of: ["indexed"]), "`indexed`: first wait until everything written before can be found.") != nil
    page = PageQuery(&fields)
  }
}
