public import ForumKernel

/// Locks, pins, deletes and restores threads. Locking, pinning and restoring need `forum.moderate`; an author may delete a thread that nobody answered.
public struct ModerateThread: Sendable {
  let store: any ForumStore

  /// Locking a locked thread changes nothing.
  public func setLocked(_ isLocked: Bool, _ id: ThreadID, by principal: Principal) async throws {
    try principal.require(.forumModerate)
    try await change(id, by: principal, isLocked ? .locked : .unlocked) { thread, now in
      guard thread.isLocked != isLocked else { return false }
      thread.setLocked(isLocked, now: now)
      return true
    }
  }

  /// Pinning a pinned thread changes nothing.
  public func setPinned(_ isPinned: Bool, _ id: ThreadID, by principal: Principal) async throws {
    try principal.require(.forumModerate)
    try await change(id, by: principal, isPinned ? .pinned : .unpinned) { thread, now in
      guard thread.isPinned != isPinned else { return false }
      thread.setPinned(isPinned, now: now)
      return true
    }
  }

  /// Throws `forbidden` (`not_author`), `conflict` (`thread_answered`) when an author deletes a thread that others answered.
  public func delete(_ id: ThreadID, ifMatch: VersionMatch, by principal: Principal) async throws {
    try await change(id, by: principal, .deleted) { thread, now in
      try principal.requireAuthorship(of: thread.authorID)
      try ifMatch.require(thread.version)
      if thread.postCount > 1 && !principal.may(.forumModerate) {
        throw AppError(.conflict, "thread_answered", "A thread with answers can be deleted by a moderator only.")
      }
      thread.setDeleted(true, now: now)
      return true
    }
  }

  /// Restoring a visible thread changes nothing. Throws `conflict` (`thread_empty`) when its posts are in another thread now.
  public func restore(_ id: ThreadID, by principal: Principal) async throws {
    try principal.require(.forumModerate)
    try await change(id, by: principal, .restored, seesDeleted: true) { thread, now in
      guard thread.deletedAt != nil else { return false }
      guard thread.postCount > 0 else { throw AppError(.conflict, "thread_empty", "The posts of this thread are in another one.") }
      thread.setDeleted(false, now: now)
      return true
    }
  }

  private func change(
    _ id: ThreadID, by principal: Principal, _ change: ThreadChanged.Change, seesDeleted: Bool = false,
    _ apply: @escaping @Sendable (inout ForumThread, Timestamp) throws -> Bool
  ) async throws {
    try await store.write(principal.tenant, actor: try principal.requireUser()) { tx in
      guard var thread = try tx.thread(id), seesDeleted || thread.deletedAt == nil else { throw AppError.notFound("thread") }
      guard try apply(&thread, tx.now) else { return }
      try tx.update(thread)
      if change == .deleted || change == .restored { try tx.addToThreadCount(change == .deleted ? -1 : 1, of: thread.categoryID) }
      try tx.emit(ThreadChanged(threadID: id, categoryID: thread.categoryID, change: change))
      if change == .restored, let opening = try tx.openingPost(of: id) { try tx.forgetWithholding(of: opening.raw) }
      try tx.audit(AuditEntry(action: "thread.\(change.rawValue)", target: "thread:\(id)"))
    }
  }
}
