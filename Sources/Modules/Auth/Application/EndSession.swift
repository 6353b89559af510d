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

  /// All of the caller's, or all but the one of this request. Returns how many there were.
  public func all(keepingCurrent: Bool, by principal: Principal) async throws -> Int {
    let user = try principal.requireUser()
    try principal.requireSession()
    let kept = keepingCurrent ? principal.sessionID.map { SessionID($0) } : nil
    let count = try await store.write(principal.tenant, actor: user) { tx in try tx.endSessions(of: user, except: kept, as: .revoked) }
    authenticator.forget(user: user)
    return count
  }

  /// Gives one of the caller's own a name that they know it by. Throws `notFound` for others.
  public func rename(_ id: SessionID, to name: String, by principal: Principal) async throws -> Session {
    let user = try principal.requireUser()
    try principal.requireSession()
    return try await store.write(principal.tenant, actor: user) { tx in
      guard var session = try tx.session(id), session.userID == user, session.endedAt == nil else { throw AppError.notFound("session") }
      session.deviceName = name
      try tx.update(session)
      return session
    }
  }

  private func end(_ id: SessionID, as end: Session.End, by principal: Principal) async throws {
    let user = try principal.requireUser()
    try principal.requireSession()
    try await store.write(principal.tenant, actor: user) { tx in
      guard var session = try tx.session(id), session.userID == user else { throw AppError.notFound("session") }
      guard session.endedAt == nil else { return }
      session.close(end, now: tx.now)
      try tx.update(session)
      try tx.emit(SessionEnded(userID: user, sessionID: id, end: end))
      try tx.audit(AuditEntry(action: "session.end", target: "session:\(id)", reason: end.rawValue))
    }
    authenticator.forget(session: id)
  }
}

extension AuthTransaction {
  /// Ends all sessions of somebody but one; returns how many.
  func endSessions(of user: UserID, except kept: SessionID? = nil, as end: Session.End) throws -> Int {
    let ending = try sessions(of: user).filter { $0.id != kept }
    for var session in ending {
      session.close(end, now: now)
      try update(session)
      try emit(SessionEnded(userID: user, sessionID: session.id, end: end))
    }
    if !ending.isEmpty { try audit(AuditEntry(action: "session.end_all", target: "user:\(user)")) }
    return ending.count
  }
}
