import Crypto
import ForumKernel
import Foundation
public import Notifications

/// The three headers of Standard Webhooks 1.0.0. What is signed is `{webhook-id}.{webhook-timestamp}.{body}`.
public struct StandardSignature: Sendable {
  public let id: String
  /// Seconds since 1970.
  public let timestamp: String
  /// One signature for each key, separated by spaces.
  public let signature: String

  /// Throws for a private key that is none.
  public init(_ request: WebhookRequest) throws {
    id = request.event.description
    timestamp = String(request.sentAt.milliseconds / 1000)
    let signed = Data("\(id).\(timestamp).\(request.payload)".utf8)
    signature = try request.keys.map { key in
      switch key {
      case .hmac(let secret):
        let code = HMAC<SHA256>.authenticationCode(for: signed, using: SymmetricKey(data: secret))
        return "v1," + Data(code).base64EncodedString()
      case .ed25519(let seed):
        let key = try Curve25519.Signing.PrivateKey(rawRepresentation: Data(seed))
        return "v1a," + Data(try key.signature(for: signed)).base64EncodedString()
      }
    }.joined(separator: " ")
  }
}
