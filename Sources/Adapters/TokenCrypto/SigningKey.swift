import CSodium
import Crypto
import ForumKernel

/// An Ed25519 key in PASERK form: `k4.secret.…` in its file, and named by its `k4.pid.…`.
struct SigningKey: Sendable {
  private static let secretHeader = "k4.secret."

  let privateKey: Curve25519.Signing.PrivateKey
  var publicBytes: [UInt8] { Array(privateKey.publicKey.rawRepresentation) }

  init() { privateKey = Curve25519.Signing.PrivateKey() }

  /// nil for another type of key, a malformed one, and one whose public half belongs to another secret.
  init?(paserk: String) {
    guard paserk.hasPrefix(Self.secretHeader), let bytes = Base64URL.decode(paserk.dropFirst(Self.secretHeader.count)), bytes.count == 64 else {
      return nil
    }
    do {
      privateKey = try Curve25519.Signing.PrivateKey(rawRepresentation: bytes.prefix(32))
    } catch {
      return nil
    }
    guard publicBytes.elementsEqual(bytes.suffix(32)) else { return nil }
  }

  /// Of a key file, which ends with a line feed.
  init?(fileContent bytes: [UInt8]) {
    let text = String(decoding: bytes, as: UTF8.self)
    self.init(paserk: text.hasSuffix("\n") ? String(text.dropLast()) : text)
  }

  /// Secret.
  var fileContent: [UInt8] { Array((paserk + "\n").utf8) }

  var publicPaserk: String { Self.publicPaserk(publicBytes) }

  /// Secret: for the key file alone.
  var paserk: String { Self.secretHeader + Base64URL.encode(Array(privateKey.rawRepresentation) + publicBytes) }

  /// PASERK's id of the public key: BLAKE2b with 33 bytes.
  var id: String { Self.id(ofPublic: publicBytes) }

  static func publicPaserk(_ bytes: [UInt8]) -> String { "k4.public." + Base64URL.encode(bytes) }

  static func id(ofPublic bytes: [UInt8]) -> String {
    let header = "k4.pid."
    let text = Array((header + publicPaserk(bytes)).utf8)
    var digest = [UInt8](repeating: 0, count: 33)
    crypto_generichash(&digest, digest.count, text, UInt64(text.count), nil, 0)
    return header + Base64URL.encode(digest)
  }
}
