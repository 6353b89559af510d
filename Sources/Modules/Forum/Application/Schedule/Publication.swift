import ForumKernel

/// How a thread comes to be seen.
extension ForumTransaction {
  /// Counts a new thread and tells of it.
  func announce(_ thread: ForumThread, opening post: Post) throws {
    try addToThreadCount(1, of: thread.categoryID)
    try emit(ThreadCreated(threadID: thread.id, categoryID: thread.categoryID))
    try emit(PostCreated(threadID: thread.id, postID: post.id, replyToID: nil, position: post.position, categoryID: thread.categoryID))
  }

  /// A thread that the principal sees: everybody one that is visible, its author and moderators also one that waits for its publication. Throws `notFound`.
  func thread(_ id: ThreadID, seenBy principal: Principal) throws -> ForumThread {
    guard let thread = try thread(id), principal.readScope.shows(thread.categoryID) else { throw AppError.notFound("thread") }
    guard try thread.deletedAt == nil || isOwn(thread, of: principal) && dueTime(of: .publish, id) != nil else { throw AppError.notFound("thread") }
    return thread
  }

  private func isOwn(_ thread: ForumThread, of principal: Principal) -> Bool {
    guard let user = principal.userID else { return false }
    return thread.authorID == user || principal.may(.forumModerate)
  }

  /// Throws `invalid` for a time that is not ahead, `conflict` (`too_many_scheduled`).
  func planPublication(of thread: ForumThread, at time: Timestamp, by author: UserID) throws {
    try ThreadSchedule.requireAhead(time, of: now, "/publish_at")
    try schedule(.publish, of: thread.id, at: time)
    guard try publicationCount(of: author) <= ScheduleLimits.publicationsMax else {
      throw AppError(.conflict, "too_many_scheduled", "\(ScheduleLimits.publicationsMax) threads of yours wait for their publication already.")
    }
  }

  /// Shows a thread that waited for its publication, as one that begins now. What moderators hold back goes on waiting for them.
  func publish(_ thread: inout ForumThread) throws {
    guard thread.deletedAt != nil, let id = try openingPost(of: thread.id), let post = try post(id) else { return }
    if let found = try moderationCase(of: id.raw), found.withheld != nil { return }
    thread.publish(now: now)
    try update(thread)
    try setBegin(of: thread.id, to: now)
    try announce(thread, opening: post)
    try audit(AuditEntry(action: "thread.publish", target: "thread:\(thread.id)"))
  }
}
