public import ForumKernel

/// What a webhook was sent, and sending it again; needs `webhook.manage`.
public struct InspectDeliveries: Sendable {
  let store: any WebhookStore
  let bell: DeliveryBell

  /// Newest first.
  public func list(
    _ id: WebhookID, in state: WebhookDelivery.State?, _ page: PageRequest, by principal: Principal
  ) async throws -> Page<WebhookDelivery> {
    try principal.require(.webhookManage)
    _ = try (try await store.webhook(id, principal.tenant)).required(by: principal)
    return try await store.deliveries(of: id, principal.tenant, in: state, page)
  }

  /// With its tries.
  public func find(
    _ id: WebhookDeliveryID, of webhook: WebhookID, by principal: Principal
  ) async throws -> (WebhookDelivery, [DeliveryAttempt]) {
    try principal.require(.webhookManage)
    _ = try (try await store.webhook(webhook, principal.tenant)).required(by: principal)
    guard let found = try await store.delivery(id, of: webhook, principal.tenant) else { throw AppError.notFound("delivery") }
    return found
  }

  /// Sends `webhook.test` at once, as any other delivery. Throws `conflict` (`webhook_off`).
  public func test(_ id: WebhookID, by principal: Principal, once claim: IdempotencyClaim?) async throws -> WebhookDelivery {
    try await change(id, by: principal) { tx in
      let test: WebhookDeliveryID = try tx.once(claim) {
        try Self.makeRoom(for: 1, of: id, tx)
        let payload = WebhookPayload.test(id, now: tx.now)
        let event: ID<WebhookDelivery> = tx.newID()
        let delivery = WebhookDelivery(
          tx.newID(), to: id, event: event.raw, type: WebhookEventType.test, payload: payload, now: tx.now)
        _ = try tx.insert(delivery)
        try tx.audit(AuditEntry(action: "webhook.test", target: "webhook:\(id)"))
        return delivery.id
      }
      guard let delivery = try tx.delivery(test, of: id) else { throw AppError.notFound("delivery") }
      return delivery
    }
  }

  /// Sends a delivery again, whatever came of it: under the same `webhook-id`, its tries from the beginning. Throws `conflict` (`webhook_off`).
  public func redeliver(_ id: WebhookDeliveryID, of webhook: WebhookID, by principal: Principal) async throws -> WebhookDelivery {
    try await change(webhook, by: principal) { tx in
      guard var delivery = try tx.delivery(id, of: webhook) else { throw AppError.notFound("delivery") }
      if delivery.state != .pending { try Self.makeRoom(for: 1, of: webhook, tx) }
      delivery.restart(now: tx.now)
      try tx.save(delivery)
      try tx.audit(AuditEntry(action: "webhook.redeliver", target: "webhook:\(webhook)"))
      return delivery
    }
  }

  /// Sends again all that failed or was dropped since `moment`, oldest first, as far as there is room; how many. Throws `conflict` (`webhook_off`).
  public func recover(_ id: WebhookID, since moment: Timestamp, by principal: Principal) async throws -> Int {
    var (count, last, isFirst) = (0, WebhookDeliveryID?.none, true)
    while true {
      let (after, isBeginning) = (last, isFirst)
      let part = try await change(id, by: principal) { tx in
        if isBeginning { try tx.audit(AuditEntry(action: "webhook.recover", target: "webhook:\(id)", reason: "since \(moment)")) }
        let room = WebhookLimits.backlogMax - (try tx.pendingCount(of: id))
        let lost = try tx.lostDeliveries(of: id, since: moment, after: after, limit: min(WebhookLimits.chunk, max(room, 0)))
        for var delivery in lost {
          delivery.restart(now: tx.now)
          try tx.save(delivery)
        }
        return lost.map(\.id)
      }
      count += part.count
      (last, isFirst) = (part.last, false)
      if Int64(part.count) < WebhookLimits.chunk { return count }
    }
  }

  private func change<Result: Sendable>(
    _ id: WebhookID, by principal: Principal, _ body: @escaping @Sendable (any WebhookTransaction) throws -> Result
  ) async throws -> Result {
    try principal.require(.webhookManage)
    let result = try await store.write(principal.tenant, actor: principal.userID) { tx in
      let webhook = try tx.webhook(id).required(by: principal)
      guard webhook.isActive else { throw AppError(.conflict, "webhook_off", "This webhook is off: turn it on first.") }
      return try body(tx)
    }
    bell.ring()
    return result
  }

  private static func makeRoom(for count: Int64, of id: WebhookID, _ tx: any WebhookTransaction) throws {
    guard try tx.pendingCount(of: id) + count > WebhookLimits.backlogMax else { return }
    throw AppError(.conflict, "webhook_backlog_full", "\(WebhookLimits.backlogMax) deliveries wait for this webhook already.")
  }
}
