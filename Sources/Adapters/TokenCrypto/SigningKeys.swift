public import Auth

/// The secrets of a data directory: the key that signs access tokens, the one behind refresh tokens, and the one behind page cursors.
public struct SigningKeys: Sendable {
  public let issuer: any TokenIssuer
  /// 32 bytes.
  public let cursorKey: [UInt8]
  /// The public keys as a JSON Web Key Set (RFC 7517, RFC 8037).
  public let keySet: [UInt8]

  /// Reads `signing.key`, `refresh.key` and `cursor.key`, and makes those that are missing, with mode 0600. `sharing` gets what they hold and answers
  /// which keys count: those that all nodes of the forum have. Throws `KeyFileError`.
  /// Without `refresh.key` all refresh tokens that were given out are void; without `signing.key` all access tokens.
  public static func open(directory: String, sharing: ([String: [UInt8]]) async throws -> [String: [UInt8]] = { $0 }) async throws -> SigningKeys {
    let files = try KeyDirectory(directory)
    let keys = try await sharing([
      "signing.key": try files.contents(of: "signing.key", makingFirst: { Array((SigningKey().paserk + "\n").utf8) }),
      "refresh.key": try files.secret(named: "refresh.key"), "cursor.key": try files.secret(named: "cursor.key"),
    ])
    let text = String(decoding: keys["signing.key", default: []], as: UTF8.self)
    guard let key = SigningKey(paserk: text.hasSuffix("\n") ? String(text.dropLast()) : text) else {
      throw KeyFileError(description: "The key file \(directory)/signing.key does not hold an Ed25519 key in PASERK form (k4.secret.…).")
    }
    guard let refreshKey = keys["refresh.key"], let cursorKey = keys["cursor.key"], refreshKey.count == 32, cursorKey.count == 32 else {
      throw KeyFileError(description: "The store lacks keys of the forum: its table node_keys must have all three or none.")
    }
    return SigningKeys(key, refreshKey: refreshKey, cursorKey: cursorKey)
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
