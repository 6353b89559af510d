import ForumKernel
import Foundation
import InvertedIndex
import Support
import Testing

@Suite struct InvertedIndexTests {
  private let tenant = TenantID(RawID(high: 1, low: 1))

  private func document(_ number: Int, _ body: String, author: String = "ada") -> SearchDocument {
    SearchDocument(
      tenant: tenant, id: RawID(high: 7, low: UInt64(number)), kind: number.isMultiple(of: 3) ? .comment : .post,
      threadID: RawID(high: 8, low: UInt64(number % 5)),
      categoryID: RawID(high: 9, low: UInt64(number % 4)), author: author, tags: number.isMultiple(of: 2) ? ["even"] : [], title: "", body: body,
      createdAt: Timestamp(milliseconds: Int64(number)))
  }

  private func find(_ index: any SearchIndex, _ text: String, _ filter: SearchFilter = .all, sort: SearchQuery.Sort = .newest) async throws
    -> [UInt64]
  {
    var query = SearchQuery(tenant: tenant, text: text)
    query.filter = filter
    query.sort = sort
    query.limit = 500
    return try await index.search(query).hits.map(\.id.low)
  }

  private func position(_ sequence: Int64) -> StreamPosition { StreamPosition(epoch: "e", sequence: sequence) }

  @Test("nothing of what was replaced or removed is left in a file after it was compacted")
  func compact() async throws {
    try await withTemporaryFolder { folder in
      let index = try InvertedIndex(directory: folder)
      try await index.apply([.put(document(1, "loom", author: "melusine")), .put(document(2, "melusine spins"))], checkpoint: position(1))
      try await index.close()
      try await index.apply([.put(document(1, "loom", author: "")), .remove(tenant: tenant, id: document(2, "").id)], checkpoint: position(2))
      #expect(try await index.compact())
      for name in try FileManager.default.contentsOfDirectory(atPath: folder) {
        let bytes = try #require(FileManager.default.contents(atPath: "\(folder)/\(name)"))
        #expect(bytes.range(of: Data("melusine".utf8)) == nil, "\(name)")
      }
      #expect(try await find(index, "loom") == [1])
      #expect(try await find(InvertedIndex(directory: folder), "loom") == [1])
    }
  }

  @Test("what was flushed is there after a new start, with its checkpoint; what was not is read from the stream again")
  func restart() async throws {
    try await withTemporaryFolder { folder in
      let first = try InvertedIndex(directory: folder)
      try await first.apply([.put(document(1, "loom"))], checkpoint: position(5))
      try await first.close()
      try await first.apply([.put(document(2, "loom"))], checkpoint: position(6))
      // No close: this is what a crash leaves.
      let second = try InvertedIndex(directory: folder)
      #expect(try await second.checkpoint() == position(5))
      #expect(try await find(second, "loom") == [1])
      try await second.apply([.remove(tenant: tenant, id: RawID(high: 7, low: 1))], checkpoint: position(7))
      try await second.close()
      #expect(try await find(try InvertedIndex(directory: folder), "loom").isEmpty)
    }
  }

  @Test("a damaged or cut file is noticed: no checkpoint, and no search before the index is filled again", arguments: [true, false])
  func damage(isCut: Bool) async throws {
    try await withTemporaryFolder { folder in
      let index = try InvertedIndex(directory: folder)
      try await index.apply([.put(document(1, "loom and more words"))], checkpoint: position(1))
      try await index.close()
      for file in try FileManager.default.contentsOfDirectory(atPath: folder) {
        let copy = folder + "-copy"
        try FileManager.default.copyItem(atPath: folder, toPath: copy)
        defer { try? FileManager.default.removeItem(atPath: copy) }
        var bytes = try Data(contentsOf: URL(filePath: "\(copy)/\(file)"))
        if isCut { bytes.removeLast(bytes.count / 2) } else { bytes[bytes.count / 2] ^= 0x10 }
        try bytes.write(to: URL(filePath: "\(copy)/\(file)"))
        let damaged = try InvertedIndex(directory: copy)
        #expect(try await damaged.checkpoint() == nil, "\(file)")
        let error = await #expect(throws: AppError.self) { try await find(damaged, "loom") }
        #expect(error?.slug == "index_rebuilding", "\(file)")
        #expect(try await damaged.statistics().isRefilling && Data(contentsOf: URL(filePath: "\(copy)/\(file)")) == bytes, "looking changes nothing")
        try await damaged.reset()
        try await damaged.apply([.put(document(1, "loom"))], checkpoint: position(0))
        try await damaged.apply([], checkpoint: position(2))
        #expect(try await find(damaged, "loom") == [1])
        #expect(try await !damaged.statistics().isRefilling)
      }
    }
  }

