import Crypto
import CryptoExtras
import ForumKernel
import Foundation

/// An authenticator and the browser before it, as a program: makes credentials and signs challenges, rightly or with one thing wrong.
public final class PasskeyAuthenticator {
  public enum Algorithm: Int, CaseIterable, Sendable { case es256 = -7, ed25519 = -8, rs256 = -257 }

  /// What is not as it should be.
  public struct Faults {
    public var origin: String?
    public var type: String?
    public var challenge: String?
    public var relyingParty: String?
    /// UP, UV, BE, BS, AT, ED as bits; nil for what is right.
    public var flags: UInt8?
    public var members: [String: Any] = [:]
    public var signCount: UInt32?
    public var userHandle: [UInt8]?
    public var leavesOutUserHandle = false
    /// Changes the finished bytes.
    public var authenticatorData: ([UInt8]) -> [UInt8] = { $0 }
    public var attestation: ([UInt8]) -> [UInt8] = { $0 }
    public var signature: ([UInt8]) -> [UInt8] = { $0 }
    /// COSE's, in the place of the key's own.
    public var key: [UInt8]?
    public var format: (name: String, statement: [UInt8])?
    public var id: [UInt8]?

    public init() {}
  }

  private enum Key {
    case es256(P256.Signing.PrivateKey)
    case ed25519(Curve25519.Signing.PrivateKey)
    case rs256(_RSA.Signing.PrivateKey)
  }

  public let id: [UInt8]
  public var signCount: UInt32 = 0
  /// Whether it asks for a finger, a face or a number.
  public var verifiesUser = true
  public var isBackupEligible = false
  public let origin: String
  private let key: Key
  private var relyingParty = ""
  private var userHandle: [UInt8] = []

  public init(_ algorithm: Algorithm = .es256, origin: String = "http://localhost") throws {
    id = (0..<32).map { _ in UInt8.random(in: 0...255) }
    self.origin = origin
    key =
      switch algorithm {
      case .es256: .es256(P256.Signing.PrivateKey())
      case .ed25519: .ed25519(Curve25519.Signing.PrivateKey())
      case .rs256: .rs256(try _RSA.Signing.PrivateKey(keySize: .bits2048))
      }
  }

  /// What goes into `credential` to join the account that the options are for.
  public func create(_ options: JSON, _ faults: Faults = Faults()) throws -> [String: Any] {
    relyingParty = options["rp"]["id"].text
    userHandle = Base64URL.decode(options["user"]["id"].text) ?? []
    let client = try clientData("webauthn.create", options["challenge"].text, faults)
    let key = try faults.key ?? coseKey
    let data = faults.authenticatorData(head(faults, flags: 0x40 | own) + credential(key))
    let statement: (name: String, statement: [UInt8]) = faults.format ?? ("none", [0xa0])
    let object = faults.attestation(
      [0xa3] + CBORBytes.text("fmt") + CBORBytes.text(statement.name) + CBORBytes.text("attStmt") + statement.statement + CBORBytes.text("authData")
        + CBORBytes.bytes(data))
    return [
      "id": Base64URL.encode(faults.id ?? id), "rawId": Base64URL.encode(id), "type": "public-key", "clientExtensionResults": [:],
      "authenticatorAttachment": "platform",
      "response": ["clientDataJSON": Base64URL.encode(client), "attestationObject": Base64URL.encode(object), "transports": ["internal"]],
    ]
  }

  /// The statement of the format `packed` that the key makes for itself.
  public func selfAttestation(_ options: JSON) throws -> (name: String, statement: [UInt8]) {
    relyingParty = options["rp"]["id"].text
    let client = try clientData("webauthn.create", options["challenge"].text, Faults())
    let data = head(Faults(), flags: 0x40 | own) + credential(try coseKey)
    return (
      "packed", [0xa2] + CBORBytes.text("alg") + [0x26] + CBORBytes.text("sig") + CBORBytes.bytes(try sign(data + Array(SHA256.hash(data: client))))
    )
  }

