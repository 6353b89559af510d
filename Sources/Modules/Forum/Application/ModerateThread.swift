public import ForumKernel

/// Locks, pins, deletes and restores threads. Locking and pinning need `forum.moderate`, moderators of its category restore a thread; an author may
/// delete one that nobody answered.
public struct ModerateThread: Sendable {
  let store: any ForumStore
  let cases: any ModerationReader

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

  /// One that waits for its publication is never published. Throws `forbidden` (`not_author`), `conflict` (`thread_answered`) when an author deletes a
  /// thread that others answered.
  public func delete(_ id: ThreadID, ifMatch: VersionMatch, by principal: Principal) async throws {
    try await change(id, by: principal, .deleted) { thread, now in
      try principal.requireAuthorship(of: thread.authorID, AccessResource(thread))
      try ifMatch.require(thread.version)
      guard thread.deletedAt == nil else { return false }
      if thread.postCount > 1 && !principal.may(.forumModerate) {
        throw AppError(.conflict, "thread_answered", "A thread with answers can be deleted by a moderator only.")
      }
      thread.setDeleted(true, now: now)
      return true
    }
  }

  /// Restoring a visible thread changes nothing; one that waits for moderators is approved so, one that
  /// waits for its publication published. Throws `conflict` (`thread_empty`) when its posts are in
  /// another thread now, `conflict` (`case_claimed`), `forbidden` (`own_content`, `out_of_scope`).
  public func restore(_ id: ThreadID, by principal: Principal) async throws {
    let scope = try await ModerationScope.of(principal, cases)
    try await change(id, by: principal, .restored, in: scope, seesDeleted: true) { thread, now in
      guard thread.deletedAt != nil else { return false }
      guard thread.postCount > 0 else { throw AppError(.conflict, "thread_empty", "The posts of this thread are in another one.") }
      thread.setDeleted(false, now: now)
      return true
    }
  }

  private func change(
    _ id: ThreadID, by principal: Principal, _ change: ThreadChanged.Change, in scope: ModerationScope? = nil, seesDeleted: Bool = false,
    _ apply: @escaping @Sendable (inout ForumThread, Timestamp) throws -> Bool
  ) async throws {
    try await store.write(principal.tenant, actor: try principal.requireUser()) { tx in
      guard var thread = try seesDeleted ? tx.thread(id) : tx.thread(id, seenBy: principal) else { throw AppError.notFound("thread") }
      try scope?.require(thread.categoryID)
      if change == .restored, thread.deletedAt != nil, let opening = try tx.openingPost(of: id), try tx.approve(opening.raw, by: principal) { return }
      if change == .restored, try tx.unschedule(.publish, of: id) { return try tx.publish(&thread) }
      let isPlanned = thread.deletedAt != nil && change == .deleted
      guard try apply(&thread, tx.now) || isPlanned && tx.unschedule(.publish, of: id) else { return }
      if isPlanned { return try tx.audit(AuditEntry(action: "thread.\(change.rawValue)", target: "thread:\(id)")) }
      try tx.update(thread)
      if change == .deleted || change == .restored { try tx.addToThreadCount(change == .deleted ? -1 : 1, of: thread.categoryID) }
      try tx.emit(ThreadChanged(threadID: id, categoryID: thread.categoryID, change: change))
      if change == .restored, let opening = try tx.openingPost(of: id) { try tx.forgetWithholding(of: opening.raw) }
      try tx.audit(AuditEntry(action: "thread.\(change.rawValue)", target: "thread:\(id)"))
    }
  }
}
