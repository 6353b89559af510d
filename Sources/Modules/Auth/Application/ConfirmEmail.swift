public import ForumKernel

/// Proves mail addresses: that of a new account, and the new one of an old account.
public struct ConfirmEmail: Sendable {
  static let invalid = AppError(
    .invalid, "link_invalid", "This link is not valid, or not any more. Ask for another one.", isMalformed: true, cause: "link_invalid")

  let store: any AuthStore
  let secrets: any SecretKeeper
  let stepUp: StepUp
  let policy: RegistrationPolicy
  let authenticator: Authenticator

  /// Uses the ticket of a mail. Throws `invalid` (`link_invalid`): the same for one that is forged, old, used, or whose address somebody else has
  /// proven meanwhile.
  public func callAsFunction(_ ticket: String, tenant: TenantID) async throws {
    let id = secrets.id(inTicket: ticket, .link, tenant).map { MailLinkID($0) } ?? MailLinkID(.zero)
    let user = try await store.write(tenant, actor: nil) { [policy] tx -> UserID? in
      guard var link = try tx.mailLink(id), let user = link.use(for: [.verify, .email], now: tx.now) else { return nil }
      try tx.update(link)
      guard try tx.user(emailKey: link.email.key) == nil else { return nil }
      try tx.setEmail(link.email, of: user)
      if link.purpose == .verify {
        try tx.setGate(policy.asksApproval ? .approval : nil, of: user)
        try tx.audit(AuditEntry(action: "user.verify", target: "user:\(user)"))
      } else {
        try tx.emit(UserSecurityChanged(userID: user, change: .emailChanged))
        try tx.audit(AuditEntry(action: "user.change_email", target: "user:\(user)"))
      }
      return user
    }
    guard let user else { throw Self.invalid }
    authenticator.forget(user: user)
  }

  /// Sends a link to a new address of the caller. The same answer whether somebody has that address or not. Throws `invalid` and what `StepUp` throws.
  public func change(to email: String, password: String?, passkey: PasskeyAnswer? = nil, by principal: Principal) async throws {
    let email = try EmailAddress(email)
    let user = try await stepUp(password, passkey, by: principal)
    try await store.write(principal.tenant, actor: user.id) { tx in try tx.requestMail(.email, email, user.id) }
  }
}

extension AuthTransaction {
  /// Makes a link and has it mailed. An address gets only so many an hour, so that nobody is flooded by way of this forum; more ask in vain.
  func requestMail(_ purpose: MailLink.Purpose, _ email: EmailAddress, _ user: UserID?) throws {
    guard try mailLinkCount(email: email, since: now.adding(seconds: -3600)) < AuthLimits.mailLinksAnHour else { return }
    let link = MailLink.new(newID(), user: user, purpose, email, now: now)
    try insert(link)
    try emit(MailRequested(linkID: link.id))
  }
}
