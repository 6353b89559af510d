public import ForumKernel

/// What was done about accounts, and taking it back; needs `forum.moderate`.
public struct ManageRestrictions: Sendable {
  let store: any ForumStore
  let reader: any ModerationReader
  let accounts: any AccountDirectory

  /// Newest first. Throws `notFound`.
  public func history(of handle: String, _ page: PageRequest, by principal: Principal) async throws -> Page<CaseEntryView> {
    try principal.require(.forumModerate)
    return try await reader.entries(about: try await user(handle, principal), principal.tenant, page)
  }

  /// Ends a silence or suspension now. Throws `notFound` where there is none.
  public func lift(_ kind: Restriction.Kind, from handle: String, by principal: Principal) async throws {
    try principal.require(.forumModerate)
    let user = try await user(handle, principal)
    try await store.write(principal.tenant, actor: principal.userID) { tx in
      guard try tx.lift(kind, from: user) else { throw AppError.notFound(kind.rawValue) }
      try tx.append(
        CaseEntry(id: tx.newID(), caseID: nil, userID: user, kind: .lifted, action: kind.rawValue, actorID: tx.actor, createdAt: tx.now))
      try tx.audit(AuditEntry(action: "account.\(kind.rawValue)_lift", target: "user:\(user)"))
    }
  }

  private func user(_ handle: String, _ principal: Principal) async throws -> UserID {
    guard let user = try await accounts.userID(handle: handle, tenant: principal.tenant) else { throw AppError.notFound("user") }
    return user
  }
}
