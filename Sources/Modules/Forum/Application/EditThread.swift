public import ForumKernel

/// Changes a thread's title, tags or category: its author while it is open, or a moderator. Moving needs a moderator.
public struct EditThread: Sendable {
  let store: any ForumStore
  let gate: Gatekeeper

  /// What is nil stays. Throws `stale`, `forbidden` (`not_author`, `silenced`), `conflict` (`thread_locked`), `invalid` for an unknown category or a
  /// watched word. What must wait for a moderator is hidden.
  public func callAsFunction(
    _ id: ThreadID, title: String?, tags: TagSet?, category: CategoryID?, ifMatch: VersionMatch, by principal: Principal
  ) async throws {
    let editor = try principal.requireUser()
    let admission = try await gate.admit(title.map { [("/title", $0)] } ?? [], tags: tags, by: principal)
    try await store.write(principal.tenant, actor: editor) { tx in
      try principal.requireVoice(at: tx.now)
      var thread = try tx.thread(id, seenBy: principal)
      try principal.requireAuthorship(of: thread.authorID, AccessResource(thread))
      try thread.requireOpen(for: principal)
      try ifMatch.require(thread.version)
      if let category, category != thread.categoryID {
        try principal.require(.forumModerate)
        guard try tx.visibleCategory(category, to: principal) != nil else {
          throw AppError.validation([Fault("/category_id", "not_found", "There is no such category.")])
        }
        let (rearranging, from) = (ThreadRearranging(tx: tx), thread.categoryID)
        try rearranging.shelve(&thread, in: category)
        _ = try rearranging.record(.move(from: from), on: id, other: nil)
      }
      guard title != nil || tags != nil else { return }
      // What could not be opened so can't be made so afterwards.
      if let tags, !principal.may(.forumModerate) {
        try principal.require(
          .threadCreate,
          on: AccessResource(category: thread.categoryID.raw, tags: tags.values, author: thread.authorID, createdAt: thread.createdAt))
      }
      thread.change(title: admission.lines.first, tags: tags, category: nil, now: tx.now)
      try tx.update(thread)
      if tags != nil { try tx.replaceTags(of: thread) }
      // What nobody has seen is told of when it is published.
      if thread.deletedAt == nil { try tx.emit(ThreadChanged(threadID: id, categoryID: thread.categoryID, change: .edited)) }
      if !admission.isClean, let opening = try tx.openingPost(of: id) {
        try tx.reportChange(admission, of: CaseSubject(threadID: id, postID: opening), by: thread.authorID)
      }
    }
  }
}
