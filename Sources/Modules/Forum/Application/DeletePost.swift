public import ForumKernel

/// Deletes and restores posts; the thread's count follows. Positions stay as they are.
public struct DeletePost: Sendable {
  let store: any ForumStore
  let cases: any ModerationReader

  /// By its author or a moderator. Throws `conflict` (`opening_post`) for a thread's first post: delete the thread instead.
  public func callAsFunction(_ id: PostID, ifMatch: VersionMatch, by principal: Principal) async throws {
    let user = try principal.requireUser()
    try await store.write(principal.tenant, actor: user) { tx in
      var (post, thread) = try tx.visiblePost(id, to: principal)
      try principal.requireAuthorship(of: post.authorID, AccessResource(post, in: thread))
      try thread.requireOpen(for: principal)
      try ifMatch.require(post.version)
      guard !post.isOpening else {
        throw AppError(.conflict, "opening_post", "This post opens its thread: delete the thread instead.")
      }
      post.setDeleted(true, now: tx.now)
      try tx.update(post)
      try tx.takeOut(post, of: &thread)
      try tx.emit(PostDeleted(threadID: thread.id, postID: id))
      try tx.audit(AuditEntry(action: "post.delete", target: "post:\(id)"))
    }
  }

  /// By its moderators. Restoring a visible post changes nothing; one that waits for moderators is approved so. Throws `conflict` (`case_claimed`),
  /// `forbidden` (`own_content`, `out_of_scope`).
  public func restore(_ id: PostID, by principal: Principal) async throws {
    let scope = try await ModerationScope.of(principal, cases)
    try await store.write(principal.tenant, actor: principal.userID) { tx in
      guard var post = try tx.post(id) else { throw AppError.notFound("post") }
      var thread = try tx.visibleThread(post.threadID, to: principal)
      try scope.require(thread.categoryID)
      guard post.deletedAt != nil, try !tx.approve(id.raw, by: principal) else { return }
      post.setDeleted(false, now: tx.now)
      thread.count(post)
      try tx.update(post)
      try tx.updateActivity(of: thread)
      try tx.emit(PostRestored(threadID: thread.id, postID: id))
      try tx.forgetWithholding(of: id.raw)
      try tx.audit(AuditEntry(action: "post.restore", target: "post:\(id)"))
    }
  }
}
