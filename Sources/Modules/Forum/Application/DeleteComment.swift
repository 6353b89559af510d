public import ForumKernel

/// Deletes and restores comments. A deleted comment stays in the tree as a tombstone, so that its answers keep their place.
public struct DeleteComment: Sendable {
  let store: any ForumStore
  let cases: any ModerationReader

  /// By its author or a moderator.
  public func callAsFunction(_ id: CommentID, ifMatch: VersionMatch, by principal: Principal) async throws {
    let user = try principal.requireUser()
    try await store.write(principal.tenant, actor: user) { tx in
      var (comment, post, thread) = try tx.visibleComment(id, to: principal)
      try principal.requireAuthorship(of: comment.authorID, AccessResource(comment, in: thread))
      try thread.requireOpen(for: principal)
      try ifMatch.require(comment.version)
      comment.setDeleted(true, now: tx.now)
      post.commentCount -= 1
      try tx.update(comment)
      try tx.update(post)
      try tx.emit(CommentDeleted(threadID: thread.id, postID: post.id, commentID: id))
      try tx.audit(AuditEntry(action: "comment.delete", target: "comment:\(id)"))
    }
  }

  /// By its moderators. Restoring a visible comment changes nothing; one that waits for moderators is approved so. Throws `conflict`
  /// (`case_claimed`), `forbidden` (`own_content`, `out_of_scope`).
  public func restore(_ id: CommentID, by principal: Principal) async throws {
    let scope = try await ModerationScope.of(principal, cases)
    try await store.write(principal.tenant, actor: principal.userID) { tx in
      guard var comment = try tx.comment(id) else { throw AppError.notFound("comment") }
      var (post, thread) = try tx.visiblePost(comment.postID, to: principal)
      try scope.require(thread.categoryID)
      guard comment.deletedAt != nil, try !tx.approve(id.raw, by: principal) else { return }
      comment.setDeleted(false, now: tx.now)
      post.commentCount += 1
      try tx.update(comment)
      try tx.update(post)
      try tx.emit(CommentRestored(threadID: thread.id, postID: post.id, commentID: id))
      try tx.forgetWithholding(of: id.raw)
      try tx.audit(AuditEntry(action: "comment.restore", target: "comment:\(id)"))
    }
  }
}
