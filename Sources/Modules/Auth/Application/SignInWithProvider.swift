public import ForumKernel

/// Signs somebody in by the word of a provider: with the account that the identity is linked to, or with a new one where registration allows it.
public struct SignInWithProvider: Sendable {
  /// How a return ends; all of these are committed.
  private enum Outcome: Sendable {
    case opened(User, Session)
    case stopped(AppError)
    case factor(FactorVerdict)
  }

  let ask: AskProvider
  let register: RegisterWithProvider
  let check: CheckSecondFactor
  let sessions: OpenSession

  /// What people can choose from.
  public var providers: [any IdentityProvider] { ask.providers }

  /// Throws `notFound` (`provider_not_found`), `invalid` for another redirect URI than those of the provider, `tooMany` (`too_many_sign_ins`),
  /// `unavailable` (`provider_unavailable`).
  public func begin(_ provider: String, redirectURI: String?, tenant: TenantID) async throws -> ProviderWay {
    try await ask.begin(provider, redirectURI: redirectURI, user: nil, tenant)
  }

  /// Throws `unauthenticated` (`sign_in_over`, `provider_refused`, `otp_required`, `otp_wrong`), `forbidden` (`account_suspended`, `account_erasing`,
  /// `email_unverified`, `approval_pending`, `registration_closed`, `invitation_invalid`, `email_missing`), `conflict` (`email_taken`), `tooMany`
  /// (`otp_delayed`), `unavailable` (`provider_unavailable`). After `otp_required` and the like the ticket alone leads on.
  public func finish(
    _ back: ProviderReturn, otp: String? = nil, invitation: String? = nil, from device: Device, as format: TokenFormat = .jwt, tenant: TenantID
  ) async throws -> SignedIn {
    let (signIn, identity) = try await ask.proven(back, user: nil, tenant)
    let newcomer = try await register.newcomer(identity, invitation: invitation, tenant)
    let provider = ask.providers.first { $0.slug == signIn.provider }
    let linksByEmail = provider?.linksByEmail ?? false
    let outcome = try await ask.store.write(tenant, actor: nil) { [register, check, sessions] tx -> Outcome in
      // A second one with the same ticket comes too late.
      guard let current = try tx.providerSignIn(digest: signIn.digest), current.proven == identity else { throw AskProvider.over }
      let user = try register(newcomer, signIn.provider, linksByEmail: linksByEmail, tx)
      if let error = try Self.obstacle(user, tx) {
        try tx.audit(AuditEntry(action: "session.refused", target: "user:\(user.id)", reason: error.slug, personal: device.auditText))
        return .stopped(error)
      }
      let verdict = try check(otp, of: user.id, tx)
      guard verdict == .accepted || verdict == .notNeeded else { return .factor(verdict) }
      try tx.deleteProviderSignIn(digest: signIn.digest)
      return .opened(user, try sessions.begin(user, from: device, tx))
    }
    switch outcome {
    case .stopped(let error): throw error
    case .factor(let verdict):
      try verdict.require()
      throw AskProvider.over
    case .opened(let user, let session):
      return try await sessions.signedIn(user, (.accepted, session), as: format, tenant)
    }
  }

  /// What keeps the account from signing in, whoever vouches for it.
  private static func obstacle(_ user: User, _ tx: any AuthTransaction) throws -> AppError? {
    guard user.state == .active else { return AppError(.forbidden, "account_suspended", "This account is suspended.") }
    let gate = try tx.gate(of: user.id)
    do throws(AppError) { try OpenSession.require(gate) } catch { return error }
    if try tx.closure(of: user.id)?.state == .erasing { return OpenSession.erasing }
    return try tx.restrictions(of: user.id).first { $0.kind == .suspension && $0.holds(at: tx.now) }?.error
  }
}
