import Auth
import Crypto
import ForumKernel
import Foundation

/// Refresh tokens: tenant, session and generation under an HMAC, after a prefix that secret scanners can look for. Nothing of them is stored, and the
/// same generation has the same token, so that an answer that was lost can be given again.
struct RefreshTokens: Sendable {
  private static let prefix = "flr1_"
  private static let claimsLength = 40
  private static let tagLength = 32
  private let key: SymmetricKey

  init(key: [UInt8]) { self.key = SymmetricKey(data: key) }

  func token(_ claims: RefreshClaims) -> String {
    let generation = (0..<8).map { UInt8(truncatingIfNeeded: claims.generation >> (56 - 8 * Int64($0))) }
    let bytes = claims.tenant.raw.bytes + claims.session.raw.bytes + generation
    return Self.prefix + Base64URL.encode(bytes + HMAC<SHA256>.authenticationCode(for: bytes, using: key))
  }

  /// nil for a text that was not made with this key.
  func claims(of token: String) -> RefreshClaims? {
    guard token.hasPrefix(Self.prefix), token.utf8.count == Self.prefix.utf8.count + (Self.claimsLength + Self.tagLength) * 4 / 3,
      let bytes = Base64URL.decode(token.dropFirst(Self.prefix.count)), bytes.count == Self.claimsLength + Self.tagLength,
      HMAC<SHA256>.isValidAuthenticationCode(bytes.suffix(Self.tagLength), authenticating: bytes.prefix(Self.claimsLength), using: key),
      let tenant = RawID(bytes: bytes[..<16]), let session = RawID(bytes: bytes[16..<32])
    else { return nil }
    let generation = bytes[32..<40].reduce(Int64(0)) { $0 << 8 | Int64($1) }
    return RefreshClaims(tenant: TenantID(tenant), session: SessionID(session), generation: generation)
  }
}
