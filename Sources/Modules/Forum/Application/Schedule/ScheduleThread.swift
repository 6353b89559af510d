public import ForumKernel

/// Plans what happens to a thread at a time: its publication, by its author or a moderator until then; locks and pins, by a moderator.
public struct ScheduleThread: Sendable {
  let store: any ForumStore
  let reader: any ForumReader
  let cases: any ModerationReader
  let withheld: SeeWithheld

  /// Throws `notFound`, `forbidden` (`not_author`).
  public func get(_ id: ThreadID, by principal: Principal) async throws -> ThreadSchedule {
    let visible = try await reader.thread(id, principal.readScope)
    guard let view = try await visible == nil ? withheld.thread(id, by: principal) : visible else { throw AppError.notFound("thread") }
    try principal.requireAuthorship(of: view.thread.authorID, AccessResource(view.thread))
    return try await cases.schedule(of: id, principal.tenant)
  }

  /// Sets, moves (a time) and cancels (nil) what is named; a thread whose publication is cancelled stays deleted. Throws `notFound`, `forbidden`,
  /// `invalid` for a time that is not ahead, `conflict` (`thread_published`) for the publication of one that does not wait for it.
  public func callAsFunction(
    _ id: ThreadID, _ changes: [ThreadSchedule.Change: Timestamp?], by principal: Principal
  ) async throws -> ThreadSchedule {
    try await store.write(principal.tenant, actor: try principal.requireUser()) { tx in
      try principal.requireVoice(at: tx.now)
      let thread = try tx.thread(id, seenBy: principal)
      let waits = thread.deletedAt != nil
      for (change, time) in changes {
        if change == .publish {
          try principal.requireAuthorship(of: thread.authorID, AccessResource(thread))
          guard waits else { throw AppError(.conflict, "thread_published", "This thread does not wait for its publication.") }
        } else {
          try principal.require(.forumModerate)
        }
        if let time { try ThreadSchedule.requireAhead(time, of: tx.now, "/\(change.rawValue)_at") }
        if let time { try tx.schedule(change, of: id, at: time) } else { _ = try tx.unschedule(change, of: id) }
      }
      try tx.audit(AuditEntry(action: "thread.schedule", target: "thread:\(id)"))
      return try tx.schedule(of: id)
    }
  }

  /// Threads that wait for their publication, the next one first: one's own, or everybody's, which needs `forum.moderate`.
  public func waiting(ofAll isAll: Bool, _ page: PageRequest, by principal: Principal) async throws -> Page<ThreadView> {
    if isAll { try principal.require(.forumModerate) }
    let scope = principal.readScope
    let threads = try await cases.scheduledThreads(by: isAll ? nil : try principal.requireUser(), principal.tenant, page)
    return Page(items: threads.items.filter { scope.shows($0.thread.categoryID) }, next: threads.next)
  }
}
