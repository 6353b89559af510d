public import ForumKernel

/// What a client gets that signed in or refreshed.
public struct SignedIn: Sendable {
  public let user: User
  public let sessionID: SessionID
  public let accessToken: String
  public let refreshToken: String
  public let expiresInSeconds: Int64
  /// Tells at the next sign-in that this device is known; nil after a refresh.
  public let deviceToken: String?
}

/// Where a sign-in comes from, for the list of sessions.
public struct Device: Sendable {
  public let name: String
  /// The network of the client's address, not the address.
  public let network: String
  /// What an earlier sign-in gave this device.
  public let token: String?

  public init(name: String, network: String, token: String? = nil) {
    self.name = String(name.prefix(AuthLimits.deviceNameLengthMax))
    self.network = network
    self.token = token
  }

  /// For the audit log.
  var auditText: String { "network=\(network) device=\(name)" }
}

/// Opens a session for a handle or mail address, a password and, where the account asks for it, a second factor.
public struct LogIn: Sendable {
  /// Whom queries ask for when there is no such account, so that they are made all the same.
  private static let nobody = UserID(.zero)

  let store: any AuthStore
  let hasher: any PasswordHasher
  let tokens: SessionTokens
  let secrets: any SecretKeeper
  let attempts: LimitAttempts
  let check: CheckSecondFactor

  /// Throws `unauthenticated` (`wrong_credentials`): the same, and as slowly, for an unknown name, a wrong password and an account without one.
  /// Throws `tooMany` (`login_delayed`) after many of those. Only who knows the password is told more: `forbidden` (`account_suspended`,
  /// `account_erasing`, `email_unverified`, `approval_pending`), `unauthenticated` (`otp_required`, `otp_wrong`), `tooMany` (`otp_delayed`).
  public func callAsFunction(
    login: String, password: String, otp: String? = nil, from device: Device, as format: TokenFormat = .jwt, tenant: TenantID
  ) async throws -> SignedIn {
    let key = login.lowercased()
    let user = key.contains("@") ? try await store.user(emailKey: key, tenant) : try await store.user(handleKey: key, tenant)
    let attempt = try await attempt(key, user, device, tenant)
    try await attempts.allow(attempt)
    let hash = try await store.passwordHash(of: user?.id ?? Self.nobody, tenant)
    let text = Password.normalised(password)
    let isLengthSane = text.count <= AuthLimits.passwordLength.upperBound
    let isRight = try await hasher.verify(isLengthSane ? text : "", against: hash ?? hasher.dummyHash)
    guard let user, let hash, isRight, isLengthSane else {
      try await attempts.failed(attempt)
      try await refuse(user, login: key, from: device, because: "wrong_credentials", tenant)
      throw AppError(
        .unauthenticated, "wrong_credentials", "The name or the password is wrong.", cause: user == nil ? "login_unknown" : "password_wrong")
    }
    try await attempts.allow(attempt)
    guard user.state == .active else {
      try await refuse(user, login: key, from: device, because: "account_suspended", tenant)
      throw AppError(.forbidden, "account_suspended", "This account is suspended.")
    }
    try Self.require(try await store.gate(of: user.id, tenant))
    if try await store.closure(of: user.id, tenant)?.state == .erasing { throw Self.erasing }
    let now = tokens.clock.now
    if let suspension = try await store.restrictions(of: user.id, tenant).first(where: { $0.kind == .suspension && $0.holds(at: now) }) {
      try await refuse(user, login: key, from: device, because: "account_suspended", tenant)
      throw suspension.error
    }
    let newHash = hasher.needsRehash(hash) ? try await hasher.hash(text) : nil
    let session = try await open(for: user, otp: otp, from: device, newHash: newHash, attempt, tenant: tenant)
    let deviceToken = secrets.ticket(.device, user.id.raw, tenant)
    return try await tokens.signedIn(user, session, as: format, deviceToken: deviceToken, tenant: tenant)
  }

  private static let erasing = AppError(.forbidden, "account_erasing", "This account is being erased.")

  private static func require(_ gate: AccountGate?) throws(AppError) {
    switch gate {
    case .verification:
      throw AppError(.forbidden, "email_unverified", "Prove your mail address first: open the link in the mail that was sent to it.")
    case .approval:
      throw AppError(.forbidden, "approval_pending", "An administrator has to let you in first.")
    case nil: return
    }
  }

  /// A known device has a lane of its own; a known network has the lane of the network, and is not one of the strangers.
  private func attempt(_ key: String, _ user: User?, _ device: Device, _ tenant: TenantID) async throws -> LimitAttempts.Attempt {
    let isKnownDevice = device.token.flatMap { secrets.id(inTicket: $0, .device, tenant) } == (user?.id ?? Self.nobody).raw
    let networks = try await store.sessions(of: user?.id ?? Self.nobody, tenant).map(\.network)
    let isKnownNetwork = !device.network.isEmpty && networks.contains(device.network)
    return attempts.attempt(
      at: "login:\(key)", lane: isKnownDevice ? "device" : "network:\(device.network)", isKnown: isKnownDevice || isKnownNetwork, tenant)
  }

  private func open(
    for user: User, otp: String?, from device: Device, newHash: String?, _ attempt: LimitAttempts.Attempt, tenant: TenantID
  ) async throws -> Session {
    let (verdict, session) = try await store.write(tenant, actor: user.id) { [check, attempts] tx -> (FactorVerdict, Session?) in
      let verdict = try check(otp, of: user.id, tx)
      guard verdict == .accepted || verdict == .notNeeded else { return (verdict, nil) }
      try attempts.succeeded(attempt, tx)
      if let closure = try tx.closure(of: user.id) {
        guard closure.state == .deactivated else { throw Self.erasing }
        try tx.setClosure(nil, of: user.id)
        try tx.emit(UserChanged(userID: user.id))
        try tx.audit(AuditEntry(action: "user.reactivate", target: "user:\(user.id)"))
      }
      if let newHash { try tx.setPasswordHash(newHash, of: user.id) }
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
      return (verdict, session)
    }
    try verdict.require()
    guard let session else { throw AppError(.unavailable, "session_missing", "The session was not opened. Try again.", retryAfterSeconds: 1) }
    return session
  }

  /// Writes down who tried in vain. The same is done for every failure, so that none is answered faster.
  private func refuse(_ user: User?, login: String, from device: Device, because reason: String, _ tenant: TenantID) async throws {
    let target = user.map { "user:\($0.id)" } ?? "user:unknown"
    let personal = "login=\(login.prefix(AuthLimits.emailLengthMax)) \(device.auditText)"
    try await store.write(tenant, actor: nil) { tx in
      try tx.audit(AuditEntry(action: "session.refused", target: target, reason: reason, personal: personal))
    }
  }
}
