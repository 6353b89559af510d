import ForumKernel
import Meilisearch
import Testing

@Suite("Meilisearch target") struct MeilisearchTargetTests {
  @Test(
    "an address that can't be one is refused in words, and is not repeated",
    arguments: [
      "", "localhost:7700", "ftp://host", "http://", "http://user:secret@host:7700", "http://host:7700/?a=b",
    ])
  func refused(url: String) {
    #expect(throws: AppError.self) { try MeilisearchTarget(url: url) }
    #expect(MeilisearchTarget.complaint(url: url)?.contains("secret") == false)
  }

  @Test("an address may have a path and a slash at its end", arguments: ["http://host:7700", "https://host", "http://host/search/"])
  func accepted(url: String) throws { _ = try MeilisearchTarget(url: url) }

  @Test("an index is named by letters, digits, dashes and underscores")
  func names() throws {
    _ = try MeilisearchTarget(url: "http://host", index: "forum-2_b")
    for name in ["", "a b", "a/b", "ä", String(repeating: "a", count: 401)] {
      #expect(throws: AppError.self) { try MeilisearchTarget(url: "http://host", index: name) }
    }
  }
}
