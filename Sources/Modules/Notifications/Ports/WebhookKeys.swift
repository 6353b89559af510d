public import ForumKernel

/// Makes and keeps what webhooks sign with.
public protocol WebhookKeys: Sendable {
  /// A new secret of this webhook, from the system's source of randomness.
  func make(_ kind: WebhookSecret.Kind, for webhook: WebhookID, at now: Timestamp) throws -> WebhookSecret
  /// Throws `unavailable` (`secret_unreadable`) for what another forum or another webhook sealed.
  func open(_ secret: WebhookSecret, of webhook: WebhookID) throws -> WebhookKey
}
