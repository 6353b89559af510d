public import ForumKernel
public import Notifications

extension SQLTransaction {
  public func insert(_ delivery: WebhookDelivery) throws -> Bool {
    try WebhookDeliveryQueries.insertDelivery(
      connection, id: delivery.id.raw, tenantID: tenant.raw, webhookID: delivery.webhook.raw, eventID: delivery.event, eventType: delivery.type,
      payload: delivery.payload, state: delivery.state.rawValue, tries: delivery.tries, dueAt: delivery.dueAt?.milliseconds, status: delivery.status,
      createdAt: delivery.createdAt.milliseconds, endedAt: delivery.endedAt?.milliseconds) == 1
  }

  public func save(_ delivery: WebhookDelivery) throws {
    try WebhookDeliveryQueries.saveDelivery(
      connection, state: delivery.state.rawValue, tries: delivery.tries, dueAt: delivery.dueAt?.milliseconds, status: delivery.status,
      endedAt: delivery.endedAt?.milliseconds, id: delivery.id.raw, tenantID: tenant.raw)
  }

  public func claimDeliveries(of webhook: WebhookID, as claim: String, until end: Timestamp, limit: Int) throws -> [WebhookDelivery] {
    let due = try WebhookDeliveryQueries.listDueDeliveries(
      connection, webhookID: webhook.raw, tenantID: tenant.raw, now: now.milliseconds, pageSize: Int64(limit))
    return try due.filter { row in
      try WebhookDeliveryQueries.claimDelivery(
        connection, leaseEnd: end.milliseconds, claim: claim, id: row.id, tenantID: tenant.raw, now: now.milliseconds) == 1
    }.map(WebhookDelivery.init)
  }

  public func claimedDelivery(_ id: WebhookDeliveryID, as claim: String) throws -> WebhookDelivery? {
    try WebhookDeliveryQueries.findClaimedDelivery(connection, id: id.raw, claim: claim, tenantID: tenant.raw).map(WebhookDelivery.init)
  }

  public func delivery(_ id: WebhookDeliveryID, of webhook: WebhookID) throws -> WebhookDelivery? {
    try WebhookDeliveryQueries.findDelivery(connection, id: id.raw, webhookID: webhook.raw, tenantID: tenant.raw).map(WebhookDelivery.init)
  }

  public func lostDeliveries(
    of webhook: WebhookID, since moment: Timestamp, after id: WebhookDeliveryID?, limit: Int64
  ) throws -> [WebhookDelivery] {
    try WebhookDeliveryQueries.pageLostDeliveries(
      connection, webhookID: webhook.raw, tenantID: tenant.raw, afterID: id?.raw ?? .zero, since: moment.milliseconds, pageSize: limit
    ).map(WebhookDelivery.init)
  }

  public func pendingCount(of webhook: WebhookID) throws -> Int64 {
    try WebhookDeliveryQueries.countPendingDeliveries(connection, webhookID: webhook.raw) ?? 0
  }

  public func dropOldestDeliveries(of webhook: WebhookID, count: Int64) throws -> Int {
    try WebhookDeliveryQueries.dropOldestDeliveries(connection, now: now.milliseconds, webhookID: webhook.raw, pageSize: count)
  }

  public func deleteDeliveries(of webhook: WebhookID, limit: Int64) throws -> Int {
    let all = try WebhookDeliveryQueries.listWebhookDeliveries(connection, webhookID: webhook.raw, pageSize: limit)
    return try all.reduce(0) { $0 + (try Self.deleteDelivery($1, connection)) }
  }

  public func attemptCount(of delivery: WebhookDeliveryID) throws -> Int64 {
    try WebhookDeliveryQueries.countAttempts(connection, deliveryID: delivery.raw) ?? 0
  }

  public func insert(_ attempt: DeliveryAttempt, of delivery: WebhookDeliveryID) throws {
    try WebhookDeliveryQueries.insertAttempt(
      connection, deliveryID: delivery.raw, number: attempt.number, tenantID: tenant.raw, beganAt: attempt.beganAt.milliseconds,
      milliseconds: attempt.milliseconds, status: attempt.status, problem: attempt.problem?.rawValue, answer: attempt.answer)
  }

  /// With its tries; how many there were.
  static func deleteDelivery(_ id: RawID, _ connection: any SQLConnection) throws -> Int {
    try WebhookDeliveryQueries.deleteAttempts(connection, deliveryID: id)
    return try WebhookDeliveryQueries.deleteDelivery(connection, id: id)
  }
}

extension SQLStore {
  /// The newest are shown.
  private static let attemptsMax: Int64 = 100

  public func deliveries(
    of webhook: WebhookID, _ tenant: TenantID, in state: WebhookDelivery.State?, _ page: PageRequest
  ) async throws -> Page<WebhookDelivery> {
    let (before, size) = (page.after?.id ?? .max, Int64(page.limit + 1))
    let rows = try await read(tenant) { connection in
      guard let state else {
        return try WebhookDeliveryQueries.pageDeliveries(
          connection, webhookID: webhook.raw, tenantID: tenant.raw, beforeID: before, pageSize: size)
      }
      return try WebhookDeliveryQueries.pageDeliveriesIn(
        connection, webhookID: webhook.raw, tenantID: tenant.raw, beforeID: before, state: state.rawValue, pageSize: size)
    }
    return Page(fetched: rows.map(WebhookDelivery.init), limit: page.limit) { PagePosition(key: 0, id: $0.id.raw) }
  }

  public func delivery(
    _ id: WebhookDeliveryID, of webhook: WebhookID, _ tenant: TenantID
  ) async throws -> (WebhookDelivery, [DeliveryAttempt])? {
    try await read(tenant) { connection in
      guard let row = try WebhookDeliveryQueries.findDelivery(connection, id: id.raw, webhookID: webhook.raw, tenantID: tenant.raw) else {
        return nil
      }
      let attempts = try WebhookDeliveryQueries.listAttempts(connection, deliveryID: id.raw, tenantID: tenant.raw, pageSize: Self.attemptsMax)
      return (WebhookDelivery(row), attempts.reversed().map(DeliveryAttempt.init))
    }
  }
}

extension WebhookDelivery {
  /// The column has a CHECK for the states.
  fileprivate init(_ row: WebhookDeliveryQueries.DeliveryRow) {
    self.init(
      id: ID(row.id), webhook: ID(row.webhookID), event: row.eventID, type: row.eventType, payload: row.payload,
      state: State(rawValue: row.state) ?? .failed, tries: row.tries, dueAt: row.dueAt.map(Timestamp.init(milliseconds:)), status: row.status,
      createdAt: Timestamp(milliseconds: row.createdAt), endedAt: row.endedAt.map(Timestamp.init(milliseconds:)))
  }
}

extension DeliveryAttempt {
  fileprivate init(_ row: WebhookDeliveryQueries.ListAttemptsRow) {
    self.init(
      number: row.number, beganAt: Timestamp(milliseconds: row.beganAt), milliseconds: row.milliseconds, status: row.status,
      problem: row.problem.flatMap(WebhookResult.Problem.init(rawValue:)), answer: row.answer)
  }
}
