public import ForumKernel

/// Puts the caller's account away. Signing in takes it back until the grace is over; then it is erased, and what was written stays without a name.
public struct DeactivateAccount: Sendable {
  let store: any PrivacyStore
  let confirm: ConfirmIdentity
  let authenticator: Authenticator
  let policy: PrivacyPolicy

  /// Ends all sessions and tokens. Throws `conflict` (`last_administrator`), and what `ConfirmIdentity` throws.
  public func callAsFunction(
    password: String?, otp: String?, passkey: PasskeyAnswer? = nil, by principal: Principal
  ) async throws -> AccountClosure {
    let user = try await confirm.password(password, by: principal)
    let answer = try await confirm.judged(passkey, of: user.id, principal.tenant)
    let (verdict, closure) = try await store.write(principal.tenant, actor: user.id) { [confirm, policy] tx -> (FactorVerdict, AccountClosure?) in
      let verdict = try confirm.factor(otp, answer, of: user.id, tx)
      guard verdict == .accepted || verdict == .notNeeded else { return (verdict, nil) }
      try tx.requireNotLastAdministrator(user)
      let closure = AccountClosure(state: .deactivated, since: tx.now, endsAt: tx.now.adding(seconds: policy.graceSeconds))
      try tx.close(user, closure)
      try tx.audit(AuditEntry(action: "user.deactivate", target: "user:\(user.id)"))
      return (verdict, closure)
    }
    try verdict.require()
    authenticator.forget(user: user.id)
    guard let closure else { throw AppError(.unavailable, "closure_missing", "The account was not put away. Try again.", retryAfterSeconds: 1) }
    return closure
  }
}

extension PrivacyTransaction {
  /// Nobody is signed in to the account any more.
  func close(_ user: User, _ closure: AccountClosure) throws {
    _ = try endSessions(of: user.id, as: .revoked)
    try revokePersonalTokens(of: user.id)
    try setClosure(closure, of: user.id)
    try emit(UserChanged(userID: user.id))
  }

  /// Throws `conflict` (`last_administrator`).
  func requireNotLastAdministrator(_ user: User) throws {
    guard user.roles.contains(ManageAccounts.administrator), try !ManageAccounts.hasAnotherAdministrator(than: user.id, self) else { return }
    throw AppError(.conflict, "last_administrator", "This is the last administrator: make another one first.")
  }
}
