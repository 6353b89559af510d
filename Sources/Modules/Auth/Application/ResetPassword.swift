public import ForumKernel

/// New passwords: for who knows the old one, and for who reads the account's mail.
public struct ResetPassword: Sendable {
  let store: any AuthStore
  let hasher: any PasswordHasher
  let secrets: any SecretKeeper
  let stepUp: StepUp
  let attempts: LimitAttempts
  let authenticator: Authenticator

  /// Sends a link, when an account has the address. The same answer, and as much work, when none has.
  public func request(email: String, tenant: TenantID) async throws {
    let email = try EmailAddress(email)
    try await store.write(tenant, actor: nil) { tx in
      let user = try tx.user(emailKey: email.key)
      // One that is being erased gets none: its mails are gone already.
      let isOpen = try user.map { try $0.state == .active && tx.closure(of: $0.id)?.state != .erasing } ?? false
      try tx.requestMail(.reset, email, isOpen ? user?.id : nil)
    }
  }

  /// Uses the ticket of a mail. All sessions end, tokens for programs are void, and wrong passwords of before are forgotten; a second factor is still asked for.
  /// Throws `invalid` for the password, and `invalid` (`link_invalid`) for a ticket that is forged, old, used, or sent to an address of before.
  public func confirm(_ ticket: String, password: String, tenant: TenantID) async throws {
    let password = try Password(password)
    let hash = try await hasher.hash(password.text)
    let id = secrets.id(inTicket: ticket, .link, tenant).map { MailLinkID($0) } ?? MailLinkID(.zero)
    let user = try await store.write(tenant, actor: nil) { [attempts] tx -> UserID? in
      guard var link = try tx.mailLink(id), let id = link.use(for: [.reset], now: tx.now) else { return nil }
      try tx.update(link)
      guard let user = try tx.user(id), user.email?.key == link.email.key, user.state == .active else { return nil }
      try tx.setPasswordHash(hash, of: id)
      _ = try tx.endSessions(of: id, as: .revoked)
      try tx.revokePersonalTokens(of: id)
      for name in [user.handle.key, link.email.key] { try attempts.forgetAll(at: "login:\(name)", tx) }
      try tx.emit(UserSecurityChanged(userID: id, change: .passwordReset))
      try tx.audit(AuditEntry(action: "user.reset_password", target: "user:\(id)"))
      return id
    }
    guard let user else { throw ConfirmEmail.invalid }
    authenticator.forget(user: user)
  }

  /// By somebody who is signed in; their other sessions end. Throws `invalid`, `unauthenticated` (`wrong_credentials`), `tooMany` (`login_delayed`).
  public func change(from old: String, to new: String, by principal: Principal) async throws {
    let user = try await stepUp(old, by: principal)
    let password = try Password(new, unlike: [user.handle.text, user.email?.text ?? "", old], at: "/new_password")
    let hash = try await hasher.hash(password.text)
    try await store.write(principal.tenant, actor: user.id) { tx in
      try tx.setPasswordHash(hash, of: user.id)
      _ = try tx.endSessions(of: user.id, except: principal.sessionID.map { SessionID($0) }, as: .revoked)
      try tx.emit(UserSecurityChanged(userID: user.id, change: .passwordChanged))
      try tx.audit(AuditEntry(action: "user.change_password", target: "user:\(user.id)"))
    }
    authenticator.forget(user: user.id)
  }
}
