public import ForumKernel

/// Changes what a comment says: its author while the thread is open, or a moderator.
public struct EditComment: Sendable {
  let store: any ForumStore
  let reader: any ForumReader
  let renderer: any BodyRenderer

  /// Throws `stale`, `forbidden` (`not_author`), `conflict` (`thread_locked`).
  public func callAsFunction(_ id: CommentID, body: String, ifMatch: VersionMatch, by principal: Principal) async throws -> CommentView {
    let editor = try principal.requireUser()
    guard let current = try await reader.comment(id, principal.tenant) else { throw AppError.notFound("comment") }
    let content = try PostContent.rendered(body, .markdown, renderer)
    return try await store.write(principal.tenant, actor: editor) { tx in
      var (comment, _, thread) = try tx.visibleComment(id)
      try principal.requireAuthorship(of: comment.authorID)
      try thread.requireOpen(for: principal)
      try ifMatch.require(comment.version)
      comment.edit(content, now: tx.now)
      try tx.update(comment)
      try tx.emit(CommentEdited(threadID: thread.id, postID: comment.postID, commentID: id))
      return CommentView(comment: comment, author: current.author)
    }
  }
}

extension ForumTransaction {
  /// A visible comment with its visible post and thread.
  func visibleComment(_ id: CommentID) throws -> (Comment, Post, ForumThread) {
    guard let comment = try comment(id), comment.deletedAt == nil else { throw AppError.notFound("comment") }
    let (post, thread) = try visiblePost(comment.postID)
    return (comment, post, thread)
  }
}
