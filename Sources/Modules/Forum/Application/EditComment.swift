public import ForumKernel

/// Changes what a comment says: its author while the thread is open, or a moderator.
public struct EditComment: Sendable {
  let store: any ForumStore
  let reader: any ForumReader
  let gate: Gatekeeper

  /// Throws `stale`, `forbidden` (`not_author`, `silenced`), `conflict` (`thread_locked`), `invalid` for a watched word. What must wait for a moderator is
  /// hidden.
  public func callAsFunction(_ id: CommentID, body: String, ifMatch: VersionMatch, by principal: Principal) async throws -> CommentView {
    let editor = try principal.requireUser()
    guard let current = try await reader.comment(id, principal.readScope) else { throw AppError.notFound("comment") }
    let (admission, content) = try await gate.admit(body: body, .markdown, by: principal)
    return try await store.write(principal.tenant, actor: editor) { tx in
      try principal.requireVoice(at: tx.now)
      var (comment, _, thread) = try tx.visibleComment(id, to: principal)
      try principal.requireAuthorship(of: comment.authorID, AccessResource(comment, in: thread))
      try thread.requireOpen(for: principal)
      try ifMatch.require(comment.version)
      comment.edit(content, now: tx.now)
      try tx.update(comment)
      try tx.emit(CommentEdited(threadID: thread.id, postID: comment.postID, commentID: id))
      try tx.reportChange(admission, of: CaseSubject(comment), by: comment.authorID)
      if !admission.held.isEmpty { comment = try tx.comment(id) ?? comment }
      return CommentView(comment: comment, author: current.author)
    }
  }
}

extension ForumTransaction {
  /// A visible comment with its visible post and thread.
  func visibleComment(_ id: CommentID, to principal: Principal) throws -> (Comment, Post, ForumThread) {
    guard let comment = try comment(id), comment.deletedAt == nil else { throw AppError.notFound("comment") }
    let (post, thread) = try visiblePost(comment.postID, to: principal)
    return (comment, post, thread)
  }
}
