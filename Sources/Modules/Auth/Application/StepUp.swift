import ForumKernel

/// Dangerous actions want to know that it is still the same person: the session was opened a moment ago, or the password or a passkey that checks who
/// uses it comes with the request.
struct StepUp: Sendable {
  let store: any AuthStore
  let hasher: any PasswordHasher
  let attempts: LimitAttempts
  let judge: JudgePasskey
  let check: CheckSecondFactor
  let clock: any WallClock

  /// The account. Throws `forbidden` (`password_required`, `session_required`), `unauthenticated` (`wrong_credentials`, `passkey_wrong`), `tooMany`
  /// (`login_delayed`, `otp_delayed`).
  func callAsFunction(_ password: String?, _ passkey: PasskeyAnswer? = nil, by principal: Principal) async throws -> User {
    let id = try principal.requireUser()
    try principal.requireSession()
    guard let user = try await store.user(id, principal.tenant) else { throw AppError.notFound("user") }
    if let password {
      try await check(password, of: user, principal.tenant)
      return user
    }
    if let passkey {
      let answer = try await judge.answer(passkey, to: .confirm, of: id, principal.tenant)
      try await store.write(principal.tenant, actor: id) { [check] tx in try check.use(answer, of: id, asksForVerification: true, tx) }.require()
      return user
    }
    guard let session = try await principal.sessionID.asyncMap({ try await store.session(SessionID($0), principal.tenant) }) ?? nil,
      clock.now < session.createdAt.adding(seconds: AuthLimits.freshSeconds)
    else { throw AppError(.forbidden, "password_required", "Your sign-in is some time ago: send your password, or an answer of a passkey, too.") }
    return user
  }

  /// Throws unless it is the account's password.
  func check(_ password: String, of user: User, _ tenant: TenantID) async throws {
    let attempt = attempts.attempt(at: "user:\(user.id)", lane: "session", tenant)
    try await attempts.allow(attempt)
    let text = Password.normalised(password)
    let hash = try await store.passwordHash(of: user.id, tenant) ?? hasher.dummyHash
    guard text.count <= AuthLimits.passwordLength.upperBound, try await hasher.verify(text, against: hash) else {
      try await attempts.failed(attempt)
      throw AppError(.unauthenticated, "wrong_credentials", "The password is wrong.", cause: "step_up_password_wrong")
    }
    try await attempts.allow(attempt)
  }
}

extension Optional {
  fileprivate func asyncMap<Result>(_ body: (Wrapped) async throws -> Result) async rethrows -> Result? {
    guard let self else { return nil }
    return try await body(self)
  }
}
