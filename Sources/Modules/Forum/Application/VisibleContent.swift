import ForumKernel

extension ForumTransaction {
  /// Throws `notFound` for deleted threads too, and for those that the principal may not read.
  func visibleThread(_ id: ThreadID, to principal: Principal) throws -> ForumThread {
    guard let thread = try thread(id), thread.deletedAt == nil, principal.readScope.shows(thread.categoryID) else {
      throw AppError.notFound("thread")
    }
    return thread
  }

  /// nil for one that is not there, or that the principal may not read.
  func visibleCategory(_ id: CategoryID, to principal: Principal) throws -> Category? {
    principal.readScope.shows(id) ? try category(id) : nil
  }

  /// A visible post with its visible thread.
  func visiblePost(_ id: PostID, to principal: Principal) throws -> (Post, ForumThread) {
    guard let post = try post(id), post.deletedAt == nil, let thread = try thread(post.threadID), thread.deletedAt == nil,
      principal.readScope.shows(thread.categoryID)
    else { throw AppError.notFound("post") }
    return (post, thread)
  }
}
