import ForumKernel

/// What an authenticator is asked when it shall sign a challenge.
public struct PasskeyRequest: Sendable {
  public let challenge: PasskeyChallenge
  public let relyingParty: RelyingParty
  /// Those that may answer; empty when any that knows its account may.
  public let passkeys: [Passkey]
  /// Whether the authenticator has to check who uses it.
  public let asksForVerification: Bool
}

/// What an authenticator is asked when it shall make a credential.
public struct PasskeyCreation: Sendable {
  public let challenge: PasskeyChallenge
  public let relyingParty: RelyingParty
  public let user: User
  /// Those that the account has: their authenticators make no other one.
  public let passkeys: [Passkey]
}

extension JudgePasskey {
  /// For the account's passkeys of this relying party. Throws `notFound` (`passkey_not_found`) when there is none that can be used.
  func request(_ purpose: PasskeyChallenge.Purpose, of user: UserID, host: String, _ tenant: TenantID) async throws -> PasskeyRequest {
    let party = parties(tenant, host)
    let passkeys = try await store.passkeys(of: user, tenant).filter { $0.relyingParty == party.id && $0.suspectedAt == nil }
    guard !passkeys.isEmpty else { throw AppError.notFound("passkey") }
    return PasskeyRequest(
      challenge: challenge(purpose, of: user, tenant), relyingParty: party, passkeys: passkeys, asksForVerification: purpose != .secondFactor)
  }
}
