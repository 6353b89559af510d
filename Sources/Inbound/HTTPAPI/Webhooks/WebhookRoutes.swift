import ForumKernel
import HTTPTypes
import Notifications

/// Webhooks, and what they were sent.
struct WebhookRoutes {
  let notifications: NotificationsModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "webhooks/event-types", "listWebhookEventTypes", "What webhooks can be told of", tag: Self.tag, needs: .webhookManage,
      returns: WebhookShapes.eventType.page, perform: eventTypes)
    Endpoint(
      .get, "admin/webhooks", "listWebhooks", "Webhooks, oldest first", tag: Self.tag, needs: .webhookManage, returns: WebhookShapes.webhook.page,
      perform: list)
    Endpoint(
      .post, "admin/webhooks", "createWebhook", "Make a webhook; its secret is shown this once", tag: Self.tag, needs: .webhookManage,
      isDoneOnce: true, success: .created, errors: ["too_many_webhooks"], returns: WebhookShapes.made, perform: create)
    Endpoint(
      .get, "admin/webhooks/{webhook_id}", "getWebhook", "A webhook", tag: Self.tag, needs: .webhookManage, errors: [Self.missing],
      returns: WebhookShapes.webhook, perform: get)
    Endpoint(
      .patch, "admin/webhooks/{webhook_id}", "editWebhook", "Change a webhook, turn it on or off", tag: Self.tag, needs: .webhookManage,
      match: .needed, errors: [Self.missing], returns: WebhookShapes.webhook, perform: edit)
    Endpoint(
      .delete, "admin/webhooks/{webhook_id}", "deleteWebhook", "Delete a webhook with its log", tag: Self.tag, needs: .webhookManage, match: .taken,
      success: .noContent, errors: [Self.missing], returns: .nothing, perform: delete)
    Endpoint(
      .post, "admin/webhooks/{webhook_id}/rotate-secret", "rotateWebhookSecret", "A new secret, shown this once; the ones before it end later",
      tag: Self.tag, needs: .webhookManage, errors: [Self.missing], returns: WebhookShapes.made, perform: rotate)
    Endpoint(
      .post, "admin/webhooks/{webhook_id}/test", "testWebhook", "Send webhook.test now", tag: Self.tag, needs: .webhookManage, isDoneOnce: true,
      success: .accepted, errors: [Self.missing, Self.off, "webhook_backlog_full"], returns: WebhookShapes.delivery, perform: test)
    Endpoint(
      .get, "admin/webhooks/{webhook_id}/deliveries", "listWebhookDeliveries", "What a webhook was sent, newest first", tag: Self.tag,
      needs: .webhookManage, errors: [Self.missing], returns: WebhookShapes.delivery.page, perform: deliveries)
    Endpoint(
      .get, "admin/webhooks/{webhook_id}/deliveries/{delivery_id}", "getWebhookDelivery", "A delivery with its tries", tag: Self.tag,
      needs: .webhookManage, errors: ["delivery_not_found"], returns: WebhookShapes.deliveryWithAttempts, perform: delivery)
    Endpoint(
      .post, "admin/webhooks/{webhook_id}/deliveries/{delivery_id}/redeliver", "redeliverToWebhook", "Send a delivery again, under its id",
      tag: Self.tag, needs: .webhookManage, success: .accepted,
      errors: [Self.missing, "delivery_not_found", Self.off, "webhook_backlog_full"], returns: WebhookShapes.delivery, perform: redeliver)
    Endpoint(
      .post, "admin/webhooks/{webhook_id}/recover", "recoverWebhookDeliveries", "Send again all that failed since a moment", tag: Self.tag,
      needs: .webhookManage, errors: [Self.missing, Self.off], returns: WebhookShapes.recovered, perform: recover)
  }

  private static let tag = "Webhooks"
  private static let missing = "webhook_not_found"
  private static let off = "webhook_off"

  @Sendable private func eventTypes(_ call: Call) async throws -> Reply<Listing<WebhookEventType>> {
    .ok(Listing(items: WebhookEventType.catalog, next: nil))
  }

  @Sendable private func list(_ call: Call) async throws -> Reply<Listing<Webhook>> {
    .ok(Listing(items: try await notifications.manageWebhooks.list(by: call.principal), next: nil))
  }

  @Sendable private func create(_ call: Call, _ body: NewWebhook) async throws -> Reply<ManageWebhooks.Made> {
    let made = try await notifications.manageWebhooks.create(body.draft, body.kind, by: call.principal, once: try call.idempotencyClaim())
    return .created(made, at: "/api/v1/admin/webhooks/\(made.webhook.id)", version: made.webhook.version)
  }

  @Sendable private func get(_ call: Call) async throws -> Reply<Webhook> {
    shown(try await notifications.manageWebhooks.find(try call.id("webhook_id"), by: call.principal))
  }

  @Sendable private func edit(_ call: Call, _ body: WebhookPatch) async throws -> Reply<Webhook> {
    shown(
      try await notifications.manageWebhooks.edit(
        try call.id("webhook_id"), match: try call.ifMatch(), by: call.principal, body.change))
  }

  @Sendable private func delete(_ call: Call) async throws -> Reply<Nothing> {
    try await notifications.manageWebhooks.delete(try call.id("webhook_id"), match: try call.optionalIfMatch(), by: call.principal)
    return .nothing
  }

  @Sendable private func rotate(_ call: Call, _ body: SecretRotation) async throws -> Reply<ManageWebhooks.Made> {
    let made = try await notifications.manageWebhooks.rotate(
      try call.id("webhook_id"), to: body.kind, overlapSeconds: body.overlapSeconds, by: call.principal)
    return .ok(made, version: made.webhook.version)
  }

  @Sendable private func test(_ call: Call) async throws -> Reply<WebhookDelivery> {
    let id: WebhookID = try call.id("webhook_id")
    return .ok(try await notifications.inspectDeliveries.test(id, by: call.principal, once: try call.idempotencyClaim()))
  }

  @Sendable private func deliveries(_ call: Call, _ query: DeliveryListQuery) async throws -> Reply<Listing<WebhookDelivery>> {
    let id: WebhookID = try call.id("webhook_id")
    let scope = "deliveries:\(call.tenant):\(id):\(query.state?.rawValue ?? "")"
    let page = try await notifications.inspectDeliveries.list(id, in: query.state, try call.page(query.page, of: scope), by: call.principal)
    return .ok(call.listing(page, of: scope))
  }

  @Sendable private func delivery(_ call: Call) async throws -> Reply<(WebhookDelivery, [DeliveryAttempt])> {
    .ok(try await notifications.inspectDeliveries.find(try call.id("delivery_id"), of: try call.id("webhook_id"), by: call.principal))
  }

  @Sendable private func redeliver(_ call: Call) async throws -> Reply<WebhookDelivery> {
    .ok(try await notifications.inspectDeliveries.redeliver(try call.id("delivery_id"), of: try call.id("webhook_id"), by: call.principal))
  }

  @Sendable private func recover(_ call: Call, _ body: DeliveryRecovery) async throws -> Reply<Int> {
    .ok(try await notifications.inspectDeliveries.recover(try call.id("webhook_id"), since: body.since, by: call.principal))
  }

  private func shown(_ webhook: Webhook) -> Reply<Webhook> { .ok(webhook, version: webhook.version) }
}
