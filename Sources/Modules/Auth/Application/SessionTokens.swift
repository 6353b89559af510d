import ForumKernel

/// Makes the pair of tokens of a session.
struct SessionTokens: Sendable {
  let issuer: any TokenIssuer
  let policy: SessionPolicy
  let clock: any WallClock

  func signedIn(_ user: User, _ session: Session, tenant: TenantID) async throws -> SignedIn {
    let now = clock.now
    let claims = AccessClaims(
      user: user.id, tenant: tenant, session: session.id, issuedAt: now, expiresAt: now.adding(seconds: policy.accessTokenSeconds))
    return SignedIn(
      user: user, sessionID: session.id, accessToken: try await issuer.accessToken(claims),
      refreshToken: issuer.refreshToken(RefreshClaims(tenant: tenant, session: session.id, generation: session.generation)),
      expiresInSeconds: policy.accessTokenSeconds)
  }
}
