public import ForumKernel

/// Identities of providers that lead to one's account.
public struct LinkIdentities: Sendable {
  let ask: AskProvider
  let stepUp: StepUp

  /// The caller's, oldest first. Throws `unauthenticated` (`sign_in_required`).
  public func list(by principal: Principal) async throws -> [LinkedIdentity] {
    try await ask.store.identities(of: try principal.requireUser(), principal.tenant)
  }

  /// Throws what `StepUp` and `SignInWithProvider.begin` throw.
  public func begin(_ provider: String, redirectURI: String?, password: String?, by principal: Principal) async throws -> ProviderWay {
    let user = try await stepUp(password, by: principal)
    return try await ask.begin(provider, redirectURI: redirectURI, user: user.id, principal.tenant)
  }

  /// Throws `unauthenticated` (`sign_in_over`, `provider_refused`), also for what somebody else began, and `conflict` (`identity_taken`,
  /// `too_many_identities`).
  public func finish(_ back: ProviderReturn, by principal: Principal) async throws -> LinkedIdentity {
    let user = try principal.requireUser()
    try principal.requireSession()
    let (signIn, identity) = try await ask.proven(back, user: user, principal.tenant)
    return try await ask.store.write(principal.tenant, actor: user) { tx in
      guard let current = try tx.providerSignIn(digest: signIn.digest), current.proven == identity else { throw AskProvider.over }
      try tx.deleteProviderSignIn(digest: signIn.digest)
      try tx.link(identity, signIn.provider, to: user)
      guard let linked = try tx.identity(issuer: identity.issuer, subject: identity.subject) else { throw AskProvider.over }
      return linked
    }
  }

  /// Throws `conflict` (`last_way_in`) where nothing else would lead to the account, `notFound` (`identity_not_found`) and what `StepUp` throws.
  public func unlink(_ id: LinkedIdentityID, password: String?, by principal: Principal) async throws {
    let user = try await stepUp(password, by: principal)
    let hasPassword = try await ask.store.passwordHash(of: user.id, principal.tenant) != nil
    try await ask.store.write(principal.tenant, actor: user.id) { tx in
      let identities = try tx.identities(of: user.id)
      guard identities.contains(where: { $0.id == id }) else { throw AppError.notFound("identity") }
      guard hasPassword || identities.count > 1 else {
        throw AppError(.conflict, "last_way_in", "Nothing else would lead to your account: set a password first, or link another provider.")
      }
      _ = try tx.deleteIdentity(id, of: user.id)
      try tx.emit(UserSecurityChanged(userID: user.id, change: .identityUnlinked))
      try tx.audit(AuditEntry(action: "identity.unlink", target: "user:\(user.id)"))
    }
  }
}
