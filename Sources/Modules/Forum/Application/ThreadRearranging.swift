import ForumKernel

/// What moving, merging and splitting have in common, inside one transaction. Counts and times are taken from the posts afterwards.
struct ThreadRearranging {
  let tx: any ForumTransaction

  /// Counts what a thread holds now, and saves it.
  func recount(_ thread: inout ForumThread) throws {
    let totals = try tx.totals(of: thread.id)
    thread.postCount = totals.posts
    thread.lastPostAt = totals.lastPostAt ?? thread.createdAt
    try tx.update(thread)
  }

  /// Puts all posts of a thread at the end of another one, and takes the emptied one out of sight. Says how far their positions moved.
  func merge(_ thread: inout ForumThread, into target: inout ForumThread) throws -> Int64 {
    let shift = target.nextPosition - 1
    try tx.movePosts(of: thread.id, to: target.id, shift: shift)
    target.nextPosition += thread.nextPosition - 1
    try refresh(&target)
    try retire(&thread)
    return shift
  }

  /// Takes a thread without posts out of sight, if it is not already.
  func retire(_ thread: inout ForumThread) throws {
    let wasVisible = thread.deletedAt == nil
    if wasVisible { thread.setDeleted(true, now: tx.now) }
    try recount(&thread)
    guard wasVisible else { return }
    try tx.addToThreadCount(-1, of: thread.categoryID)
    try tx.emit(ThreadChanged(threadID: thread.id, categoryID: thread.categoryID, change: .deleted))
  }

  /// Shows a thread again that was retired.
  func revive(_ thread: inout ForumThread) throws {
    thread.setDeleted(false, now: tx.now)
    try recount(&thread)
    try tx.addToThreadCount(1, of: thread.categoryID)
    try tx.emit(ThreadChanged(threadID: thread.id, categoryID: thread.categoryID, change: .restored))
  }

  /// Counts anew and tells that the thread holds other posts than before.
  func refresh(_ thread: inout ForumThread) throws {
    try recount(&thread)
    try tx.emit(ThreadChanged(threadID: thread.id, categoryID: thread.categoryID, change: .edited))
  }

  func shelve(_ thread: inout ForumThread, in category: CategoryID) throws {
    let from = thread.categoryID
    try tx.addToThreadCount(-1, of: from)
    try tx.addToThreadCount(1, of: category)
    thread.change(title: nil, tags: nil, category: category, now: tx.now)
    try tx.update(thread)
    try tx.emit(ThreadChanged(threadID: thread.id, categoryID: category, change: .edited, fromCategoryID: from))
  }

  /// Remembers what was done, for the thread's history and for undoing it.
  func record(_ action: ThreadOperation.Action, on thread: ThreadID, other: ThreadID?) throws -> ThreadOperation {
    let operation = ThreadOperation(
      id: tx.newID(), threadID: thread, otherThreadID: other, action: action, actorID: tx.actor, createdAt: tx.now, undoneAt: nil)
    try tx.insert(operation)
    try tx.audit(AuditEntry(action: "thread.\(operation.kind)", target: "thread:\(thread)"))
    return operation
  }
}
