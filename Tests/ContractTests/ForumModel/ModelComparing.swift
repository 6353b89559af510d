import Admin
import Forum
import ForumKernel
import Testing

/// The whole forum against the whole model, page by page.
extension ModelRun {
  mutating func compare() async throws {
    for category in model.categories {
      let visible = model.threads.filter { !$0.value.isDeleted && $0.value.category == category }
      let view = try #require(try await module.reader.category(category, .all(tenant)))
      try #require(view.threadCount == Int64(visible.count))
      let listed = try await pages { try await module.reader.threads(.all(tenant), ThreadQuery(category: category), $0) }
      let expected = visible.keys.sorted { (model.lastPostAt($0), $0.raw) > (model.lastPostAt($1), $1.raw) }
      try #require(listed.map(\.thread.id) == expected)
      for thread in listed.map(\.thread) { try await compare(thread) }
    }
    for (id, _) in model.threads where model.threads[id]?.isDeleted == true {
      let view = try await module.reader.thread(id, .all(tenant))
      try #require(view == nil)
    }
    let report = try await upkeep.recount()
    try #require(report.drifts.isEmpty, "\(report.drifts)")
    try await comparePast()
  }

  private func compare(_ thread: ForumThread) async throws {
    let known = try #require(model.threads[thread.id])
    let posts = model.visiblePosts(of: thread.id)
    try #require(thread.title == known.title && thread.tags.values == known.tags)
    try #require(thread.isLocked == known.isLocked && thread.isPinned == known.isPinned)
    try #require(thread.postCount == Int64(posts.count) && thread.lastPostAt == model.lastPostAt(thread.id) && thread.nextPosition == known.next)
    let listed = try await pages { try await module.reader.posts(of: thread.id, .all(tenant), $0) }.map(\.post)
    try #require(listed.map(\.id) == posts.map(\.id) && listed.map(\.position) == posts.map(\.post.position))
    try #require(listed.map(\.content.body) == posts.map(\.post.body))
    for (post, expected) in zip(listed, posts) {
      try #require(post.reactions.counts == expected.post.reactions.mapValues { Int64($0.count) }.filter { $0.value > 0 })
      try await compareComments(of: post)
    }
  }

  private func compareComments(of post: Post) async throws {
    let expected = model.comments(of: post.id)
    try #require(post.commentCount == Int64(expected.filter { !$0.comment.isDeleted }.count))
    guard !expected.isEmpty else { return }
    let listed = try await pages { try await module.reader.comments(of: post.id, .all(tenant), $0) }.map(\.comment)
    try #require(listed.map(\.id) == expected.map(\.id) && listed.map(\.parentID) == expected.map(\.comment.parent))
    try #require(listed.map(\.depth) == expected.map(\.comment.depth))
    try #require(listed.map(\.content.body) == expected.map { $0.comment.isDeleted ? "" : $0.comment.body })
  }

  /// What earlier rounds noted must be what the history says; then some threads are noted as they are now.
  private mutating func comparePast() async throws {
    for note in past {
      let posts = try await pages { try await cases.posts(of: note.thread, asOf: note.moment, tenant, $0) }
      try #require(posts.map(\.post.content.body) == note.bodies, "thread \(note.thread) as of \(note.moment)")
    }
    past = past.suffix(6)
    for thread in model.threads.keys.sorted(by: { $0.raw < $1.raw }).shuffled(using: &random).prefix(3) {
      past.append((clock.now, thread, model.visiblePosts(of: thread).map(\.post.body)))
    }
    clock.advance(seconds: 1)
  }

  /// All pages of a list, which are as small as may be or a little larger.
  private func pages<Item>(_ page: (PageRequest) async throws -> Page<Item>) async throws -> [Item] {
    var items: [Item] = []
    var after: PagePosition?
    repeat {
      let next = try await page(PageRequest(limit: 7, after: after))
      items += next.items
      after = next.next
    } while after != nil
    return items
  }
}
