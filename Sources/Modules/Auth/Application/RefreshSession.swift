public import ForumKernel

/// Exchanges a refresh token for a new pair. A token is good once; a copy that is used later ends the session.
public struct RefreshSession: Sendable {
  let store: any AuthStore
  let tokens: SessionTokens
  let authenticator: Authenticator

  /// Throws `unauthenticated`: `refresh_invalid`, `session_over`, `refresh_reused`.
  public func callAsFunction(_ refreshToken: String, as format: TokenFormat = .jwt, tenant: TenantID) async throws -> SignedIn {
    let claims = try tokens.issuer.verify(refreshToken: refreshToken)
    guard claims.tenant == tenant else {
      throw AppError(.unauthenticated, "refresh_invalid", "This refresh token is not valid here.", cause: "tenant_other")
    }
    let policy = tokens.policy
    let (rotation, session, user) = try await store.write(tenant, actor: nil) { tx in
      guard var session = try tx.session(claims.session), let user = try tx.user(session.userID), user.state == .active else {
        return (Session.Rotation.over, Session?.none, User?.none)
      }
      let rotation = session.rotate(claims.generation, policy: policy, now: tx.now)
      if rotation == .reused {
        try tx.emit(SessionEnded(userID: user.id, sessionID: session.id, end: .reused))
        try tx.audit(AuditEntry(action: "session.reused", target: "session:\(session.id)"))
      }
      try tx.update(session)
      return (rotation, session, user)
    }
    guard let session, let user, rotation != .over else {
      throw AppError(.unauthenticated, "session_over", "This session is over. Sign in again.")
    }
    if rotation == .reused {
      authenticator.forget(session: session.id)
      throw AppError(.unauthenticated, "refresh_reused", "This refresh token was used before; the session was ended to be safe. Sign in again.")
    }
    return try await tokens.signedIn(user, session, as: format, tenant: tenant)
  }
}
