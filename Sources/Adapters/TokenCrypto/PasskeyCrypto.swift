public import Auth
import Crypto
import CryptoExtras
import Foundation

/// ES256, EdDSA and RS256 by swift-crypto. The key says which one it is; nothing of a message does.
public struct PasskeyCrypto: PasskeySignatures {
  public init() {}

  public func sha256(_ bytes: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: bytes)) }

  public func isUsable(_ key: PasskeyKey) -> Bool {
    switch key {
    case .es256(let x, let y): (try? Self.p256(x, y)) != nil
    case .ed25519(let bytes): (try? Curve25519.Signing.PublicKey(rawRepresentation: bytes)) != nil
    case .rs256(let modulus, let exponent): (try? Self.rsa(modulus, exponent)) != nil
    }
  }

  public func isValid(_ signature: [UInt8], of message: [UInt8], by key: PasskeyKey) -> Bool {
    switch key {
    case .es256(let x, let y):
      guard let key = try? Self.p256(x, y), let signature = try? P256.Signing.ECDSASignature(derRepresentation: signature) else { return false }
      return key.isValidSignature(signature, for: message)
    case .ed25519(let bytes):
      guard signature.count == 64, let key = try? Curve25519.Signing.PublicKey(rawRepresentation: bytes) else { return false }
      return key.isValidSignature(signature, for: message)
    case .rs256(let modulus, let exponent):
      guard let key = try? Self.rsa(modulus, exponent) else { return false }
      return key.isValidSignature(
        _RSA.Signing.RSASignature(rawRepresentation: signature), for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5)
    }
  }

  private static func p256(_ x: [UInt8], _ y: [UInt8]) throws -> P256.Signing.PublicKey { try P256.Signing.PublicKey(rawRepresentation: x + y) }

  private static func rsa(_ modulus: [UInt8], _ exponent: [UInt8]) throws -> _RSA.Signing.PublicKey {
    try _RSA.Signing.PublicKey(n: modulus, e: exponent)
  }
}
