public import ForumKernel

/// Follows the stream and queues each event for the webhooks that want it, in one transaction with its position.
public struct QueueDeliveries: EventConsumer {
  public let name = "webhooks"
  public let filters = ["forum.>", "moderation.*.case.>", "auth.*.user.>", "admin.*.tenant.>"].compactMap { SubjectFilter($0) }
  /// How far the clocks of nodes may be apart.
  private static let clockSeconds: Int64 = 5

  let store: any WebhookStore
  let bell: DeliveryBell

  /// Up to where events are queued; nil when it is new.
  public func position() async throws -> StreamPosition? { try await store.position(of: name) }

  /// One transaction for each run of messages of one tenant. Where more than `WebhookLimits.backlogMax` wait, the oldest are dropped.
  public func handle(_ messages: [StreamMessage], through position: StreamPosition?) async throws {
    for run in TenantRun.runs(of: messages, through: position) {
      let isNews = try await store.write(run.tenant, actor: nil) { tx in
        let messages = try tx.advance(name, over: run).filter(Self.isTold)
        guard !messages.isEmpty else { return false }
        let webhooks = try tx.webhooks().filter(\.isActive)
        return webhooks.isEmpty ? false : try queue(messages, for: webhooks, tx)
      }
      if isNews { bell.ring() }
    }
  }

  /// What the stream no longer holds is not sent: it is older than all that receivers can still ask for.
  public func restart(at position: StreamPosition, seen: StreamPosition?) async throws -> Bool {
    try await store.write(TenantID(.zero), actor: nil) { try $0.restart(name, at: position, seen: seen) }
  }

  private static let types = Set(WebhookEventType.catalog.map(\.name))
  private static func isTold(_ message: StreamMessage) -> Bool { message.eventType.map(types.contains) ?? false }

  /// Whether there is something to send.
  private func queue(_ messages: [StreamMessage], for webhooks: [Webhook], _ tx: any WebhookTransaction) throws -> Bool {
    var queued: [WebhookID: Int64] = [:]
    for message in messages {
      guard let type = message.eventType, let event = message.messageID.flatMap({ RawID($0) }) else { continue }
      // What happened before it was made is not for it.
      let matching = webhooks.filter { webhook in
        webhook.createdAt <= message.time.adding(seconds: Self.clockSeconds) && webhook.filters.contains { $0.matches(type) }
      }
      guard !matching.isEmpty else { continue }
      let category = matching.contains { !$0.categories.isEmpty } ? try place(of: message, tx) : nil
      let payload = try WebhookPayload.of(message, type: type)
      for webhook in matching where webhook.wants(type, in: category) {
        let delivery = WebhookDelivery(tx.newID(), to: webhook.id, event: event, type: type, payload: payload, now: tx.now)
        if try tx.insert(delivery) { queued[webhook.id, default: 0] += 1 }
      }
    }
    for webhook in webhooks where queued[webhook.id] != nil { try trim(webhook, tx) }
    return !queued.isEmpty
  }

  /// Drops the oldest where more wait than may: they keep their place in the log, and can be asked for.
  private func trim(_ webhook: Webhook, _ tx: any WebhookTransaction) throws {
    let excess = try tx.pendingCount(of: webhook.id) - WebhookLimits.backlogMax
    guard excess > 0, var changed = try tx.webhook(webhook.id) else { return }
    changed.health.dropped += Int64(try tx.dropOldestDeliveries(of: webhook.id, count: excess))
    try tx.update(changed)
  }

  private func place(of message: StreamMessage, _ tx: any WebhookTransaction) throws -> RawID? {
    let fields = try message.fields()
    if let category = try fields.id("category_id") { return category }
    return try fields.id("thread_id").flatMap { try tx.category(ofThread: $0) }
  }
}
