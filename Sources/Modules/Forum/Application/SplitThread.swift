public import ForumKernel

/// Puts some posts of a thread into a new one of the same category; needs `forum.moderate`. It can be undone.
public struct SplitThread: Sendable {
  let store: any ForumStore

  /// The posts keep their order, and the first of them opens the new thread. Throws `notFound`, `invalid` when a post is not in
  /// the thread or opens it, and `forbidden` (`quota_exhausted`) where the tenant may have no more threads.
  public func callAsFunction(_ id: ThreadID, posts: [PostID], title: String, by principal: Principal) async throws -> ThreadOperation {
    try principal.require(.forumModerate)
    return try await store.write(principal.tenant, actor: try principal.requireUser()) { tx in
      var thread = try tx.visibleThread(id, to: principal)
      var chosen: [Post] = []
      var faults: [Fault] = []
      for (index, postID) in posts.enumerated() {
        if let post = try tx.post(postID), post.threadID == id, post.deletedAt == nil, !post.isOpening {
          if !chosen.contains(where: { $0.id == postID }) { chosen.append(post) }
        } else {
          faults.append(Fault("/post_ids/\(index)", "not_allowed", "This post is not in the thread, or opens it."))
        }
      }
      guard faults.isEmpty else { throw AppError.validation(faults) }
      chosen.sort { $0.position < $1.position }
      guard let first = chosen.first else {
        throw AppError.validation([Fault("/post_ids", "too_short", "Name the posts that go.")])
      }
      var part = ForumThread.open(
        id: tx.newID(), in: thread.categoryID, by: first.authorID, title: title, tags: thread.tags, at: first.createdAt)
      try tx.insert(part)
      try tx.addToThreadCount(1, of: part.categoryID)
      try tx.emit(ThreadCreated(threadID: part.id, categoryID: part.categoryID))
      for post in chosen {
        try tx.move(post.id, to: part.id, position: part.nextPosition)
        part.nextPosition += 1
      }
      let rearranging = ThreadRearranging(tx: tx)
      try rearranging.refresh(&part)
      try rearranging.refresh(&thread)
      return try rearranging.record(
        .split(chosen.map { ThreadOperation.MovedPost(id: $0.id, position: $0.position) }), on: id, other: part.id)
    }
  }
}
