import Forum
import ForumKernel

/// Moving, merging and splitting, and undoing that.
extension ModelForum {
  mutating func move(_ id: ThreadID, to category: CategoryID) throws(Refusal) {
    guard try visible(id).category != category else { throw Refusal(slug: "same_category") }
    threads[id]!.category = category
  }

  mutating func merge(_ id: ThreadID, into target: ThreadID) throws(Refusal) {
    let thread = try visible(id)
    guard id != target, let other = threads[target], !other.isDeleted else { throw Refusal(slug: "validation_failed") }
    for (post, _) in posts(of: id) { shift(post, to: target, by: other.next - 1) }
    threads[target]!.next += thread.next - 1
    threads[id]!.isDeleted = true
  }

  func requireSplitting(_ id: ThreadID, _ chosen: [PostID]) throws(Refusal) {
    _ = try visible(id)
    for post in chosen {
      guard let found = posts[post], found.thread == id, !found.isDeleted, found.position != 1 else { throw Refusal(slug: "validation_failed") }
    }
    if chosen.isEmpty { throw Refusal(slug: "validation_failed") }
  }

  mutating func split(_ id: ThreadID, _ chosen: [PostID], into part: ThreadID, _ title: String) {
    let ordered = Set(chosen).sorted { posts[$0]!.position < posts[$1]!.position }
    let first = posts[ordered[0]]!
    threads[part] = Thread(
      category: threads[id]!.category, author: first.author, title: title, tags: threads[id]!.tags, createdAt: first.createdAt,
      next: Int64(ordered.count) + 1)
    for (index, post) in ordered.enumerated() {
      posts[post]!.thread = part
      posts[post]!.position = Int64(index) + 1
    }
  }

  mutating func undo(_ id: ThreadOperationID) throws(Refusal) {
    let operation = operations[id]!
    guard !operation.isUndone else { throw Refusal(slug: "undone_already") }
    let changed = Refusal(slug: "changed_since")
    let (threadID, thread) = (operation.thread, threads[operation.thread]!)
    switch operation.action {
    case .move(let category):
      guard !thread.isDeleted, thread.category != category else { throw changed }
      threads[threadID]!.category = category
    case .merge(let distance, let last):
      let target = try other(of: operation)
      guard thread.isDeleted, visiblePosts(of: threadID).isEmpty else { throw changed }
      let back = posts(of: target).filter { $0.post.position > distance && $0.post.position <= last }
      let kept = visiblePosts(of: threadID).map(\.post.position) + back.filter { !$0.post.isDeleted }.map { $0.post.position - distance }
      guard kept.min() == 1 else { throw changed }
      for (post, _) in back { shift(post, to: threadID, by: -distance) }
      threads[threadID]!.isDeleted = false
    case .split(let moved):
      let part = try other(of: operation)
      guard !thread.isDeleted else { throw changed }
      for post in moved where posts[post.id]!.thread == part {
        posts[post.id]!.thread = threadID
        posts[post.id]!.position = post.position
      }
      if !visiblePosts(of: part).isEmpty {
        for (post, _) in posts(of: part) { shift(post, to: threadID, by: thread.next - 1) }
        threads[threadID]!.next += threads[part]!.next - 1
      }
      threads[part]!.isDeleted = true
    }
    operations[id]!.isUndone = true
  }

  private func other(of operation: Operation) throws(Refusal) -> ThreadID {
    guard let other = operation.other, let thread = threads[other], !thread.isDeleted else { throw Refusal(slug: "changed_since") }
    return other
  }

  private mutating func shift(_ post: PostID, to thread: ThreadID, by distance: Int64) {
    posts[post]!.thread = thread
    posts[post]!.position += distance
  }
}
