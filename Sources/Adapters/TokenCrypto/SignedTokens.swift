import Auth
import Crypto
import ForumKernel
import Foundation
import Synchronization

/// The tokens of sessions: access tokens signed by the key of the day, as JWT or PASETO, and refresh tokens under their own secret.
final class SignedTokens: TokenIssuer {
  private let refreshTokens: RefreshTokens
  private let current: Mutex<KeySchedule>

  init(_ schedule: KeySchedule, refreshTokens: RefreshTokens) {
    current = Mutex(schedule)
    self.refreshTokens = refreshTokens
  }

  var schedule: KeySchedule { current.withLock { $0 } }

  func use(_ schedule: KeySchedule) { current.withLock { $0 = schedule } }

  func accessToken(_ claims: AccessClaims, as format: TokenFormat) async throws -> String {
    let entry = schedule.signing(at: claims.issuedAt)
    let payload = AccessPayload(claims)
    switch format {
    case .jwt: return try await entry.jwt.token(payload)
    case .paseto:
      return try PASETO.sign(try payload.pasetoMessage(), with: entry.key.privateKey, footer: Base64URL.decode(entry.footer) ?? [])
    }
  }

  func verify(_ accessToken: String, now: Timestamp) async throws -> AccessClaims {
    do throws(TokenFault) {
      return try await payload(of: accessToken, now).claims(now: now)
    } catch {
      if error == .expired { throw AppError(.unauthenticated, "token_expired", "This access token has expired. Refresh it.", cause: error.rawValue) }
      throw AppError(.unauthenticated, "token_invalid", "This access token is not valid here.", cause: error.rawValue)
    }
  }

  func refreshToken(_ claims: RefreshClaims) -> String { refreshTokens.token(claims) }

  func verify(refreshToken: String) throws(AppError) -> RefreshClaims {
    guard let claims = refreshTokens.claims(of: refreshToken) else {
      throw AppError(.unauthenticated, "refresh_invalid", "This refresh token is not valid here.", cause: "refresh_forged")
    }
    return claims
  }

  func fingerprint(_ token: String) -> RawID {
    let digest = SHA256.hash(data: Data(token.utf8))
    let (high, low) = digest.withUnsafeBytes { ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)) }
    return RawID(high: high.bigEndian, low: low.bigEndian)
  }

  private func payload(of token: String, _ now: Timestamp) async throws(TokenFault) -> AccessPayload {
    guard token.utf8.count <= TokenCryptoLimits.accessTokenBytesMax else { throw .tooLong }
    let isPASETO = token.utf8.first == UInt8(ascii: "v") && token.utf8.dropFirst(2).first == UInt8(ascii: ".")
    return isPASETO ? try pasetoPayload(token, now) : try await jwtPayload(token, now)
  }

  /// Three parts in strict base64url, the first of which is the header of a key in use and the last 64 bytes long.
  private func jwtPayload(_ token: String, _ now: Timestamp) async throws(TokenFault) -> AccessPayload {
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, let header = Base64URL.decode(parts[0]), let payload = Base64URL.decode(parts[1]) else { throw .malformed }
    let schedule = schedule
    guard let entry = schedule.believed(at: now).first(where: { $0.jwt.encodedHeader == parts[0] }) else {
      throw .ofHeader(header, keyIDs: Set(schedule.entries.map(\.key.id)))
    }
    guard Base64URL.decode(parts[2])?.count == 64 else { throw .signatureWrong }
    return try await entry.jwt.payload(of: token, payload)
  }

  /// The footer names the key, and must be one that is written here.
  private func pasetoPayload(_ token: String, _ now: Timestamp) throws(TokenFault) -> AccessPayload {
    guard token.hasPrefix(PASETO.header) else { throw .pasetoOther }
    guard let (signed, footer) = PASETO.parts(of: token) else { throw .malformed }
    let encodedFooter = Base64URL.encode(footer)
    guard let entry = schedule.believed(at: now).first(where: { $0.footer == encodedFooter }) else { throw .keyUnknown }
    guard let message = PASETO.message(signed, footer: footer, signedBy: entry.key.privateKey.publicKey) else { throw .signatureWrong }
    guard !JSONMembers.hasTwins(message) else { throw .claimTwice }
    do {
      return try AccessPayload(paseto: message)
    } catch {
      throw .claimsMalformed
    }
  }
}
