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

/// Comments on a post, or answers a comment; needs `comment.create`. Comments are Markdown.
public struct CreateComment: Sendable {
  let store: any ForumStore
  let renderer: any BodyRenderer

  /// Throws `notFound`, `conflict` (`thread_locked`), `invalid` when the parent is unknown, of another post, or too deep.
  public func callAsFunction(_ draft: CommentDraft, by principal: Principal, once claim: IdempotencyClaim?) async throws -> CommentView {
    try principal.require(.commentCreate)
    let author = try principal.requireUser()
    let content = try PostContent.rendered(draft.body, .markdown, renderer)
    return try await store.write(principal.tenant, actor: author) { tx in
      try tx.once(claim) {
        var (post, thread) = try tx.visiblePost(draft.postID)
        try thread.requireOpen(for: principal)
        let parent = try draft.parentID.map { id in
          guard let parent = try tx.comment(id), parent.deletedAt == nil else {
            throw AppError.validation([Fault("/parent_id", "not_found", "There is no such comment.")])
          }
          return parent
        }
        let comment = try Comment.under(post, parent: parent, id: tx.newID(), by: author, content: content, now: tx.now)
        post.commentCount += 1
        try tx.insert(comment)
        try tx.update(post)
        try tx.emit(CommentCreated(threadID: thread.id, postID: post.id, commentID: comment.id, parentID: comment.parentID))
        return CommentView(comment: comment, author: AuthorView(principal))
      }
    }
  }
}
