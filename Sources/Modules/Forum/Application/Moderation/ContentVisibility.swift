import ForumKernel

/// Taking content out of public view and putting it back, with the counts and the events that readers, feeds and the search index follow.
extension ForumTransaction {
  /// False when it could not be seen before. An opening post takes its thread with it.
  func takeDown(_ subject: CaseSubject) throws -> Bool {
    if let id = subject.commentID { return try takeDown(comment: id) }
    guard var post = try post(subject.postID), var thread = try thread(subject.threadID) else { throw AppError.notFound("post") }
    if post.isOpening {
      guard thread.deletedAt == nil else { return false }
      thread.setDeleted(true, now: now)
      try update(thread)
      try addToThreadCount(-1, of: thread.categoryID)
      try emit(ThreadChanged(threadID: thread.id, categoryID: thread.categoryID, change: .deleted))
      return true
    }
    guard post.deletedAt == nil else { return false }
    post.setDeleted(true, now: now)
    try update(post)
    try takeOut(post, of: &thread)
    try emit(PostDeleted(threadID: thread.id, postID: post.id))
    return true
  }

  /// What a thread shows without a post that was its newest or any other.
  func takeOut(_ post: Post, of thread: inout ForumThread) throws {
    thread.postCount -= 1
    if post.createdAt >= thread.lastPostAt { thread.lastPostAt = try totals(of: thread.id).lastPostAt ?? thread.createdAt }
    try updateActivity(of: thread)
  }

  private func takeDown(comment id: CommentID) throws -> Bool {
    guard var comment = try comment(id), var post = try post(comment.postID) else { throw AppError.notFound("comment") }
    guard comment.deletedAt == nil else { return false }
    comment.setDeleted(true, now: now)
    post.commentCount -= 1
    try update(comment)
    try update(post)
    try emit(CommentDeleted(threadID: comment.threadID, postID: post.id, commentID: id))
    return true
  }

  /// Shows it again; `isNew`: for the first time, so that everybody learns of it as of something just written.
  func putBack(_ subject: CaseSubject, isNew: Bool) throws {
    if let id = subject.commentID { return try putBack(comment: id, isNew: isNew) }
    guard var post = try post(subject.postID), var thread = try thread(subject.threadID) else { throw AppError.notFound("post") }
    if post.isOpening { return try putBack(&thread, opening: post, isNew: isNew) }
    guard post.deletedAt != nil else { return }
    post.setDeleted(false, now: now)
    thread.count(post)
    try update(post)
    try updateActivity(of: thread)
    if isNew {
      try emit(PostCreated(threadID: thread.id, postID: post.id, replyToID: post.replyToID, position: post.position, categoryID: thread.categoryID))
    } else {
      try emit(PostRestored(threadID: thread.id, postID: post.id))
    }
  }

  private func putBack(_ thread: inout ForumThread, opening post: Post, isNew: Bool) throws {
    guard thread.deletedAt != nil else { return }
    // One that waits for its publication as well is seen when that comes.
    if try dueTime(of: .publish, thread.id) != nil { return }
    thread.setDeleted(false, now: now)
    try update(thread)
    if isNew {
      try announce(thread, opening: post)
    } else {
      try addToThreadCount(1, of: thread.categoryID)
      try emit(ThreadChanged(threadID: thread.id, categoryID: thread.categoryID, change: .restored))
    }
  }

  private func putBack(comment id: CommentID, isNew: Bool) throws {
    guard var comment = try comment(id), var post = try post(comment.postID) else { throw AppError.notFound("comment") }
    guard comment.deletedAt != nil else { return }
    comment.setDeleted(false, now: now)
    post.commentCount += 1
    try update(comment)
    try update(post)
    if isNew {
      try emit(CommentCreated(threadID: comment.threadID, postID: post.id, commentID: id, parentID: comment.parentID))
    } else {
      try emit(CommentRestored(threadID: comment.threadID, postID: post.id, commentID: id))
    }
  }

  /// Content that a moderator restored or deleted by hand is no longer held back.
  func forgetWithholding(of subject: RawID) throws {
    guard var found = try moderationCase(of: subject), found.withheld != nil else { return }
    found.withheld = nil
    try update(found)
  }
}