  @Test("after a long random history it holds what the plain index holds")
  func randomHistory() async throws {
    try await withTemporaryFolder { folder in
      let index = try InvertedIndex(directory: folder)
      let model = ScanSearchIndex()
      let words = ["loom", "engine", "weaves", "flowers", "leaves", "pattern"]
      var random = SystemRandomNumberGenerator()
      for step in 1...400 {
        var changes: [SearchChange] = []
        for _ in 0..<Int.random(in: 1...4, using: &random) {
          let number = Int.random(in: 1...120, using: &random)
          if Int.random(in: 0..<4, using: &random) == 0 {
            changes.append(.remove(tenant: tenant, id: RawID(high: 7, low: UInt64(number))))
          } else {
            let body = (0..<5).map { _ in words.randomElement(using: &random) ?? "" }.joined(separator: " ")
            changes.append(.put(document(number, body, author: number < 60 ? "ada" : "bob")))
          }
        }
        try await index.apply(changes, checkpoint: position(Int64(step)))
        try await model.apply(changes, checkpoint: position(Int64(step)))
        if step.isMultiple(of: 150) { try await index.close() }
      }
      let filters: [SearchFilter] = [.all, .author(["bob"]), .tag(["even"]), .not(.kind(.comment)), .category([RawID(high: 9, low: 1)])]
      for filter in filters {
        for text in ["", "loom ", "engine ", "pattern "] {
          for sort in [SearchQuery.Sort.newest, .oldest] {
            #expect(try await find(index, text, filter, sort: sort) == find(model, text, filter, sort: sort), "\(text) \(filter)")
          }
        }
      }
      let reopened = try InvertedIndex(directory: folder)
      #expect(try await reopened.checkpoint() == position(300))
    }
  }

  @Test("the same documents are ranked with the same scores, whatever was there before and however it came")
  func historyDoesNotRank() async throws {
    let documents = (1...40).map {
      document($0, (0..<$0 % 7 + 1).map { ["loom", "looms", "engine", "lom", "weaves"][$0 % 5] }.joined(separator: " "))
    }
    try await withTemporaryFolder { folder in
      let plain = try InvertedIndex(directory: folder + "/plain")
      try await plain.apply(documents.map { .put($0) }, checkpoint: position(1))
      let worn = try InvertedIndex(directory: folder + "/worn")
      for (number, document) in documents.enumerated() {
        let old = self.document(number + 1, "loom engine words that are gone")
        try await worn.apply([.put(old), .put(self.document(100 + number, "engine loom"))], checkpoint: position(Int64(number)))
        try await worn.apply(
          [.put(document), .remove(tenant: tenant, id: RawID(high: 7, low: UInt64(100 + number)))], checkpoint: position(Int64(number)))
      }
      for text in ["loom engine", "engi", "\"loom looms\"", "weaves loom "] {
        let query = SearchQuery(tenant: tenant, text: text)
        let (one, other) = (try await plain.search(query), try await worn.search(query))
        #expect(!one.hits.isEmpty && one.hits.map(\.id) == other.hits.map(\.id) && one.hits.map(\.score) == other.hits.map(\.score), "\(text)")
      }
    }
  }

  @Test("phrases hold in order, a dash excludes, and endless phrases do no harm")
  func phrases() async throws {
    try await withTemporaryFolder { folder in
      let index = try InvertedIndex(directory: folder)
      let long = Array(repeating: "a", count: 400).joined(separator: " ")
      try await index.apply(
        [.put(document(1, "weaves flowers and leaves")), .put(document(2, "flowers weaves")), .put(document(3, long))], checkpoint: position(1))
      #expect(try await find(index, "\"weaves flowers\"") == [1])
      #expect(try await find(index, "flowers -leaves ") == [2])
      #expect(try await find(index, "flowers -\"weaves flowers\"") == [2])
      #expect(try await find(index, "\"\(String(long.prefix(500)))\"") == [3])
      let error = await #expect(throws: AppError.self) { try await find(index, String(repeating: "x", count: 513)) }
      #expect(error?.slug == "query_too_long")
    }
  }

  @Test("words of scripts without spaces are found by neighbouring characters")
  func unspacedScripts() async throws {
    try await withTemporaryFolder { folder in
      let index = try InvertedIndex(directory: folder)
      try await index.apply([.put(document(1, "日本語の検索エンジン")), .put(document(2, "ÜBERGRÖSSE Café"))], checkpoint: position(1))
      #expect(try await find(index, "検索") == [1])
      #expect(try await find(index, "ubergrosse ") == [2])
      #expect(try await find(index, "cafe ") == [2])
    }
  }
}
