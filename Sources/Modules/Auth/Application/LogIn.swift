public import ForumKernel

/// What a client gets that signed in or refreshed.
public struct SignedIn: Sendable {
  public let user: User
  public let sessionID: SessionID
  public let accessToken: String
  public let refreshToken: String
  public let expiresInSeconds: Int64
}

/// Where a sign-in comes from, for the list of sessions.
public struct Device: Sendable {
  public let name: String
  /// The network of the client's address, not the address.
  public let network: String

  public init(name: String, network: String) {
    self.name = String(name.prefix(AuthLimits.deviceNameLengthMax))
    self.network = network
  }
}

/// Opens a session for a handle or mail address and a password.
public struct LogIn: Sendable {
  let store: any AuthStore
  let hasher: any PasswordHasher
  let tokens: SessionTokens

  /// Throws `unauthenticated` (`wrong_credentials`): the same, and as slowly, for an unknown name, a wrong password and an account without one.
  /// Throws `forbidden` (`account_suspended`) only to who knows the password.
  public func callAsFunction(login: String, password: String, from device: Device, tenant: TenantID) async throws -> SignedIn {
    let key = login.lowercased()
    let user = key.contains("@") ? try await store.user(emailKey: key, tenant) : try await store.user(handleKey: key, tenant)
    let hash = if let user { try await store.passwordHash(of: user.id, tenant) } else { String?.none }
    let text = Password.normalised(password)
    let isLengthSane = text.count <= AuthLimits.passwordLength.upperBound
    let isRight = try await hasher.verify(isLengthSane ? text : "", against: hash ?? hasher.dummyHash)
    guard let user, let hash, isRight, isLengthSane else {
      throw AppError(.unauthenticated, "wrong_credentials", "The name or the password is wrong.")
    }
    guard user.state == .active else { throw AppError(.forbidden, "account_suspended", "This account is suspended.") }
    let newHash = hasher.needsRehash(hash) ? try await hasher.hash(text) : nil
    let session = try await open(for: user, from: device, newHash: newHash, tenant: tenant)
    return try await tokens.signedIn(user, session, tenant: tenant)
  }

  private func open(for user: User, from device: Device, newHash: String?, tenant: TenantID) async throws -> Session {
    try await store.write(tenant, actor: user.id) { tx in
      if let newHash { try tx.setPasswordHash(newHash, of: user.id) }
      for var oldest in try tx.sessions(of: user.id).dropFirst(AuthLimits.sessionsMax - 1) {
        oldest.close(.revoked, now: tx.now)
        try tx.update(oldest)
        try tx.emit(SessionEnded(userID: user.id, sessionID: oldest.id, end: .revoked))
      }
      let session = Session.open(tx.newID(), user: user.id, deviceName: device.name, network: device.network, now: tx.now)
      try tx.insert(session)
      try tx.emit(SessionStarted(userID: user.id, sessionID: session.id))
      try tx.audit(AuditEntry(action: "session.start", target: "session:\(session.id)"))
      return session
    }
  }
}
