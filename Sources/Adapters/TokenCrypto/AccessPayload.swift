import Auth
import ForumKernel
import JWTKit

/// The claims of an access token (RFC 9068, with `tid` for the tenant and `sid` for the session). Times are in seconds.
struct AccessPayload: JWTPayload {
  private static let issuer = "forum-lite"
  private static let audience = "forum-lite/api"

  let iss: String
  let aud: String
  let sub: String
  let tid: String
  let sid: String
  let iat: Int64
  let nbf: Int64
  let exp: Int64
  let jti: String

  init(_ claims: AccessClaims) {
    iss = Self.issuer
    aud = Self.audience
    sub = claims.user.description
    tid = claims.tenant.description
    sid = claims.session.description
    iat = claims.issuedAt.milliseconds / 1000
    nbf = iat
    exp = claims.expiresAt.milliseconds / 1000
    jti = Base64URL.encode(SecureRandom.bytes(16))
  }

  /// Claims are judged by `claims(now:)`, at the caller's time.
  func verify(using algorithm: some JWTAlgorithm) {}

  /// nil unless everything is as we issue it. Whether the token has expired is for the caller to see.
  func claims(now: Timestamp) -> AccessClaims? {
    let latest = now.milliseconds / 1000 + TokenCryptoLimits.clockSkewSeconds
    guard iss == Self.issuer, aud == Self.audience, (0...latest).contains(iat), (0...latest).contains(nbf), exp > iat,
      exp - iat <= TokenCryptoLimits.accessTokenLifetimeSecondsMax, let user = UserID(sub), let tenant = TenantID(tid), let session = SessionID(sid)
    else { return nil }
    return AccessClaims(
      user: user, tenant: tenant, session: session, issuedAt: Timestamp(milliseconds: iat * 1000), expiresAt: Timestamp(milliseconds: exp * 1000))
  }
}
