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
  let store: any AuthStore
  let checkPassword: CheckPassword
  let attempts: LimitAttempts
  let judge: JudgePasskey
  let check: CheckSecondFactor
  let sessions: OpenSession

  /// Throws `unauthenticated` (`wrong_credentials`): the same, and as slowly, for an unknown name, a wrong password and an account without one.
  /// Throws `tooMany` (`login_delayed`) after many of those. Only who knows the password is told more: `forbidden` (`account_suspended`,
  /// `account_erasing`, `email_unverified`, `approval_pending`), `unauthenticated` (`otp_required`, `otp_wrong`, `passkey_wrong`), `tooMany`
  /// (`otp_delayed`). `passkey`: an answer to the challenge of `request`, in the place of a code.
  public func callAsFunction(
    login: String, password: String, otp: String? = nil, passkey: PasskeyAnswer? = nil, from device: Device, as format: TokenFormat = .jwt,
    tenant: TenantID
  ) async throws -> SignedIn {
    let passed = try await checkPassword(login, password, from: device, tenant)
    let user = passed.user
    var answer: JudgedAnswer?
    if let passkey { answer = try await judge.answer(passkey, to: .secondFactor, of: user.id, tenant) }
    let outcome = try await store.write(tenant, actor: user.id) { [check, attempts, sessions, answer] tx -> (FactorVerdict, Session?) in
      let verdict = try check(otp, answer, of: user.id, tx)
      guard verdict == .accepted || verdict == .notNeeded else { return (verdict, nil) }
      try attempts.succeeded(passed.attempt, tx)
      if let newHash = passed.newHash { try tx.setPasswordHash(newHash, of: user.id) }
      return (verdict, try sessions.begin(user, from: device, tx))
    }
    return try await sessions.signedIn(user, outcome, as: format, tenant)
  }

  /// What the account's passkeys are asked as its second factor. Only who knows the password learns which ones there are; throws as a sign-in does, and
  /// `notFound` when there is none.
  public func passkeyRequest(login: String, password: String, from device: Device, host: String, tenant: TenantID) async throws -> PasskeyRequest {
    let user = try await checkPassword(login, password, from: device, tenant).user
    return try await judge.request(.secondFactor, of: user.id, host: host, tenant)
  }
}
