import ForumKernel

/// Makes the pair of tokens of a session.
struct SessionTokens: Sendable {
  let issuer: any TokenIssuer
  let policy: SessionPolicy
  let clock: any WallClock

  /// No access token outlives its session.
  func signedIn(_ user: User, _ session: Session, as format: TokenFormat, deviceToken: String? = nil, tenant: TenantID) async throws -> SignedIn {
    let now = clock.now
    let expiresAt = min(now.adding(seconds: policy.accessTokenSeconds), session.end(policy))
    let claims = AccessClaims(user: user.id, tenant: tenant, session: session.id, issuedAt: now, expiresAt: expiresAt)
    return SignedIn(
      user: user, sessionID: session.id, accessToken: try await issuer.accessToken(claims, as: format),
      refreshToken: issuer.refreshToken(RefreshClaims(tenant: tenant, session: session.id, generation: session.generation)),
      expiresInSeconds: (expiresAt.milliseconds - now.milliseconds) / 1000, deviceToken: deviceToken)
  }
}
