public import ForumKernel

// Where the page after an entry begins, in the order that `ForumReader` gives.
extension PagePosition {
  public init(after view: PostView) { self.init(key: view.post.position, id: view.post.id.raw) }
  public init(after view: CommentView) { self.init(key: view.comment.createdAt.milliseconds, id: view.comment.id.raw) }
  public init(after view: RevisionView) { self.init(key: view.revision.version, id: .zero) }
  public init(after draft: SavedDraft) { self.init(key: draft.updatedAt.milliseconds, id: draft.place.id) }
}
