public import ForumKernel

/// The forum turned a webhook off; who made it is told.
public struct WebhookEnded: DomainEvent {
  public static let type = "notifications.webhook.ended"
  public static let aggregate = "webhook"
  public let webhookID: WebhookID
  /// A `Webhook.Ending`.
  public let reason: String
  public var aggregateID: RawID { webhookID.raw }

  enum CodingKeys: String, CodingKey {
    case reason
    case webhookID = "webhook_id"
  }
}
