public import ForumKernel

/// Deletes and restores comments. A deleted comment stays in the tree as a tombstone, so that its answers keep their place.
public struct DeleteComment: Sendable {
  let store: any ForumStore

  /// By its author or a moderator.
  public func callAsFunction(_ id: CommentID, ifMatch: VersionMatch, by principal: Principal) async throws {
    let user = try principal.requireUser()
    try await store.write(principal.tenant, actor: user) { tx in
      var (comment, post, thread) = try tx.visibleComment(id)
      try principal.requireAuthorship(of: comment.authorID)
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

  /// Needs `forum.moderate`. Restoring a visible comment changes nothing.
  public func restore(_ id: CommentID, by principal: Principal) async throws {
    try principal.require(.forumModerate)
    try await store.write(principal.tenant, actor: principal.userID) { tx in
      guard var comment = try tx.comment(id) else { throw AppError.notFound("comment") }
      var (post, thread) = try tx.visiblePost(comment.postID)
      guard comment.deletedAt != nil else { return }
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
