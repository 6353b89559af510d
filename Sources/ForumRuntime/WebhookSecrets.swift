import Auth
import Crypto
import ForumKernel
import Foundation
import Notifications

/// What webhooks sign with is sealed as the secrets of authenticator apps are.
struct WebhookSecrets: WebhookKeys {
  let secrets: any SecretKeeper

  func make(_ kind: WebhookSecret.Kind, for webhook: WebhookID, at now: Timestamp) throws -> WebhookSecret {
    let secret = secrets.random(WebhookLimits.secretBytes)
    // The seed of an Ed25519 key has as many bytes.
    let publicKey = try kind == .ed25519 ? Curve25519.Signing.PrivateKey(rawRepresentation: Data(secret)).publicKey : nil
    return WebhookSecret(
      kind: kind, sealed: try secrets.seal(secret, for: webhook.raw),
      publicKey: publicKey.map { "whpk_" + $0.rawRepresentation.base64EncodedString() }, createdAt: now, until: nil)
  }

  func open(_ secret: WebhookSecret, of webhook: WebhookID) throws -> WebhookKey {
    let bytes = try secrets.open(secret.sealed, for: webhook.raw)
    return secret.kind == .hmac ? .hmac(bytes) : .ed25519(bytes)
  }
}

/// The parts of webhooks that the configuration decides.
extension ServerConfig {
  /// Longer than a try takes, with time to look up names, to close and to mark it.
  private static let leaseSeconds: Int64 = 20

  var webhookRules: WebhookRules { WebhookRules(plainHosts: Set(webhooks.allowHTTPTo), allowsPrivate: webhooks.allowPrivate) }
  var webhookLeaseSeconds: Int64 { Self.leaseSeconds + webhooks.timeout.components.seconds }
}
