import ForumKernel
import Foundation
import Notifications

enum WebhookShapes {
  static let webhook = webhookFields(Shape<Webhook>("Webhook", "An address that is told of what happens in the tenant.")) { $0 }

  static let made = webhookFields(Shape<ManageWebhooks.Made>("WebhookWithSecret", "A webhook, and what its receiver checks signatures with.")) {
    $0.webhook
  }
  .textOrNull(
    "secret",
    "`whsec_…`, or `whpk_…` for a key pair. It is shown this once; null where the request is repeated and the secret is another one by now."
  ) { secret($0) }

  static let delivery = deliveryFields(Shape<WebhookDelivery>("WebhookDelivery", "An event for a webhook.")) { $0 }

  static let deliveryWithAttempts = deliveryFields(
    Shape<(WebhookDelivery, [DeliveryAttempt])>("WebhookDeliveryWithAttempts", "An event for a webhook, with its tries.")
  ) { $0.0 }
  .text("payload", "The body as it is sent.") { $0.0.payload }
  .list("attempts", attempt, "Oldest first.") { $0.1 }

  static let eventType = Shape<WebhookEventType>("WebhookEventType", "A kind of event that webhooks can be told of.")
    .text("name") { $0.name }
    .text("description") { $0.description }

  static let recovered = Shape<Int>("DeliveriesRecovered", "How many are sent again.")
    .number("recovered") { $0 }

  private static let attempt = Shape<DeliveryAttempt>("DeliveryAttempt", "One try.")
    .number("number") { $0.number }
    .time("began_at") { $0.beganAt }
    .number("duration_milliseconds") { $0.milliseconds }
    .numberOrNull("status", "Of the answer; null when there was none.") { $0.status }
    .textOrNull("problem", "Why there was none: \(WebhookResult.Problem.allCases.map(\.rawValue).joined(separator: ", ")).") { $0.problem?.rawValue }
    .textOrNull("answer", "Its beginning.") { $0.answer }

  private static let secret = Shape<WebhookSecret>("WebhookSecret", "What signs, without the secret.")
    .word("kind", of: WebhookSecret.Kind.allCases.map(\.rawValue)) { $0.kind.rawValue }
    .textOrNull("public_key", "`whpk_…`, for a key pair.") { $0.publicKey }
    .time("created_at") { $0.createdAt }
    .timeOrNull("expires_at", "When it signs no more; null for the newest.") { $0.until }

  private static func webhookFields<View>(_ shape: Shape<View>, _ get: @escaping @Sendable (View) -> Webhook) -> Shape<View> {
    shape
      .id("id") { get($0).id }
      .text("url") { get($0).url.text }
      .text("description") { get($0).description }
      .list("event_types", .texts) { get($0).filters.map(\.text) }
      .list("category_ids", .texts, "Empty: everything.") { get($0).categories.map(\.description) }
      .flag("active", "While it is off, nothing is queued for it and nothing is sent.") { get($0).isActive }
      .textOrNull("ended_by", "Why the forum turned it off: gone (the receiver answered 410), failing (it took nothing for days).") {
        get($0).ending?.rawValue
      }
      .list("secrets", secret, "Newest first; each makes a signature.") { get($0).secrets }
      .number("failures", "Tries that failed since one succeeded.") { get($0).health.failures }
      .timeOrNull("failing_since") { get($0).health.failingSince }
      .timeOrNull("paused_until", "Until then it is left alone, since it fails.") { get($0).health.pausedUntil }
      .number("dropped", "Deliveries that were given up since too many waited; they can be sent again.") { get($0).health.dropped }
      .idOrNull("created_by", "null once that account is gone.") { get($0).createdBy }
      .time("created_at") { get($0).createdAt }
      .time("updated_at") { get($0).updatedAt }
      .number("version") { get($0).version }
  }

  private static func deliveryFields<View>(_ shape: Shape<View>, _ get: @escaping @Sendable (View) -> WebhookDelivery) -> Shape<View> {
    shape
      .id("id") { get($0).id }
      .id("webhook_id") { get($0).webhook }
      .id("event_id", "What the header webhook-id says, at each try.") { ID<WebhookDelivery>(get($0).event) }
      .text("event_type") { get($0).type }
      .word("state", of: WebhookDelivery.State.allCases.map(\.rawValue)) { get($0).state.rawValue }
      .number("tries", "Since it was queued, or sent again.") { get($0).tries }
      .timeOrNull("next_at", "When it is tried next; null unless it waits.") { get($0).dueAt }
      .numberOrNull("status", "Of the last answer.") { get($0).status }
      .time("created_at") { get($0).createdAt }
      .timeOrNull("ended_at") { get($0).endedAt }
  }

  private static func secret(_ made: ManageWebhooks.Made) -> String? {
    switch made.secret {
    case .hmac(let bytes): "whsec_" + Data(bytes).base64EncodedString()
    // The private key stays here.
    case .ed25519: made.webhook.secrets.first?.publicKey
    case nil: nil
    }
  }
}
