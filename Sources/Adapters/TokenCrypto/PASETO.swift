import Crypto
import ForumKernel
import Foundation

/// PASETO v4.public: a message that is signed with Ed25519 and can be read by everybody.
/// Source: github.com/paseto-standard/paseto-spec, Version4.
enum PASETO {
  static let header = "v4.public."
  private static let signatureLength = 64

  /// `assertion` is signed and not part of the token: who checks it must know it.
  static func sign(_ message: [UInt8], with key: Curve25519.Signing.PrivateKey, footer: [UInt8] = [], assertion: [UInt8] = []) throws -> String {
    let signature = try key.signature(for: authenticated(message, footer, assertion))
    let body = header + Base64URL.encode(message + signature)
    return footer.isEmpty ? body : body + "." + Base64URL.encode(footer)
  }

  /// The parts of a token in the one form that `sign` makes; nil for any other text. Nothing of it is to be believed yet.
  static func parts(of token: String) -> (signed: [UInt8], footer: [UInt8])? {
    guard token.hasPrefix(header) else { return nil }
    let parts = token.dropFirst(header.count).split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let signed = Base64URL.decode(parts[0]), signed.count >= signatureLength else { return nil }
    guard parts.count == 2 else { return (signed, []) }
    guard !parts[1].isEmpty, let footer = Base64URL.decode(parts[1]) else { return nil }
    return (signed, footer)
  }

  /// The message, when the key has signed it together with this footer and assertion.
  static func message(
    _ signed: [UInt8], footer: [UInt8], assertion: [UInt8] = [], signedBy key: Curve25519.Signing.PublicKey
  ) -> [UInt8]? {
    let message = Array(signed.dropLast(signatureLength))
    let isSigned = key.isValidSignature(Data(signed.suffix(signatureLength)), for: authenticated(message, footer, assertion))
    return isSigned ? message : nil
  }

  /// Pre-authentication encoding: each piece after its length, so that no two lists of pieces give the same bytes.
  private static func authenticated(_ message: [UInt8], _ footer: [UInt8], _ assertion: [UInt8]) -> Data {
    let pieces = [Array(header.utf8), message, footer, assertion]
    return Data(pieces.reduce(into: length(pieces.count)) { $0 += length($1.count) + $1 })
  }

  private static func length(_ count: Int) -> [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } }
}
