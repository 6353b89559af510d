import Auth
import Crypto
import ForumKernel
import Foundation
import JWTKit

/// Access tokens as JWTs with EdDSA, by JWTKit behind a check of its own: the header must be, byte for byte, the one that is written here. So there is
/// no other algorithm, key, type, critical extension or embedded key to choose from (RFC 8725).
struct JWTIssuer: TokenIssuer {
  private static let type = "at+jwt"

  private let keyID: String
  /// What every token of ours begins with.
  private let encodedHeader: String
  private let refreshTokens: RefreshTokens
  /// Adding a key to the collection has to wait for its actor.
  private let keys: Task<JWTKeyCollection, Never>

  init(key: SigningKey, refreshTokens: RefreshTokens) {
    keyID = key.id
    self.refreshTokens = refreshTokens
    encodedHeader = Base64URL.encode(#"{"alg":"EdDSA","kid":"\#(key.id)","typ":"\#(Self.type)"}"#.utf8)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let serializer = DefaultJWTSerializer(jsonEncoder: encoder)
    keys = Task { [keyID] in
      await JWTKeyCollection().add(eddsa: EdDSA.PrivateKey(backing: key.privateKey), kid: JWKIdentifier(string: keyID), serializer: serializer)
    }
  }

  func accessToken(_ claims: AccessClaims) async throws -> String {
    try await keys.value.sign(AccessPayload(claims), kid: JWKIdentifier(string: keyID), header: ["typ": .string(Self.type)])
  }

  func verify(_ accessToken: String, now: Timestamp) async throws -> AccessClaims {
    guard hasOurForm(accessToken), let payload = await signedPayload(of: accessToken), let claims = payload.claims(now: now) else {
      throw AppError(.unauthenticated, "token_invalid", "This access token is not valid here.")
    }
    guard now < claims.expiresAt else { throw AppError(.unauthenticated, "token_expired", "This access token has expired. Refresh it.") }
    return claims
  }

  func refreshToken(_ claims: RefreshClaims) -> String { refreshTokens.token(claims) }

  func verify(refreshToken: String) throws(AppError) -> RefreshClaims {
    guard let claims = refreshTokens.claims(of: refreshToken) else {
      throw AppError(.unauthenticated, "refresh_invalid", "This refresh token is not valid here.")
    }
    return claims
  }

  func fingerprint(_ token: String) -> RawID {
    let digest = SHA256.hash(data: Data(token.utf8))
    let (high, low) = digest.withUnsafeBytes { ($0.loadUnaligned(as: UInt64.self), $0.loadUnaligned(fromByteOffset: 8, as: UInt64.self)) }
    return RawID(high: high.bigEndian, low: low.bigEndian)
  }

  /// Three parts in strict base64url, the first of which is our header and the last 64 bytes long.
  private func hasOurForm(_ token: String) -> Bool {
    guard token.utf8.count <= TokenCryptoLimits.accessTokenBytesMax else { return false }
    let parts = token.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 3 && parts[0] == encodedHeader && Base64URL.decode(parts[1]) != nil && Base64URL.decode(parts[2])?.count == 64
  }

  /// nil when the signature is wrong or the claims can't be read: JWTKit throws nothing else.
  private func signedPayload(of token: String) async -> AccessPayload? {
    do {
      return try await keys.value.verify(token, as: AccessPayload.self)
    } catch {
      return nil
    }
  }
}
