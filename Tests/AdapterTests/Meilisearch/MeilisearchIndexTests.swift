import ForumKernel
import NIOHTTP1
import Support
import Testing

@testable import Meilisearch

@Suite("Meilisearch index") struct MeilisearchIndexTests {
  private static let tenant = TenantID(RawID(high: 1, low: 1))

  private static func run(_ change: (inout MeilisearchLimits) -> Void = { _ in }, _ body: (MeilisearchIndex, RunningFacade) async throws -> Void)
    async throws
  {
    var limits = MeilisearchLimits()
    limits.requestTimeout = .seconds(60)
    change(&limits)
    try await withTemporaryFolder { folder in
      try await RunningFacade.run(in: folder) { server in
        let target = try MeilisearchTarget(url: server.url, key: RunningFacade.masterKey)
        let index = try await MeilisearchIndex.open(target, limits: limits)
        try await body(index, server)
        await index.close()
      }
    }
  }

  private static func document(_ id: UInt64, _ body: String, author: String = "ada", tags: [String] = []) -> SearchDocument {
    SearchDocument(
      tenant: tenant, id: RawID(high: 7, low: id), kind: .post, threadID: .zero, categoryID: .zero, author: author, tags: tags, title: "", body: body,
      createdAt: Timestamp(milliseconds: Int64(id)))
  }

  @Test("many documents go in batches, and the position is that of all of them")
  func batches() async throws {
    try await Self.run {
      $0.batchDocuments = 7
    } _: { index, _ in
      try await index.apply((1...50).map { .put(Self.document($0, "loom")) }, checkpoint: StreamPosition(epoch: "e", sequence: 9))
      #expect(try await index.statistics().documents == 50)
      #expect(try await index.checkpoint() == StreamPosition(epoch: "e", sequence: 9))
    }
  }

  @Test("of several changes to one document the last counts")
  func order() async throws {
    try await Self.run { index, _ in
      let changes: [SearchChange] = [
        .put(Self.document(1, "first")), .put(Self.document(1, "second")), .put(Self.document(2, "gone")),
        .remove(tenant: Self.tenant, id: RawID(high: 7, low: 2)), .remove(tenant: Self.tenant, id: RawID(high: 7, low: 3)),
        .put(Self.document(3, "back")),
      ]
      try await index.apply(changes, checkpoint: StreamPosition(epoch: "e", sequence: 1))
      for (word, count) in [("first", 0), ("second", 1), ("gone", 0), ("back", 1)] {
        #expect(try await index.search(SearchQuery(tenant: Self.tenant, text: word)).hits.count == count, "\(word)")
      }
    }
  }

  @Test("while the index is filled again searches say so, until changes are applied that are none")
  func refilling() async throws {
    try await Self.run { index, server in
      try await index.apply([.put(Self.document(1, "loom"))], checkpoint: StreamPosition(epoch: "e", sequence: 1))
      try await index.reset()
      try await index.apply([.put(Self.document(1, "loom"))], checkpoint: StreamPosition(epoch: "f", sequence: 0))
      let other = try await MeilisearchIndex.open(try MeilisearchTarget(url: server.url, key: RunningFacade.masterKey))
      for index in [index, other] {
        let error = await #expect(throws: AppError.self) { try await index.search(SearchQuery(tenant: Self.tenant, text: "loom")) }
        #expect(error?.slug == "index_rebuilding")
      }
      await other.close()
      try await index.apply([], checkpoint: StreamPosition(epoch: "f", sequence: 5))
      #expect(try await index.search(SearchQuery(tenant: Self.tenant, text: "loom")).hits.count == 1)
    }
  }

  @Test("an index that somebody else changed takes no changes, and tells its position anew")
  func changedBehindItsBack() async throws {
    try await Self.run { index, server in
      try await index.apply([.put(Self.document(1, "loom"))], checkpoint: StreamPosition(epoch: "e", sequence: 1))
      let other = try await MeilisearchIndex.open(try MeilisearchTarget(url: server.url, key: RunningFacade.masterKey))
      try await other.reset()
      await other.close()
      let error = await #expect(throws: AppError.self) { try await index.apply([], checkpoint: StreamPosition(epoch: "e", sequence: 2)) }
      #expect(error?.slug == "search_index_changed")
      #expect(try await index.checkpoint() == nil)
    }
  }

  @Test("settings that somebody else took back are brought up to date by the search that misses them")
  func lostSettings() async throws {
    try await Self.run { index, server in
      try await index.apply([.put(Self.document(1, "loom"))], checkpoint: StreamPosition(epoch: "e", sequence: 1))
      let other = MeilisearchClient(try MeilisearchTarget(url: server.url, key: RunningFacade.masterKey), MeilisearchLimits())
      try await other.change(.DELETE, "/indexes/forum/settings", nil)
      await other.close()
      #expect(try await index.search(SearchQuery(tenant: Self.tenant, text: "loom")).hits.count == 1)
    }
  }

  @Test(
    "values with quotes, backslashes and words of the filter language are only values",
    arguments: [
      "a\" OR tenant EXISTS OR author = \"", "x' OR 'a", "AND", "a]", "\u{E000}", "ä, b",
    ])
  func filterValues(value: String) async throws {
    try await Self.run { index, _ in
      try await index.apply(
        [.put(Self.document(1, "loom", author: value)), .put(Self.document(2, "loom", author: "other"))],
        checkpoint: StreamPosition(epoch: "e", sequence: 1))
      var query = SearchQuery(tenant: Self.tenant, text: "loom")
      query.filter = .author([value])
      #expect(try await index.search(query).hits.map(\.id.low) == [1])
      query.filter = .author(["\\", "a\\\" OR tenant EXISTS"])
      #expect(try await index.search(query).hits.isEmpty)
    }
  }

  @Test("marks in the text itself mark nothing")
  func marks() async throws {
    try await Self.run { index, _ in
      try await index.apply(
        [.put(Self.document(1, "a \u{E000}<b>\u{E001} loom"))], checkpoint: StreamPosition(epoch: "e", sequence: 1))
      let hit = try #require(try await index.search(SearchQuery(tenant: Self.tenant, text: "loom ")).hits.first)
      #expect(hit.bodyHighlighted == "a &lt;b&gt; <em>loom</em>")
    }
  }
}
