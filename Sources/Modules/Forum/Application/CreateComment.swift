public import ForumKernel

/// Validated wishes for a comment; lengths are checked at the edge.
public struct CommentDraft: Sendable {
  public let postID: PostID
  public let parentID: CommentID?
  public let body: String

  public init(postID: PostID, parentID: CommentID?, body: String) {
    self.postID = postID
    self.parentID = parentID
    self.body = body
  }
}

/// Comments on a post, or answers a comment; needs `comment.create`. Comments are Markdown. What must wait for a moderator is saved, and seen by
/// nobody else meanwhile.
public struct CreateComment: Sendable {
  let store: any ForumStore
  let gate: Gatekeeper

  /// Throws `notFound`, `conflict` (`thread_locked`), `forbidden` (`silenced`), `invalid` when the parent is unknown, of another post, or too deep, or
  /// for a watched word.
  public func callAsFunction(_ draft: CommentDraft, by principal: Principal, once claim: IdempotencyClaim?) async throws -> CommentView {
    try principal.require(.commentCreate)
    let author = try principal.requireUser()
    let (admission, content) = try await gate.admit(body: draft.body, .markdown, by: principal)
    return try await store.write(principal.tenant, actor: author) { tx in
      try tx.once(claim) {
        try principal.requireVoice(at: tx.now)
        var (post, thread) = try tx.visiblePost(draft.postID, to: principal)
        try principal.require(.commentCreate, on: AccessResource(post, in: thread))
        try thread.requireOpen(for: principal)
        let parent = try draft.parentID.map { id in
          guard let parent = try tx.comment(id), parent.deletedAt == nil else {
            throw AppError.validation([Fault("/parent_id", "not_found", "There is no such comment.")])
          }
          return parent
        }
        let wait = try gate.wait(of: admission, author: author, tx)
        let comment = try Comment.under(post, parent: parent, id: tx.newID(), by: author, content: content, now: tx.now, isHeld: wait != nil)
        try tx.insert(comment)
        if wait == nil {
          post.commentCount += 1
          try tx.update(post)
          try tx.emit(CommentCreated(threadID: thread.id, postID: post.id, commentID: comment.id, parentID: comment.parentID))
        }
        try tx.report(admission, wait: wait, of: CaseSubject(comment), by: author)
        return CommentView(comment: comment, author: AuthorView(principal))
      }
    }
  }
}
