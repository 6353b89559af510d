public import Auth

/// The secrets of a data directory: the key that signs access tokens, the one behind refresh tokens, and the one behind page cursors.
public struct SigningKeys: Sendable {
  public let issuer: any TokenIssuer
  /// 32 bytes.
  public let cursorKey: [UInt8]
  /// The public keys as a JSON Web Key Set (RFC 7517, RFC 8037).
  public let keySet: [UInt8]

  /// Reads `signing.key`, `refresh.key` and `cursor.key`, and makes those that are missing, with mode 0600. Throws `KeyFileError`.
  /// Without `refresh.key` all refresh tokens that were given out are void; without `signing.key` all access tokens.
  public static func open(directory: String) throws -> SigningKeys {
    let keys = try KeyDirectory(directory)
    let file = try keys.contents(of: "signing.key", makingFirst: { Array((SigningKey().paserk + "\n").utf8) })
    let text = String(decoding: file, as: UTF8.self)
    guard let key = SigningKey(paserk: text.hasSuffix("\n") ? String(text.dropLast()) : text) else {
      throw KeyFileError(description: "The key file \(directory)/signing.key does not hold an Ed25519 key in PASERK form (k4.secret.…).")
    }
    return SigningKeys(key, refreshKey: try keys.secret(named: "refresh.key"), cursorKey: try keys.secret(named: "cursor.key"))
  }

  /// Keys that live as long as the process: for forums in memory.
  public static func inMemory() -> SigningKeys {
    SigningKeys(SigningKey(), refreshKey: SecureRandom.bytes(32), cursorKey: SecureRandom.bytes(32))
  }

  init(_ key: SigningKey, refreshKey: [UInt8], cursorKey: [UInt8]) {
    issuer = JWTIssuer(key: key, refreshTokens: RefreshTokens(key: refreshKey))
    self.cursorKey = cursorKey
    let publicKey = Base64URL.encode(key.publicBytes)
    keySet = Array(#"{"keys":[{"kty":"OKP","crv":"Ed25519","use":"sig","alg":"EdDSA","kid":"\#(key.id)","x":"\#(publicKey)"}]}"#.utf8)
  }
}
