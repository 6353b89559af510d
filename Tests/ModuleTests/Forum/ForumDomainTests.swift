import Forum
import ForumKernel
import Testing

@Suite struct ForumDomainTests {
  let ids = IDGenerator(clock: ManualClock())
  let content = PostContent(body: "x", format: .text, html: "x")
  let now = Timestamp(milliseconds: 1_750_000_000_000)

  @Test("posts get positions that are never given twice, and move the thread's last time forward only")
  func positions() {
    var thread = ForumThread.open(id: ids.next(), in: ids.next(), by: nil, title: "T", tags: .none, at: now)
    let first = thread.append(content, id: ids.next(), by: nil, replyTo: nil, at: now)
    let second = thread.append(content, id: ids.next(), by: nil, replyTo: first.id, at: now.adding(seconds: -60))
    #expect([first.position, second.position] == [1, 2])
    #expect(first.isOpening && !second.isOpening)
    #expect(thread.postCount == 2 && thread.lastPostAt == now)
  }

  @Test("a comment cannot answer one of another post, nor nest deeper than the cap")
  func commentTree() throws {
    var thread = ForumThread.open(id: ids.next(), in: ids.next(), by: nil, title: "T", tags: .none, at: now)
    let post = thread.append(content, id: ids.next(), by: nil, replyTo: nil, at: now)
    let other = thread.append(content, id: ids.next(), by: nil, replyTo: nil, at: now)
    var parent = try Comment.under(post, parent: nil, id: ids.next(), by: ids.next(), content: content, now: now)
    #expect(throws: AppError.self) { try Comment.under(other, parent: parent, id: ids.next(), by: ids.next(), content: content, now: now) }
    for depth in 1..<ForumLimits.commentDepthMax {
      parent = try Comment.under(post, parent: parent, id: ids.next(), by: ids.next(), content: content, now: now)
      #expect(parent.depth == depth)
    }
    #expect(throws: AppError.self) { try Comment.under(post, parent: parent, id: ids.next(), by: ids.next(), content: content, now: now) }
  }

  @Test(
    "a slug is readable in any script and never empty",
    arguments: [
      ("On the Analytical Engine!", "on-the-analytical-engine"), ("  Ünïcode  –  Café ", "unicode-cafe"), ("日本語のタイトル", "日本語のタイトル"), ("???", "-"),
      ("", "-"),
    ])
  func slugs(text: String, slug: String) {
    #expect(Slug.make(from: text) == slug)
  }

  @Test("tags are folded, kept once, and all that is wrong is told at once")
  func tags() throws {
    #expect(try TagSet(["Swift", "swift", "c++"]).values == ["swift", "c++"])
    let error = #expect(throws: AppError.self) { try TagSet(["", "has space", "ok", "a", "b", "c"]) }
    #expect(error?.faults.map(\.pointer) == ["/tags", "/tags/0", "/tags/1"])
  }

  @Test("reaction counts never go below none")
  func reactions() {
    var counts = ReactionCounts.none
    counts.add(1, to: "like")
    counts.add(-1, to: "like")
    counts.add(-1, to: "like")
    #expect(counts == .none)
  }

  @Test("a version match accepts any of the versions it names")
  func versions() throws {
    try VersionMatch.any.require(9)
    try VersionMatch.oneOf([1, 2]).require(2)
    #expect(throws: AppError.self) { try VersionMatch.oneOf([1]).require(2) }
    #expect(throws: AppError.self) { try VersionMatch.oneOf([]).require(1) }
  }
}
