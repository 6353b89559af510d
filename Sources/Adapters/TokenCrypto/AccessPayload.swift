import Auth
import ForumKernel
import Foundation
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

  /// The claims as a PASETO has them: the same, with times as texts.
  init(paseto json: [UInt8]) throws {
    let claims = try JSONDecoder().decode(PASETOClaims.self, from: Data(json))
    (iss, aud, sub, tid, sid, jti) = (claims.iss, claims.aud, claims.sub, claims.tid, claims.sid, claims.jti)
    (iat, nbf, exp) = (claims.iat.milliseconds / 1000, claims.nbf.milliseconds / 1000, claims.exp.milliseconds / 1000)
  }

  func pasetoMessage() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return Array(
      try encoder.encode(
        PASETOClaims(
          iss: iss, aud: aud, sub: sub, tid: tid, sid: sid, iat: Timestamp(milliseconds: iat * 1000), nbf: Timestamp(milliseconds: nbf * 1000),
          exp: Timestamp(milliseconds: exp * 1000), jti: jti)))
  }

  /// Claims are judged by `claims(now:)`, at the caller's time.
  func verify(using algorithm: some JWTAlgorithm) {}

  /// Throws unless everything is as we issue it.
  func claims(now: Timestamp) throws(TokenFault) -> AccessClaims {
    let seconds = now.milliseconds / 1000
    let latest = seconds + TokenCryptoLimits.clockSkewSeconds
    guard iss == Self.issuer else { throw .issuerWrong }
    guard aud == Self.audience else { throw .audienceWrong }
    guard iat <= latest, nbf <= latest else { throw .notYetValid }
    guard iat >= 0, nbf >= 0, exp > iat, exp - iat <= TokenCryptoLimits.accessTokenLifetimeSecondsMax else { throw .lifetimeWrong }
    guard let user = UserID(sub), let tenant = TenantID(tid), let session = SessionID(sid) else { throw .subjectMalformed }
    guard now.milliseconds < exp * 1000 else { throw .expired }
    return AccessClaims(
      user: user, tenant: tenant, session: session, issuedAt: Timestamp(milliseconds: iat * 1000), expiresAt: Timestamp(milliseconds: exp * 1000))
  }
}

private struct PASETOClaims: Codable {
  let iss: String
  let aud: String
  let sub: String
  let tid: String
  let sid: String
  let iat: Timestamp
  let nbf: Timestamp
  let exp: Timestamp
  let jti: String
}
