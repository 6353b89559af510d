import Forum
import ForumKernel
import Foundation
import Testing
import WebUI

@Suite struct PageTests {
  let forum = MemoryForum()
  let web: WebUI

  init() throws {
    web = try WebUI(
      reader: forum, attention: forum, search: EmptyIndex(), cursorSigner: CursorSigner(key: Array(0..<32)), siteName: "A & B",
      readScope: { .all($1) }, status: { $0.code == .notFound ? 404 : 422 })
  }

  private func get(_ path: String, _ query: [(name: String, value: String)] = [], ifNoneMatch: String? = nil) async throws -> WebResponse {
    try #require(
      try await web.respond(to: WebRequest(path: path, query: query, tenant: forum.tenant, ifNoneMatch: ifNoneMatch)))
  }

  private func text(_ response: WebResponse) -> String { String(decoding: response.body, as: UTF8.self) }

  private func header(_ name: String, _ response: WebResponse) -> String? { response.headers.first { $0.name == name }?.value }

  @Test("what people write is escaped, and rendered bodies are shown as they are")
  func escaping() async throws {
    let thread = forum.addThread(in: forum.addCategory("C"), "<script>1</script>")
    forum.addPost(to: thread.id, html: "<p>hi</p>", by: forum.author("eve", name: "\"><b>Eve"))
    let page = text(try await get("/t/\(thread.id)/\(thread.slug)"))
    #expect(!page.contains("<script>1") && !page.contains("<b>Eve"))
    #expect(page.contains("&lt;script&gt;1") && page.contains("<p>hi</p>") && page.contains("A &amp; B"))
  }

  @Test("a thread under another slug leads to its own address and keeps the page")
  func redirect() async throws {
    let thread = forum.addThread(in: forum.addCategory("C"), "On engines")
    for _ in 1...31 { forum.addPost(to: thread.id, html: "x") }
    let response = try await get("/t/\(thread.id)/else", [("page", "2")])
    #expect(response.status == 301)
    #expect(header("Location", response) == "/t/\(thread.id)/on-engines?page=2")
  }

  @Test("a post's link leads to its page, and that page shows it")
  func entry() async throws {
    let thread = forum.addThread(in: forum.addCategory("C"), "T")
    let posts = (1...31).map { _ in forum.addPost(to: thread.id, html: "x") }
    #expect(header("Location", try await get("/p/\(posts[30].id)")) == "/t/\(thread.id)/t?page=2#p-\(posts[30].id)")
    #expect(text(try await get("/t/\(thread.id)/t", [("page", "2")])).contains("p-\(posts[30].id)"))
    #expect(try await get("/t/\(thread.id)/t", [("page", "3")]).status == 404)
  }

  @Test("pinned threads stand on top once")
  func pinned() async throws {
    let category = forum.addCategory("C")
    forum.addThread(in: category, "Pinned one", isPinned: true)
    forum.addThread(in: category, "Later", at: MemoryForum.start.adding(seconds: 60))
    let page = text(try await get("/"))
    #expect(page.components(separatedBy: "Pinned one").count == 2)
    #expect(try #require(page.range(of: "Pinned one")).lowerBound < #require(page.range(of: "Later")).lowerBound)
  }

  @Test("the list goes on under the older link without repeating a thread")
  func paging() async throws {
    let category = forum.addCategory("C")
    for index in 1...41 { forum.addThread(in: category, "Thread no. \(index) here", at: MemoryForum.start.adding(seconds: Int64(index))) }
    let first = text(try await get("/"))
    let cursor = try #require(first.firstMatch(of: /cursor=([^"]+)"/)).1
    let second = text(try await get("/", [("cursor", String(cursor))]))
    #expect(!first.contains("Thread no. 1 here") && second.contains("Thread no. 1 here") && !second.contains("Thread no. 2 here"))
    #expect(try await get("/c/c", [("cursor", String(cursor))]).status == 422)
  }

  @Test("comments nest, and a deleted one shows nothing of what it said")
  func comments() async throws {
    let thread = forum.addThread(in: forum.addCategory("C"), "T")
    let post = forum.addPost(to: thread.id, html: "x")
    let gone = try forum.addComment(to: post, html: "secret", isDeleted: true)
    try forum.addComment(to: post, html: "answer", parent: gone)
    let page = text(try await get("/t/\(thread.id)/t"))
    #expect(page.contains("This comment was deleted.") && page.contains("answer") && !page.contains("secret"))
  }

  @Test("another tenant's thread does not exist")
  func tenants() async throws {
    let thread = forum.addThread(in: forum.addCategory("C"), "T")
    let other: TenantID = forum.ids.next()
    #expect(try await web.respond(to: WebRequest(path: "/t/\(thread.id)/t", tenant: other))?.status == 404)
  }

  @Test("an unchanged page and an unchanged file are not sent twice", arguments: ["/", "/style.css", "/live.js"])
  func revalidation(path: String) async throws {
    let tag = try #require(header("ETag", try await get(path)))
    let again = try await get(path, ifNoneMatch: "W/\"x\", \(tag)")
    #expect(again.status == 304 && again.body.isEmpty)
  }

  @Test("other paths are left to others", arguments: ["/api/v1/threads", "/t", "/t/1/x", "/search/x", "/c/", "//"])
  func foreignPaths(path: String) async throws {
    let response = try await web.respond(to: WebRequest(path: path, tenant: forum.tenant))
    #expect(response == nil)
  }
}

/// An index that finds nothing.
private struct EmptyIndex: SearchIndex {
  func apply(_ changes: [SearchChange], checkpoint: StreamPosition) {}
  func checkpoint() -> StreamPosition? { nil }
  func search(_ query: SearchQuery) -> SearchResults { SearchResults(hits: [], estimatedTotal: 0, facets: [:]) }
  func reset() {}
  func statistics() -> SearchStatistics { SearchStatistics(documents: 0, segments: 0, diskBytes: 0) }
}
