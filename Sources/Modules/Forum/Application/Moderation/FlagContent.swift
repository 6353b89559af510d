public import ForumKernel

/// Reports a post or comment to the moderators; needs `flag.create`. One report for each person and thing. Enough of them hide it until a moderator looks.
public struct FlagContent: Sendable {
  private static let daySeconds: Int64 = 86_400
  private static let retrySeconds = 3600

  let store: any ForumStore
  let policy: ModerationPolicy

  /// Throws `notFound`, `conflict` (`already_flagged`), `forbidden` (`own_content`, `silenced`), `tooMany` (`too_many_flags`).
  public func post(
    _ id: PostID, _ reason: Flag.Reason, note: String?, by principal: Principal, once claim: IdempotencyClaim?
  ) async throws -> Flag {
    try await flag(reason, note, by: principal, once: claim) { tx in
      let (post, thread) = try tx.visiblePost(id, to: principal)
      try principal.require(.flagCreate, on: AccessResource(post, in: thread))
      return (CaseSubject(post), post.authorID)
    }
  }

  /// As for a post.
  public func comment(
    _ id: CommentID, _ reason: Flag.Reason, note: String?, by principal: Principal, once claim: IdempotencyClaim?
  ) async throws -> Flag {
    try await flag(reason, note, by: principal, once: claim) { tx in
      let (comment, _, thread) = try tx.visibleComment(id, to: principal)
      try principal.require(.flagCreate, on: AccessResource(comment, in: thread))
      return (CaseSubject(comment), comment.authorID)
    }
  }

  private func flag(
    _ reason: Flag.Reason, _ note: String?, by principal: Principal, once claim: IdempotencyClaim?,
    _ find: @escaping @Sendable (any ForumTransaction) throws -> (CaseSubject, UserID?)
  ) async throws -> Flag {
    try principal.require(.flagCreate)
    let reporter = try principal.requireUser()
    let policy = policy
    return try await store.write(principal.tenant, actor: reporter) { tx in
      try tx.once(claim) {
        try principal.requireVoice(at: tx.now)
        let (subject, author) = try find(tx)
        guard author != reporter else { throw AppError(.forbidden, "own_content", "This is your own.") }
        if try tx.flagCount(by: reporter, since: tx.now.adding(seconds: -Self.daySeconds)) >= policy.flagsPerDay {
          throw AppError(
            .tooMany, "too_many_flags", "You have reported \(policy.flagsPerDay) things within a day.", retryAfterSeconds: Self.retrySeconds)
        }
        var found = try tx.openCase(about: subject, by: author, .flag)
        guard try !tx.hasFlagged(found.id, by: reporter) else { throw AppError(.conflict, "already_flagged", "You have reported this before.") }
        let weight = policy.weight(
          of: try tx.memberRecord(of: reporter), reporter: reporter, moderates: principal.may(.forumModerate), now: tx.now)
        let flag = Flag(id: tx.newID(), caseID: found.id, reporterID: reporter, reason: reason, note: note, weight: weight, createdAt: tx.now)
        try tx.insert(flag)
        found.add(points: weight)
        if policy.hideThreshold > 0, found.score >= policy.hideThreshold { try tx.autoHide(&found) }
        try tx.update(found)
        return flag
      }
    }
  }
}

extension ForumTransaction {
  /// Hides what was reported often enough; its author is told.
  fileprivate func autoHide(_ found: inout ModerationCase) throws {
    guard try takeDown(found.subject) else { return }
    found.withheld = .hidden
    let entry = try record(.autoHidden, in: found, action: "auto_hide", concerning: found.authorID)
    try emit(
      CaseDecided(
        caseID: found.id, entryID: entry, threadID: found.subject.threadID, postID: found.subject.postID, commentID: found.subject.commentID,
        action: "auto_hide", concernsAuthor: true))
    try audit(AuditEntry(action: "content.auto_hide", target: found.subject.target, reason: "\(found.score) points"))
  }
}
