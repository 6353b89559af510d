public import ForumKernel

/// What the store tells of contents whose author is being erased, as if a moderator had changed them one by one: whoever follows the events forgets them too.
extension TransactionContext {
  /// `isGone`: it cannot be seen any more.
  public func tellErased(_ thread: ThreadID, in category: CategoryID, isGone: Bool) throws {
    try emit(ThreadChanged(threadID: thread, categoryID: category, change: isGone ? .deleted : .edited))
  }

  /// `isGone`: it cannot be seen any more.
  public func tellErased(_ post: PostID, in thread: ThreadID, isGone: Bool) throws {
    try isGone ? emit(PostDeleted(threadID: thread, postID: post)) : emit(PostEdited(threadID: thread, postID: post))
  }

  /// `isGone`: it cannot be seen any more.
  public func tellErased(_ comment: CommentID, on post: PostID, in thread: ThreadID, isGone: Bool) throws {
    if isGone {
      try emit(CommentDeleted(threadID: thread, postID: post, commentID: comment))
    } else {
      try emit(CommentEdited(threadID: thread, postID: post, commentID: comment))
    }
  }

  /// One reaction of who is being erased is gone from the post.
  public func tellTakenBack(_ reaction: String, to post: PostID, in thread: ThreadID) throws {
    try emit(ReactionRemoved(threadID: thread, postID: post, kind: reaction))
  }
}
