import Admin
import Crypto
import ForumKernel
import Foundation

/// One line of the file: a head, the SHA-256 of the line before it, and a signature over both.
struct AnchorLine: Codable {
  let tenant: TenantID
  let sequence: Int64
  let hash: String
  let at: Timestamp
  /// In hexadecimal digits; empty in the first line.
  let previous: String
  /// Ed25519, in base64.
  let signature: String

  init(_ head: AuditHead, at moment: Timestamp, previous: String, key: Curve25519.Signing.PrivateKey) throws {
    tenant = head.tenant
    sequence = head.sequence
    hash = head.hash
    at = moment
    self.previous = previous
    signature = Data(try key.signature(for: Data(Self.signed(head, moment, previous).utf8))).base64EncodedString()
  }

  var anchor: AuditAnchor { AuditAnchor(head: AuditHead(tenant: tenant, sequence: sequence, hash: hash), at: at) }

  func isSigned(by key: Curve25519.Signing.PublicKey) -> Bool {
    guard let bytes = Data(base64Encoded: signature) else { return false }
    return key.isValidSignature(bytes, for: Data(Self.signed(anchor.head, at, previous).utf8))
  }

  /// The line without its end.
  func text() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }

  static func digest(_ text: some DataProtocol) -> String {
    SHA256.hash(data: text).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  private static func signed(_ head: AuditHead, _ moment: Timestamp, _ previous: String) -> String {
    "forum-lite audit anchor\n\(previous)\n\(head.tenant)\n\(head.sequence)\n\(head.hash)\n\(moment)\n"
  }
}
