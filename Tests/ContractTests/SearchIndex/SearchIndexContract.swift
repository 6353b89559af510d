import ForumKernel
import Testing

@Suite struct SearchIndexContract {
  @Test("a document is found by its words as soon as it is applied, and not any more when it is removed", arguments: SearchIndexBackend.allCases)
  func visibility(backend: SearchIndexBackend) async throws {
    try await backend.with { index in
      try await index.put(index.document(1, title: "On the Analytical Engine", "It weaves algebraic patterns."))
      #expect(try await index.find("analytical ") == [1])
      #expect(try await index.find("ALGEBRAIC ") == [1])
      #expect(try await index.find("jacquard ").isEmpty)
      try await index.put(index.document(1, title: "On looms", "Just cloth."))
      #expect(try await index.find("analytical ").isEmpty)
      #expect(try await index.find("looms ") == [1])
      try await index.remove(1)
      #expect(try await index.find("looms ").isEmpty)
    }
  }

  @Test("typos are forgiven as Meilisearch does", arguments: SearchIndexBackend.allCases)
  func typos(backend: SearchIndexBackend) async throws {
    try await backend.with { index in
      try await index.put(
        index.document(1, "phone"), index.document(2, "two"), index.document(3, "saturday"), index.document(4, "2024"), index.document(5, "wonderful")
      )
      for (typed, found) in [
        ("phnoe ", [1]), ("phone ", [1]), ("tow ", []), ("satuday ", [3]), ("caturday ", []), ("sutuday ", []), ("2025 ", []), ("wondreful ", [5]),
        ("wonfderfl ", [5]),
      ] {
        #expect(try await index.find(typed) == found, "\(typed)")
      }
    }
  }

  @Test("the last word may be unfinished, from its first letter on, unless a space ends it", arguments: SearchIndexBackend.allCases)
  func prefixes(backend: SearchIndexBackend) async throws {
    try await backend.with { index in
      try await index.put(index.document(1, "analytical engine"))
      for typed in ["e", "eng", "analytical en"] { #expect(try await index.find(typed) == [1], "\(typed)") }
    }
  }

  @Test("filters combine, and an empty query lists what they leave, newest first", arguments: SearchIndexBackend.allCases)
  func filters(backend: SearchIndexBackend) async throws {
    try await backend.with { index in
      try await index.put(
        index.document(1, "red loom", tags: ["craft"], category: 1), index.document(2, "red loom", author: "bob", category: 2),
        index.document(3, "red loom", author: "bob", tags: ["craft"], category: 2, kind: .comment))
      #expect(try await index.find("", .author(["bob"])) == [3, 2])
      #expect(try await index.find("", .and([.tag(["craft"]), .not(.kind(.comment))])) == [1])
      #expect(try await index.find("red", .or([.category([IndexFixture.id(2001)]), .kind(.comment)]), sort: .oldest) == [1, 3])
      #expect(try await index.find("red", .created(from: Timestamp(milliseconds: 2000), before: Timestamp(milliseconds: 3000))) == [2])
      #expect(try await index.find("red", .thread(IndexFixture.id(1003))) == [3])
    }
  }

  @Test("facets count the values of all that matches", arguments: SearchIndexBackend.allCases)
  func facets(backend: SearchIndexBackend) async throws {
    try await backend.with { index in
      try await index.put(
        index.document(1, "loom", tags: ["craft", "old"]), index.document(2, "loom", author: "bob", tags: ["craft"]), index.document(3, "other"))
      let results = try await index.results("loom ", facets: ["author", "tags"], limit: 1)
      #expect(results.hits.count == 1 && results.estimatedTotal == 2)
      #expect(results.facets == ["author": ["ada": 1, "bob": 1], "tags": ["craft": 2, "old": 1]])
    }
  }

  @Test("what matched is marked and everything else escaped", arguments: SearchIndexBackend.allCases)
  func highlights(backend: SearchIndexBackend) async throws {
    try await backend.with { index in
      try await index.put(index.document(1, title: "A <loom> & more", "see the loom here"))
      let hit = try #require(try await index.results("loom ").hits.first)
      #expect(hit.bodyHighlighted.contains("<em>loom</em>"))
      #expect(hit.titleHighlighted.contains("&lt;") && hit.titleHighlighted.contains("&amp;") && !hit.titleHighlighted.contains("<loom>"))
    }
  }

  @Test("tenants never meet", arguments: SearchIndexBackend.allCases)
  func tenants(backend: SearchIndexBackend) async throws {
    try await backend.with { index in
      let other = TenantID(RawID(high: 1, low: 2))
      try await index.put(index.document(1, "loom"), index.document(2, "loom", tenant: other))
      #expect(try await index.find("loom") == [1])
      #expect(try await index.find("loom", tenant: other) == [2])
      #expect(try await index.find("", tenant: TenantID(RawID(high: 9, low: 9))).isEmpty)
    }
  }

  @Test("the checkpoint is that of the last changes, and goes with a reset", arguments: SearchIndexBackend.allCases)
  func checkpoint(backend: SearchIndexBackend) async throws {
    try await backend.with { index in
      #expect(try await index.index.checkpoint() == nil)
      try await index.put(index.document(1, "loom"))
      #expect(try await index.index.checkpoint() == StreamPosition(epoch: "e", sequence: 1))
      try await index.index.reset()
      #expect(try await index.index.checkpoint() == nil)
    }
  }

  @Test("pages follow each other without a gap", arguments: SearchIndexBackend.allCases)
  func pages(backend: SearchIndexBackend) async throws {
    try await backend.with { index in
      for number in 1...25 { try await index.put(index.document(number, "loom number \(number)")) }
      var seen: [Int] = []
      for offset in stride(from: 0, to: 25, by: 7) {
        seen += try await index.results("loom ", sort: .oldest, offset: offset, limit: 7).hits.map { Int($0.id.low) }
      }
      #expect(seen == Array(1...25))
    }
  }
}
