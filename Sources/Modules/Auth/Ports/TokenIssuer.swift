public import ForumKernel

/// Makes and checks the tokens of sessions.
public protocol TokenIssuer: Sendable {
  /// A signed token that says just this.
  func accessToken(_ claims: AccessClaims, as format: TokenFormat) async throws -> String
  /// What the token says, whatever its format. Throws `unauthenticated` (`token_invalid`, `token_expired`), with the cause for the log.
  func verify(_ accessToken: String, now: Timestamp) async throws -> AccessClaims
  /// The refresh token of one generation of a session: the same text each time, so that nothing of it needs to be stored.
  func refreshToken(_ claims: RefreshClaims) -> String
  /// Throws `unauthenticated` (`refresh_invalid`) for what was not made here.
  func verify(refreshToken: String) throws(AppError) -> RefreshClaims
  /// 128 bits of the token's SHA-256, under which a verified token is remembered.
  func fingerprint(_ token: String) -> RawID
}

/// How an access token is written.
public enum TokenFormat: String, Sendable, CaseIterable {
  /// A JWT with EdDSA.
  case jwt
  /// A PASETO v4.public.
  case paseto
}

public struct AccessClaims: Sendable, Equatable {
  public let user: UserID
  public let tenant: TenantID
  public let session: SessionID
  public let issuedAt: Timestamp
  public let expiresAt: Timestamp

  public init(user: UserID, tenant: TenantID, session: SessionID, issuedAt: Timestamp, expiresAt: Timestamp) {
    self.user = user
    self.tenant = tenant
    self.session = session
    self.issuedAt = issuedAt
    self.expiresAt = expiresAt
  }
}

public struct RefreshClaims: Sendable, Equatable {
  public let tenant: TenantID
  public let session: SessionID
  public let generation: Int64

  public init(tenant: TenantID, session: SessionID, generation: Int64) {
    self.tenant = tenant
    self.session = session
    self.generation = generation
  }
}
