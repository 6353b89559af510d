import Crypto
import Foundation
import JWTKit

/// How a provider may sign: with a key that it alone has. Neither `none` nor a secret that both sides know is among them.
enum SignatureAlgorithm: String, Sendable {
  case rs256 = "RS256"
  case rs384 = "RS384"
  case rs512 = "RS512"
  case ps256 = "PS256"
  case ps384 = "PS384"
  case ps512 = "PS512"
  case es256 = "ES256"
  case es384 = "ES384"
  case edDSA = "EdDSA"

  private static let modulusBytesMin = 256
  private static let modulusBytesMax = 1024

  private enum Digest { case sha256, sha384, sha512 }

  private var digest: Digest {
    switch self {
    case .rs256, .ps256, .es256: .sha256
    case .rs384, .ps384, .es384: .sha384
    case .rs512, .ps512, .edDSA: .sha512
    }
  }

  /// Whether the key is meant for this, by all that it says.
  func fits(_ key: ProviderKey) -> Bool {
    guard key.use ?? "sig" == "sig", key.alg ?? rawValue == rawValue else { return false }
    return switch self {
    case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512: key.kty == "RSA"
    case .es256: key.kty == "EC" && key.crv == "P-256"
    case .es384: key.kty == "EC" && key.crv == "P-384"
    case .edDSA: key.kty == "OKP" && key.crv == "Ed25519"
    }
  }

  /// A collection with that key alone, for this algorithm alone. nil for a key that can't be read or is too weak.
  func collection(_ key: ProviderKey) async -> JWTKeyCollection? {
    let kid = key.kid.map { JWKIdentifier(string: $0) }
    let keys = JWTKeyCollection()
    switch self {
    case .rs256, .rs384, .rs512, .ps256, .ps384, .ps512:
      guard let n = key.n, let e = key.e, (Self.modulusBytesMin...Self.modulusBytesMax).contains(n.utf8.count * 3 / 4),
        let rsa = try? Insecure.RSA.PublicKey(modulus: n, exponent: e)
      else { return nil }
      let digest: DigestAlgorithm =
        switch self.digest {
        case .sha256: .sha256
        case .sha384: .sha384
        case .sha512: .sha512
        }
      return rawValue.hasPrefix("RS")
        ? await keys.add(rsa: rsa, digestAlgorithm: digest, kid: kid) : await keys.add(pss: rsa, digestAlgorithm: digest, kid: kid)
    case .es256:
      guard let x = key.x, let y = key.y, let ecdsa = try? ES256PublicKey(parameters: (x, y)) else { return nil }
      return await keys.add(ecdsa: ecdsa, kid: kid)
    case .es384:
      guard let x = key.x, let y = key.y, let ecdsa = try? ES384PublicKey(parameters: (x, y)) else { return nil }
      return await keys.add(ecdsa: ecdsa, kid: kid)
    case .edDSA:
      guard let x = key.x, let eddsa = try? EdDSA.PublicKey(x: x, curve: .ed25519) else { return nil }
      return await keys.add(eddsa: eddsa, kid: kid)
    }
  }

  /// Left half of the hash of a text, as `at_hash` has it.
  func half(of text: String) -> String {
    let bytes = Array(text.utf8)
    let hash: [UInt8] =
      switch digest {
      case .sha256: Array(SHA256.hash(data: bytes))
      case .sha384: Array(SHA384.hash(data: bytes))
      case .sha512: Array(SHA512.hash(data: bytes))
      }
    return Data(hash.prefix(hash.count / 2)).base64URL
  }
}

extension Data {
  /// Without padding (RFC 4648, 5).
  var base64URL: String {
    base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
  }

  /// nil for what is not exactly that.
  init?(base64URL text: some StringProtocol) {
    guard text.utf8.allSatisfy({ $0 != UInt8(ascii: "+") && $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "=") }) else { return nil }
    let plain = String(text).replacing("-", with: "+").replacing("_", with: "/")
    guard let data = Data(base64Encoded: plain + String(repeating: "=", count: (4 - plain.utf8.count % 4) % 4)) else { return nil }
    self = data
  }
}
