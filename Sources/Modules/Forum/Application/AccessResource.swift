import ForumKernel

extension AccessResource {
  init(_ thread: ForumThread) {
    self.init(category: thread.categoryID.raw, tags: thread.tags.values, author: thread.authorID, createdAt: thread.createdAt)
  }

  init(_ post: Post, in thread: ForumThread) {
    self.init(category: thread.categoryID.raw, tags: thread.tags.values, author: post.authorID, createdAt: post.createdAt)
  }

  init(_ comment: Comment, in thread: ForumThread) {
    self.init(category: thread.categoryID.raw, tags: thread.tags.values, author: comment.authorID, createdAt: comment.createdAt)
  }
}
