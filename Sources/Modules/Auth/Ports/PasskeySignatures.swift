/// Checks what authenticators sign. Both methods compute only, and in constant time where it matters.
public protocol PasskeySignatures: Sendable {
  /// The SHA-256 digest: 32 bytes.
  func sha256(_ bytes: [UInt8]) -> [UInt8]
  /// False for a wrong signature, for one in another form than the algorithm's, and for a key that is none (a point off the curve, a short modulus).
  func isValid(_ signature: [UInt8], of message: [UInt8], by key: PasskeyKey) -> Bool
  /// Whether signatures can be checked with the key.
  func isUsable(_ key: PasskeyKey) -> Bool
}
