public import ForumKernel

/// The keys that sign access tokens, over time.
public protocol KeyRotation: Sendable {
  /// The public keys as a JSON Web Key Set (RFC 7517, RFC 8037), also those whose time is to come.
  func keySet(now: Timestamp) -> [UInt8]
  /// Those in use, oldest first.
  func keys(now: Timestamp) -> [SigningKeyState]
  /// Makes the next key, which signs after `leadSeconds`; until then the key set shows it to those who keep a copy. The keys before it stay good until
  /// their last token has expired. `isRevoking`: the new one signs at once and all others are void. Throws `conflict` (`rotation_pending`).
  func rotate(leadSeconds: Int64, isRevoking: Bool, now: Timestamp) async throws -> [SigningKeyState]
  /// Takes over what another node changed; true when a key is gone whose tokens may be remembered.
  func reload() async throws -> Bool
}

/// One of the signing keys, without its secret.
public struct SigningKeyState: Sendable, Equatable {
  public enum Use: String, Sendable, Codable {
    /// In the key set, for later.
    case next
    case signing
    /// Signs no more; its tokens are still good.
    case retiring
  }

  /// PASERK `k4.pid.…`: the `kid`.
  public let id: String
  /// PASERK `k4.public.…`.
  public let publicKey: String
  public let signsFrom: Timestamp
  public let use: Use

  public init(id: String, publicKey: String, signsFrom: Timestamp, use: Use) {
    self.id = id
    self.publicKey = publicKey
    self.signsFrom = signsFrom
    self.use = use
  }
}
