import ForumKernel

/// The last half of every sign-in: who has shown who they are gets a session, unless something keeps their account from it.
struct OpenSession: Sendable {
  static let erasing = AppError(.forbidden, "account_erasing", "This account is being erased.")

  let store: any AuthStore
  let tokens: SessionTokens
  let secrets: any SecretKeeper

  /// Throws `forbidden` (`account_suspended`, `account_erasing`, `email_unverified`, `approval_pending`).
  func requireOpen(_ user: User, login: String, from device: Device, _ tenant: TenantID) async throws {
    guard user.state == .active else {
      try await refuse(user.id, login: login, from: device, because: "account_suspended", tenant)
      throw AppError(.forbidden, "account_suspended", "This account is suspended.")
    }
    try Self.require(try await store.gate(of: user.id, tenant))
    if try await store.closure(of: user.id, tenant)?.state == .erasing { throw Self.erasing }
    let now = tokens.clock.now
    if let suspension = try await store.restrictions(of: user.id, tenant).first(where: { $0.kind == .suspension && $0.holds(at: now) }) {
      try await refuse(user.id, login: login, from: device, because: "account_suspended", tenant)
      throw suspension.error
    }
  }

  static func require(_ gate: AccountGate?) throws(AppError) {
    switch gate {
    case .verification:
      throw AppError(.forbidden, "email_unverified", "Prove your mail address first: open the link in the mail that was sent to it.")
    case .approval:
      throw AppError(.forbidden, "approval_pending", "An administrator has to let you in first.")
    case nil: return
    }
  }

  /// Part of the transaction that decides. An account that was put away is taken back; the oldest session makes place.
  func begin(_ user: User, from device: Device, _ tx: any AuthTransaction) throws -> Session {
    if let closure = try tx.closure(of: user.id) {
      guard closure.state == .deactivated else { throw Self.erasing }
      try tx.setClosure(nil, of: user.id)
      try tx.emit(UserChanged(userID: user.id))
      try tx.audit(AuditEntry(action: "user.reactivate", target: "user:\(user.id)"))
    }
    for var oldest in try tx.sessions(of: user.id).dropFirst(AuthLimits.sessionsMax - 1) {
      oldest.close(.revoked, now: tx.now)
      try tx.update(oldest)
      try tx.emit(SessionEnded(userID: user.id, sessionID: oldest.id, end: .revoked))
      try tx.audit(AuditEntry(action: "session.end", target: "session:\(oldest.id)", reason: "too_many_sessions"))
    }
    let session = Session.open(tx.newID(), user: user.id, deviceName: device.name, network: device.network, now: tx.now)
    try tx.insert(session)
    try tx.emit(SessionStarted(userID: user.id, sessionID: session.id))
    try tx.audit(AuditEntry(action: "session.start", target: "session:\(session.id)", personal: device.auditText))
    return session
  }

  /// What the transaction came to, as its caller gets it. Throws what the verdict says.
  func signedIn(_ user: User, _ outcome: (FactorVerdict, Session?), as format: TokenFormat, _ tenant: TenantID) async throws -> SignedIn {
    try outcome.0.require()
    guard let session = outcome.1 else {
      throw AppError(.unavailable, "session_missing", "The session was not opened. Try again.", retryAfterSeconds: 1)
    }
    return try await tokens.signedIn(user, session, as: format, deviceToken: secrets.ticket(.device, user.id.raw, tenant), tenant: tenant)
  }

  /// Writes down who tried in vain. The same is done for every failure, so that none is answered faster.
  func refuse(_ user: UserID?, login: String, from device: Device, because reason: String, _ tenant: TenantID) async throws {
    let target = user.map { "user:\($0)" } ?? "user:unknown"
    let personal = "login=\(login.prefix(AuthLimits.emailLengthMax)) \(device.auditText)"
    try await store.write(tenant, actor: nil) { tx in
      try tx.audit(AuditEntry(action: "session.refused", target: target, reason: reason, personal: personal))
    }
  }
}
