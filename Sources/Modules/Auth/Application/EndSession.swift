public import ForumKernel

/// Lists one's own sessions and ends them.
public struct EndSession: Sendable {
  let store: any AuthStore
  let policy: SessionPolicy
  let clock: any WallClock
  let authenticator: Authenticator

  /// Open ones, newest first.
  public func list(by principal: Principal) async throws -> [Session] {
    let now = clock.now
    return try await store.sessions(of: try principal.requireUser(), principal.tenant).filter { $0.isOpen(policy, now: now) }
  }

  /// The session of this very request. Ending one that has ended changes nothing.
  public func current(by principal: Principal) async throws {
    guard let id = principal.sessionID else { throw AppError(.unauthenticated, "sign_in_required", "Sign in to do this.") }
    try await end(SessionID(id), as: .loggedOut, by: principal)
  }

  /// One of the caller's own. Throws `notFound` for others.
  public func callAsFunction(_ id: SessionID, by principal: Principal) async throws { try await end(id, as: .revoked, by: principal) }

  private func end(_ id: SessionID, as end: Session.End, by principal: Principal) async throws {
    let user = try principal.requireUser()
    try await store.write(principal.tenant, actor: user) { tx in
      guard var session = try tx.session(id), session.userID == user else { throw AppError.notFound("session") }
      guard session.endedAt == nil else { return }
      session.close(end, now: tx.now)
      try tx.update(session)
      try tx.emit(SessionEnded(userID: user, sessionID: id, end: end))
      try tx.audit(AuditEntry(action: "session.end", target: "session:\(id)"))
    }
    authenticator.forget(session: id)
  }
}