  /// What goes into `credential` or `passkey` to answer a challenge. Each one counts.
  public func answer(_ options: JSON, _ faults: Faults = Faults()) throws -> [String: Any] {
    signCount += 1
    let client = try clientData("webauthn.get", options["challenge"].text, faults)
    let data = faults.authenticatorData(head(faults, flags: own))
    let signature = faults.signature(try sign(data + Array(SHA256.hash(data: client))))
    var response = [
      "clientDataJSON": Base64URL.encode(client), "authenticatorData": Base64URL.encode(data), "signature": Base64URL.encode(signature),
    ]
    if !faults.leavesOutUserHandle { response["userHandle"] = Base64URL.encode(faults.userHandle ?? userHandle) }
    return ["id": Base64URL.encode(faults.id ?? id), "rawId": Base64URL.encode(id), "type": "public-key", "response": response]
  }

  private var own: UInt8 { 0x01 | (verifiesUser ? 0x04 : 0) | (isBackupEligible ? 0x18 : 0) }

  private func head(_ faults: Faults, flags: UInt8) -> [UInt8] {
    let count = faults.signCount ?? signCount
    return Array(SHA256.hash(data: Array((faults.relyingParty ?? relyingParty).utf8))) + [faults.flags ?? flags]
      + (0..<4).map { UInt8(truncatingIfNeeded: count >> (24 - 8 * UInt32($0))) }
  }

  /// Model, id and key of the credential.
  private func credential(_ key: [UInt8]) -> [UInt8] {
    [UInt8](repeating: 7, count: 16) + [UInt8(id.count >> 8), UInt8(id.count & 0xff)] + id + key
  }

  private func clientData(_ type: String, _ challenge: String, _ faults: Faults) throws -> [UInt8] {
    let members: [String: Any] = [
      "type": faults.type ?? type, "challenge": faults.challenge ?? challenge, "origin": faults.origin ?? origin, "crossOrigin": false,
    ]
    return Array(
      try JSONSerialization.data(
        withJSONObject: members.merging(faults.members) { $1 }, options: [.sortedKeys, .withoutEscapingSlashes]))
  }

  private func sign(_ message: [UInt8]) throws -> [UInt8] {
    switch key {
    case .es256(let key): Array(try key.signature(for: message).derRepresentation)
    case .ed25519(let key): Array(try key.signature(for: message))
    case .rs256(let key): Array(try key.signature(for: SHA256.hash(data: message), padding: .insecurePKCS1v1_5).rawRepresentation)
    }
  }

  /// The public key as COSE has it.
  public var coseKey: [UInt8] {
    get throws { try makeCOSEKey() }
  }

  private func makeCOSEKey() throws -> [UInt8] {
    switch key {
    case .es256(let key):
      let point = Array(key.publicKey.rawRepresentation)
      return CBORBytes.es256(x: Array(point[..<32]), y: Array(point[32...]))
    case .ed25519(let key): return [0xa4, 0x01, 0x01, 0x03, 0x27, 0x20, 0x06, 0x21] + CBORBytes.bytes(Array(key.publicKey.rawRepresentation))
    case .rs256(let key):
      let primitives = try key.publicKey.getKeyPrimitives()
      return [0xa4, 0x01, 0x03, 0x03, 0x39, 0x01, 0x00, 0x20] + CBORBytes.bytes(Array(primitives.modulus)) + [0x21]
        + CBORBytes.bytes(Array(primitives.publicExponent))
    }
  }
}

/// CBOR by hand.
public enum CBORBytes {
  public static func text(_ text: String) -> [UInt8] { head(3, text.utf8.count) + Array(text.utf8) }
  public static func bytes(_ bytes: [UInt8]) -> [UInt8] { head(2, bytes.count) + bytes }
  public static func es256(x: [UInt8], y: [UInt8]) -> [UInt8] {
    [0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21] + bytes(x) + [0x22] + bytes(y)
  }

  private static func head(_ major: UInt8, _ count: Int) -> [UInt8] {
    switch count {
    case ..<24: [major << 5 | UInt8(count)]
    case ..<256: [major << 5 | 24, UInt8(count)]
    default: [major << 5 | 25, UInt8(count >> 8), UInt8(count & 0xff)]
    }
  }
}
