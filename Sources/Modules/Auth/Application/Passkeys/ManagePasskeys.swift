public import ForumKernel

/// The passkeys of the caller's account.
public struct ManagePasskeys: Sendable {
  let store: any AuthStore
  let stepUp: StepUp
  let confirm: ConfirmIdentity
  let demand: FactorDemand
  let authenticator: Authenticator

  /// Oldest first.
  public func list(by principal: Principal) async throws -> [Passkey] {
    try await store.passkeys(of: try principal.requireUser(), principal.tenant)
  }

  /// What the passkeys are asked to show before something dangerous that it is still the same person. Throws `notFound`, `forbidden` (`session_required`).
  public func request(host: String, by principal: Principal) async throws -> PasskeyRequest {
    let user = try principal.requireUser()
    try principal.requireSession()
    return try await confirm.judge.request(.confirm, of: user, host: host, principal.tenant)
  }

  /// Throws `notFound` for others', `stale`, `forbidden` (`session_required`).
  public func rename(_ id: PasskeyID, to name: String, ifMatch: VersionMatch, by principal: Principal) async throws -> Passkey {
    let user = try principal.requireUser()
    try principal.requireSession()
    return try await store.write(principal.tenant, actor: user) { tx in
      guard var passkey = try tx.passkey(id), passkey.userID == user else { throw AppError.notFound("passkey") }
      try ifMatch.require(passkey.version)
      passkey.rename(name)
      try tx.update(passkey)
      try tx.audit(AuditEntry(action: "passkey.rename", target: "passkey:\(id)"))
      return passkey
    }
  }

  /// Takes a passkey away: only with the password and a second factor, or with a passkey that checks who uses it, so that a stolen session cannot. It may be
  /// the one that goes. With the last factor the recovery codes go, too. Throws `notFound` for others', `stale`, `conflict` (`last_factor`) where a role
  /// or a policy demands a second factor, `forbidden` (`password_required`), `unauthenticated`, `tooMany`.
  public func remove(
    _ id: PasskeyID, password: String?, code: String?, passkey answer: PasskeyAnswer?, ifMatch: VersionMatch, by principal: Principal
  ) async throws {
    guard try await list(by: principal).contains(where: { $0.id == id }) else { throw AppError.notFound("passkey") }
    let user: User
    if password == nil, let answer {
      user = try await stepUp(nil, answer, by: principal)
    } else {
      user = try await confirm.password(password, by: principal)
    }
    let judged = password == nil ? nil : try await confirm.judged(answer, of: user.id, principal.tenant)
    let isConfirmed = password == nil
    let verdict = try await store.write(principal.tenant, actor: user.id) { [confirm, demand] tx in
      let verdict = isConfirmed ? FactorVerdict.accepted : try confirm.factor(code, judged, of: user.id, tx)
      guard verdict == .accepted || verdict == .notNeeded else { return verdict }
      guard let passkey = try tx.passkey(id), passkey.userID == user.id else { throw AppError.notFound("passkey") }
      try ifMatch.require(passkey.version)
      try tx.delete(passkey)
      try demand.requireFactor(of: user, principal, tx)
      if try !tx.hasSecondFactor(user.id) { try tx.removeRecoveryCodes(of: user.id) }
      try tx.emit(UserSecurityChanged(userID: user.id, change: .passkeyRemoved))
      try tx.audit(AuditEntry(action: "passkey.remove", target: "passkey:\(id)"))
      return verdict
    }
    try verdict.require()
    authenticator.forget(user: user.id)
  }
}
