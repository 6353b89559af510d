public import ForumKernel

/// Takes deliveries that are due, sends them, and keeps what came of it. What was sent and not marked before a crash is sent again, under the same
/// `webhook-id`.
public struct SendDeliveries: Sendable {
  let store: any WebhookStore
  let keys: any WebhookKeys
  let sender: any WebhookSender
  let clock: any WallClock
  /// How long a try may take, with room to mark it.
  let leaseSeconds: Int64
  /// A receiver that has taken nothing for so long is given up.
  let failingSecondsMax: Int64

  /// A delivery that is this process's own for a while.
  public struct Taken: Sendable {
    public let webhook: Webhook
    public let tenant: TenantID
    public let delivery: WebhookDelivery
    let claim: String
  }

  /// At most `limit`, those that are due first.
  public func take(_ due: DueWebhook, limit: Int) async throws -> [Taken] {
    let seconds = leaseSeconds
    return try await store.write(due.tenant, actor: nil) { tx in
      guard let webhook = try tx.webhook(due.id), webhook.isActive, webhook.health.pausedUntil.map({ $0 <= tx.now }) ?? true else { return [] }
      let claim: ID<Taken> = tx.newID()
      let taken = try tx.claimDeliveries(of: due.id, as: "\(claim)", until: tx.now.adding(seconds: seconds), limit: limit)
      return taken.map { Taken(webhook: webhook, tenant: due.tenant, delivery: $0, claim: "\(claim)") }
    }
  }

  /// Sends it once; what came of it. Throws what keeps that from being stored: then it is sent again when its lease is over.
  public func send(_ taken: Taken) async throws -> WebhookResult {
    let began = clock.now
    let start = ContinuousClock.now
    let result = await ask(taken, at: began)
    let took = start.duration(to: .now)
    let milliseconds = took.components.seconds * 1000 + took.components.attoseconds / 1_000_000_000_000_000
    try await settle(taken, result, beganAt: began, milliseconds: milliseconds)
    return result
  }

  private func ask(_ taken: Taken, at now: Timestamp) async -> WebhookResult {
    let webhook = taken.webhook
    // One that can't be opened, as after a restore without keys, keeps none of the others from signing.
    let signing = webhook.secrets(at: now).compactMap { try? keys.open($0, of: webhook.id) }
    guard !signing.isEmpty else {
      return WebhookResult(problem: .refused)
    }
    return await sender.send(
      WebhookRequest(url: webhook.url, event: taken.delivery.event, sentAt: now, payload: taken.delivery.payload, keys: signing))
  }

  private func settle(_ taken: Taken, _ result: WebhookResult, beganAt: Timestamp, milliseconds: Int64) async throws {
    let chance = Double.random(in: 0...1)
    let failingSecondsMax = failingSecondsMax
    try await store.write(taken.tenant, actor: nil) { tx in
      guard try tx.delivery(taken.delivery.id, of: taken.webhook.id) != nil, var webhook = try tx.webhook(taken.webhook.id) else { return }
      let number = try tx.attemptCount(of: taken.delivery.id) + 1
      let attempt = DeliveryAttempt(
        number: number, beganAt: beganAt, milliseconds: milliseconds, status: result.status.map(Int64.init), problem: result.problem,
        answer: result.answer)
      try tx.insert(attempt, of: taken.delivery.id)
      // Somebody may have asked for it anew meanwhile: then this try is in the log, and decides nothing.
      guard var delivery = try tx.claimedDelivery(taken.delivery.id, as: taken.claim) else { return }
      delivery.settle(result, now: tx.now, chance: chance)
      try tx.save(delivery)
      let before = webhook
      if result.isSuccess { webhook.health.succeed() } else { webhook.health.fail(now: tx.now) }
      if webhook.isActive, let ending = Self.ending(webhook, result, tx.now, failingSecondsMax) {
        webhook.end(ending, now: tx.now)
        try tx.emit(WebhookEnded(webhookID: webhook.id, reason: ending.rawValue))
        try tx.audit(AuditEntry(action: "webhook.end", target: "webhook:\(webhook.id)", reason: ending.rawValue))
      }
      if webhook != before { try tx.update(webhook) }
    }
  }

  private static func ending(_ webhook: Webhook, _ result: WebhookResult, _ now: Timestamp, _ secondsMax: Int64) -> Webhook.Ending? {
    if result.isGone { return .gone }
    guard !result.isSuccess, let since = webhook.health.failingSince, since.adding(seconds: secondsMax) <= now else { return nil }
    return .failing
  }
}
