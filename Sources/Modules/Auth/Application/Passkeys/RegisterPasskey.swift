public import ForumKernel

/// A passkey that was joined to an account just now.
public struct RegisteredPasskey: Sendable {
  public let passkey: Passkey
  /// Shown once; nil where the account has had a second factor, and codes, before.
  public let recoveryCodes: [String]?
}

/// Joins a passkey to the caller's account. With the first one, the account has a second factor.
public struct RegisterPasskey: Sendable {
  let store: any AuthStore
  let secrets: any SecretKeeper
  let stepUp: StepUp
  let judge: JudgePasskey
  let authenticator: Authenticator

  /// What an authenticator is asked to make. Throws `conflict` (`too_many_passkeys`) and what `StepUp` throws.
  public func begin(password: String?, passkey: PasskeyAnswer? = nil, host: String, by principal: Principal) async throws -> PasskeyCreation {
    let user = try await stepUp(password, passkey, by: principal)
    let passkeys = try await store.passkeys(of: user.id, principal.tenant)
    try Self.requirePlace(passkeys)
    return PasskeyCreation(
      challenge: judge.challenge(.register, of: user.id, principal.tenant), relyingParty: judge.parties(principal.tenant, host), user: user,
      passkeys: passkeys)
  }

  /// Keeps what the authenticator has made. Throws `invalid` (`passkey_refused`) with what is wrong with it, `conflict` (`passkey_known`,
  /// `too_many_passkeys`), `forbidden` (`session_required`).
  public func callAsFunction(_ made: NewCredential, name: String, host: String, by principal: Principal) async throws -> RegisteredPasskey {
    let user = try principal.requireUser()
    try principal.requireSession()
    let party = judge.parties(principal.tenant, host)
    let found: (AuthenticatorData, AuthenticatorData.Credential, PasskeyChallenge)
    do throws(PasskeyFault) {
      found = try judge.registration(made, of: user, at: party, principal.tenant)
    } catch {
      throw Self.refused(error)
    }
    let (data, credential, challenge) = found
    let codes = RecoveryCodes.make(secrets)
    let digests = codes.map { secrets.digest(CheckSecondFactor.plain($0), for: user.raw) }
    let registered = try await store.write(principal.tenant, actor: user) { tx -> RegisteredPasskey? in
      // A challenge that was used is no reason to undo anything.
      guard try tx.spend(challenge) else { return nil }
      let others = try tx.passkeys(of: user)
      try Self.requirePlace(others)
      let id = Base64URL.encode(credential.id)
      guard try tx.passkey(credentialID: id) == nil else {
        throw AppError(.conflict, "passkey_known", "This passkey is joined to an account already.")
      }
      let passkey = Passkey(
        id: tx.newID(), userID: user, credentialID: id, relyingParty: party.id, key: credential.key, model: Self.model(credential.model),
        transports: made.transports, name: name, isBackupEligible: data.isBackupEligible, isBackedUp: data.isBackedUp, signCount: data.signCount,
        createdAt: tx.now)
      try tx.insert(passkey)
      let isFirst = try others.isEmpty && tx.totpFactor(of: user)?.confirmedAt == nil
      if isFirst { try tx.putRecoveryCodes(digests: digests, of: user) }
      try tx.emit(UserSecurityChanged(userID: user, change: .passkeyAdded))
      try tx.audit(AuditEntry(action: "passkey.add", target: "passkey:\(passkey.id)"))
      return RegisteredPasskey(passkey: passkey, recoveryCodes: isFirst ? codes : nil)
    }
    guard let registered else { throw Self.refused(.challengeUsed) }
    authenticator.forget(user: user)
    return registered
  }

  private static func requirePlace(_ passkeys: [Passkey]) throws(AppError) {
    guard passkeys.count < AuthLimits.passkeysMax else {
      throw AppError(.conflict, "too_many_passkeys", "An account has at most \(AuthLimits.passkeysMax) passkeys: remove one first.")
    }
  }

  private static func refused(_ fault: PasskeyFault) -> AppError {
    AppError(
      .invalid, "passkey_refused", fault.sentence, faults: [Fault("/credential", fault.rawValue, fault.sentence)], cause: fault.rawValue)
  }

  /// As a UUID; empty for authenticators that do not tell.
  private static func model(_ bytes: [UInt8]) -> String {
    RawID(bytes: bytes).flatMap { $0 == .zero ? nil : "\($0)" } ?? ""
  }
}
