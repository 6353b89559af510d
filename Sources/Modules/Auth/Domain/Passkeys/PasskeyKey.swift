import ForumKernel

/// A public key as authenticators say it (COSE, RFC 9052 and 9053), of one of the three algorithms that are offered. A key has one algorithm, and each
/// algorithm one form: there is nothing to choose when a signature is checked.
public enum PasskeyKey: Sendable, Equatable {
  /// ES256: ECDSA on P-256 with SHA-256. Two coordinates of 32 bytes.
  case es256(x: [UInt8], y: [UInt8])
  /// EdDSA on Ed25519: 32 bytes.
  case ed25519([UInt8])
  /// RS256: RSASSA-PKCS1-v1_5 with SHA-256.
  case rs256(modulus: [UInt8], exponent: [UInt8])

  /// The numbers of the algorithms (IANA, COSE Algorithms), the favourite first.
  public static let algorithms: [Int64] = [-8, -7, -257]

  private static let (keyType, algorithm, first, second, third): (Int64, Int64, Int64, Int64, Int64) = (1, 3, -1, -2, -3)

  public var algorithm: Int64 {
    switch self {
    case .es256: -7
    case .ed25519: -8
    case .rs256: -257
    }
  }

  /// Throws `algorithmWrong` for another algorithm, `keyMalformed` for a key that is not of its algorithm's form or says more than that.
  init(_ value: CBORValue) throws(PasskeyFault) {
    guard let keys = value.keys, let type = value[Self.keyType]?.integer, let algorithm = value[Self.algorithm]?.integer else { throw .keyMalformed }
    guard Self.algorithms.contains(algorithm) else { throw .algorithmWrong }
    let (first, second, third) = (value[Self.first], value[Self.second], value[Self.third])
    switch (algorithm, type, keys.count) {
    case (-7, 2, 5):
      guard first?.integer == 1, let x = second?.bytes, let y = third?.bytes, x.count == 32, y.count == 32 else { throw .keyMalformed }
      self = .es256(x: x, y: y)
    case (-8, 1, 4):
      guard first?.integer == 6, let key = second?.bytes, key.count == 32 else { throw .keyMalformed }
      self = .ed25519(key)
    case (-257, 3, 4):
      guard let modulus = first?.bytes, let exponent = second?.bytes, AuthLimits.rsaModulusBytes.contains(modulus.count),
        AuthLimits.rsaExponentBytes.contains(exponent.count)
      else { throw .keyMalformed }
      self = .rs256(modulus: modulus, exponent: exponent)
    default: throw .keyMalformed
    }
  }

  /// As the store keeps it: the algorithm and its numbers, without secrets.
  public var text: String {
    switch self {
    case .es256(let x, let y): "es256.\(Base64URL.encode(x)).\(Base64URL.encode(y))"
    case .ed25519(let key): "ed25519.\(Base64URL.encode(key))"
    case .rs256(let modulus, let exponent): "rs256.\(Base64URL.encode(modulus)).\(Base64URL.encode(exponent))"
    }
  }

  /// nil for what `text` never is.
  public init?(text: String) {
    let parts = text.split(separator: ".", omittingEmptySubsequences: false)
    let numbers = parts.dropFirst().compactMap { Base64URL.decode($0) }
    guard numbers.count == parts.count - 1 else { return nil }
    switch (parts[0], numbers.count) {
    case ("es256", 2): self = .es256(x: numbers[0], y: numbers[1])
    case ("ed25519", 1): self = .ed25519(numbers[0])
    case ("rs256", 2): self = .rs256(modulus: numbers[0], exponent: numbers[1])
    default: return nil
    }
  }
}
