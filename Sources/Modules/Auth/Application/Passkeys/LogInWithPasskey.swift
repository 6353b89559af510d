public import ForumKernel

/// Opens a session for a passkey alone: its authenticator knows the account, and has checked who uses it, which makes both factors. Wrong passwords delay
/// no passkey.
public struct LogInWithPasskey: Sendable {
  let store: any AuthStore
  let judge: JudgePasskey
  let check: CheckSecondFactor
  let sessions: OpenSession

  /// What any authenticator is asked that knows an account here. Keeps nothing, and says nothing of anybody.
  public func request(host: String, tenant: TenantID) -> PasskeyRequest {
    PasskeyRequest(
      challenge: judge.challenge(.signIn, of: nil, tenant), relyingParty: judge.parties(tenant, host), passkeys: [], asksForVerification: true)
  }

  /// Throws `unauthenticated` (`passkey_wrong`) for whatever is wrong, `tooMany` (`otp_delayed`) after many wrong answers of this account's passkeys; and
  /// for who has shown who they are `forbidden` (`account_suspended`, `account_erasing`, `email_unverified`, `approval_pending`).
  public func callAsFunction(
    _ answer: PasskeyAnswer, from device: Device, as format: TokenFormat = .jwt, tenant: TenantID
  ) async throws -> SignedIn {
    let judged = try await judge.answer(answer, to: .signIn, of: nil, tenant)
    guard let id = judged.user, let user = try await store.user(id, tenant) else {
      try await sessions.refuse(nil, login: "", from: device, because: "passkey_wrong", tenant)
      throw FactorVerdict.refused(.credentialUnknown)
    }
    if case .success = judged.result { try await sessions.requireOpen(user, login: user.handle.key, from: device, tenant) }
    let outcome = try await store.write(tenant, actor: id) { [check, sessions] tx -> (FactorVerdict, Session?) in
      let verdict = try check.use(judged, of: id, asksForVerification: true, tx)
      return (verdict, verdict == .accepted ? try sessions.begin(user, from: device, tx) : nil)
    }
    if case .passkeyWrong = outcome.0 { try await sessions.refuse(id, login: user.handle.key, from: device, because: "passkey_wrong", tenant) }
    return try await sessions.signedIn(user, outcome, as: format, tenant)
  }
}
