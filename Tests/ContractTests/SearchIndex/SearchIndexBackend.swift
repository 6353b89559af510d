import ForumKernel
import InvertedIndex
import Meilisearch
import Support
import Testing

/// The indexes that the suite runs over.
enum SearchIndexBackend: String, CaseIterable, CustomTestStringConvertible {
  case inverted = "search.index"
  case scan
  /// Over the search facade, on a port of its own.
  case meilisearch = "search.meilisearch"

  var testDescription: String { rawValue }

  /// Runs `body` on a fresh, empty index.
  func with(_ body: (IndexFixture) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      switch self {
      case .scan: try await body(IndexFixture(index: ScanSearchIndex()))
      case .inverted:
        let index = try InvertedIndex(directory: folder + "/index")
        try await body(IndexFixture(index: index))
        try await index.close()
      case .meilisearch:
        try await RunningFacade.run(in: folder) { server in
          var limits = MeilisearchLimits()
          // A loaded machine is no reason to fail.
          limits.requestTimeout = .seconds(60)
          let target = try MeilisearchTarget(url: server.url, key: RunningFacade.masterKey)
          let index = try await MeilisearchIndex.open(target, limits: limits)
          try await body(IndexFixture(index: index))
          await index.close()
        }
      }
    }
  }
}

/// An index with short ways to fill and ask it.
final class IndexFixture {
  let index: any SearchIndex
  let tenant = TenantID(RawID(high: 1, low: 1))
  private var sequence: Int64 = 0

  init(index: any SearchIndex) { self.index = index }

  static func id(_ number: Int) -> RawID { RawID(high: 7, low: UInt64(number)) }

  func document(
    _ number: Int, title: String = "", _ body: String, author: String = "ada", tags: [String] = [], category: Int = 1,
    kind: SearchDocument.Kind = .post,
    tenant: TenantID? = nil
  ) -> SearchDocument {
    SearchDocument(
      tenant: tenant ?? self.tenant, id: Self.id(number), kind: kind, threadID: Self.id(1000 + number), categoryID: Self.id(2000 + category),
      author: author, tags: tags, title: title, body: body, createdAt: Timestamp(milliseconds: Int64(number) * 1000))
  }

  func put(_ documents: SearchDocument...) async throws { try await apply(documents.map { .put($0) }) }
  func remove(_ number: Int) async throws { try await apply([.remove(tenant: tenant, id: Self.id(number))]) }

  func apply(_ changes: [SearchChange]) async throws {
    sequence += 1
    try await index.apply(changes, checkpoint: StreamPosition(epoch: "e", sequence: sequence))
  }

  func results(
    _ text: String, _ filter: SearchFilter = .all, sort: SearchQuery.Sort = .relevance, facets: [String] = [], offset: Int = 0, limit: Int = 20,
    tenant: TenantID? = nil
  ) async throws -> SearchResults {
    var query = SearchQuery(tenant: tenant ?? self.tenant, text: text)
    query.filter = filter
    query.sort = sort
    query.facets = facets
    query.offset = offset
    query.limit = limit
    return try await index.search(query)
  }

  /// The numbers of the documents found, in order.
  func find(_ text: String, _ filter: SearchFilter = .all, sort: SearchQuery.Sort = .relevance, tenant: TenantID? = nil) async throws -> [Int] {
    try await results(text, filter, sort: sort, tenant: tenant).hits.map { Int($0.id.low) }
  }
}
