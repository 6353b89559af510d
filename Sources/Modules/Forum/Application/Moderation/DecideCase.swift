public import ForumKernel

/// Decides a case: what becomes of the content, of its author and of the reports. Those concerned are told through the event stream.
public struct DecideCase: Sendable {
  let store: any ForumStore
  let reader: any ModerationReader
  let accounts: any AccountDirectory

  /// Within the moderator's categories; silencing and suspending need `forum.moderate`. Content, account, reports, history and audit log change in one
  /// transaction. Throws `conflict` (`case_claimed`, `case_resolved`), `forbidden` (`out_of_scope`, `own_content`, `moderator_protected`), `invalid`
  /// when the decision does not fit the case.
  public func callAsFunction(_ id: CaseID, _ decision: Decision, by principal: Principal) async throws {
    let user = try principal.requireUser()
    let scope = try await ModerationScope.of(principal, reader)
    if decision.action.restriction != nil { try principal.require(.forumModerate) }
    guard let view = try await reader.caseView(id, scope.reads) else { throw AppError.notFound("case") }
    try await requireStanding(of: principal, over: view.moderationCase.authorID, decision)
    try await store.write(principal.tenant, actor: user) { tx in
      var (found, _) = try tx.moderationCase(id, in: scope)
      try found.requireOpen(for: user, now: tx.now)
      try tx.apply(decision, to: &found)
    }
  }

  /// Nobody decides about what they wrote, or restricts somebody who moderates as well; who manages roles may.
  private func requireStanding(of principal: Principal, over author: UserID?, _ decision: Decision) async throws {
    guard decision.action.isPersonal || author == principal.userID else { return }
    guard let author else {
      throw AppError.validation([Fault("/action", "not_allowed", "There is no account any more that this could concern.")])
    }
    if author == principal.userID, decision.action.isPersonal || !principal.may(.roleManage) {
      throw AppError(.forbidden, "own_content", "This is your own: another moderator must decide.")
    }
    guard author != principal.userID, !principal.may(.roleManage) else { return }
    if try await accounts.permissions(of: author, tenant: principal.tenant).contains(.forumModerate) {
      throw AppError(.forbidden, "moderator_protected", "Its author moderates too: only an administrator may do this.")
    }
  }
}

extension ForumTransaction {
  /// Decides the open case of what is withheld as an approval, for a moderator who restores it by hand; false where there is none. Throws `conflict`
  /// (`case_claimed`), `forbidden` (`own_content`).
  func approve(_ subject: RawID, by principal: Principal) throws -> Bool {
    guard var found = try moderationCase(of: subject), found.withheld != nil, found.resolvedAt == nil else { return false }
    let user = try principal.requireUser()
    try found.requireOpen(for: user, now: now)
    guard found.authorID != user || principal.may(.roleManage) else {
      throw AppError(.forbidden, "own_content", "This is your own: another moderator must decide.")
    }
    try apply(Decision(action: .approve, note: nil, until: nil, now: now), to: &found)
    return true
  }

  fileprivate func apply(_ decision: Decision, to found: inout ModerationCase) throws {
    let action = decision.action
    let wasWithheld = found.withheld
    try applyToContent(action, &found)
    if let kind = action.restriction, let author = found.authorID {
      try restrict(author, Restriction(kind: kind, until: decision.until))
      try unschedulePublications(by: author)
    }
    found.resolve(action, now: now)
    try update(found)
    // What finds nothing wrong with a text concerns its author when the text comes back by it.
    let changesForAuthor = ![.dismiss, .approve].contains(action) || wasWithheld != nil
    let entry = try record(
      .decided, in: found, action: action.rawValue, note: decision.note, until: decision.until, concerning: changesForAuthor ? found.authorID : nil)
    try settle(found, action, by: entry, approvesFirst: action == .approve && wasWithheld == .held)
    try emit(
      CaseDecided(
        caseID: found.id, entryID: entry, threadID: found.subject.threadID, postID: found.subject.postID, commentID: found.subject.commentID,
        action: action.rawValue, concernsAuthor: changesForAuthor))
    try audit(AuditEntry(action: "content.\(action.rawValue)", target: found.subject.target, reason: decision.note))
    if let kind = action.restriction, let author = found.authorID {
      let end = decision.until.map { "until \($0)" }
      try audit(AuditEntry(action: "account.\(kind.rawValue)", target: "user:\(author)", reason: end))
    }
  }

  private func applyToContent(_ action: Decision.Action, _ found: inout ModerationCase) throws {
    switch action {
    case .hide, .silence, .suspend:
      if try takeDown(found.subject) || found.withheld != nil { found.withheld = .hidden }
    case .delete:
      _ = try takeDown(found.subject)
      if found.subject.commentID == nil { _ = try unschedule(.publish, of: found.subject.threadID) }
      found.withheld = nil
    case .warn:
      if found.withheld == .held { throw Self.waits }
    case .approve, .dismiss:
      if found.withheld == .held, action == .dismiss { throw Self.waits }
      guard let withheld = found.withheld else { return }
      try putBack(found.subject, isNew: withheld == .held)
      found.withheld = nil
    }
  }

  private static var waits: AppError {
    AppError.validation([Fault("/action", "not_allowed", "This waits for approval: approve, hide or delete it.")])
  }

  /// Settles the reports, and remembers for their makers and for the author what it says about them.
  private func settle(_ found: ModerationCase, _ action: Decision.Action, by entry: CaseEntryID, approvesFirst: Bool) throws {
    let reporters = try settleFlags(of: found.id, action.verdict, by: entry)
    let change: MemberRecord? =
      switch action.verdict {
      case .agreed: MemberRecord(approved: 0, agreed: 1, disagreed: 0)
      case .disagreed: MemberRecord(approved: 0, agreed: 0, disagreed: 1)
      case .ignored: nil
      }
    if let change { for reporter in reporters { try add(change, to: reporter) } }
    if approvesFirst, let author = found.authorID { try add(MemberRecord(approved: 1, agreed: 0, disagreed: 0), to: author) }
  }
}
