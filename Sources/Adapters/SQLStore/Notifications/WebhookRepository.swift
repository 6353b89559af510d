public import ForumKernel
public import Notifications

extension SQLTransaction: WebhookTransaction {
  public func webhooks() throws -> [Webhook] { try WebhookQueries.listWebhooks(connection, tenantID: tenant.raw).map(Webhook.init) }

  public func webhook(_ id: WebhookID) throws -> Webhook? {
    try WebhookQueries.findWebhook(connection, id: id.raw, tenantID: tenant.raw).map(Webhook.init)
  }

  public func insert(_ webhook: Webhook) throws {
    try WebhookQueries.insertWebhook(
      connection, id: webhook.id.raw, tenantID: tenant.raw, url: webhook.url.text, description: webhook.description,
      eventTypes: JSONText.array(webhook.filters.map(\.text)), categories: JSONText.array(webhook.categories.map(\.description)),
      isActive: webhook.isActive, endedBy: webhook.ending?.rawValue, secrets: try Self.json(webhook.secrets), createdByID: webhook.createdBy?.raw,
      createdAt: webhook.createdAt.milliseconds, updatedAt: webhook.updatedAt.milliseconds, version: webhook.version,
      failures: webhook.health.failures, failingSinceAt: webhook.health.failingSince?.milliseconds,
      pausedUntilAt: webhook.health.pausedUntil?.milliseconds, dropped: webhook.health.dropped)
  }

  public func update(_ webhook: Webhook) throws {
    try WebhookQueries.updateWebhook(
      connection, url: webhook.url.text, description: webhook.description, eventTypes: JSONText.array(webhook.filters.map(\.text)),
      categories: JSONText.array(webhook.categories.map(\.description)), isActive: webhook.isActive, endedBy: webhook.ending?.rawValue,
      secrets: try Self.json(webhook.secrets), updatedAt: webhook.updatedAt.milliseconds, version: webhook.version,
      failures: webhook.health.failures, failingSinceAt: webhook.health.failingSince?.milliseconds,
      pausedUntilAt: webhook.health.pausedUntil?.milliseconds, dropped: webhook.health.dropped, id: webhook.id.raw, tenantID: tenant.raw)
  }

  public func delete(_ webhook: Webhook) throws { try WebhookQueries.deleteWebhook(connection, id: webhook.id.raw, tenantID: tenant.raw) }

  public func category(ofThread id: RawID) throws -> RawID? {
    try WebhookQueries.findThreadCategory(connection, id: id, tenantID: tenant.raw)
  }

  public func address(of user: UserID) throws -> String? {
    try WebhookQueries.findOwnerAddress(connection, id: user.raw, tenantID: tenant.raw)?.email
  }

  private static func json(_ secrets: [WebhookSecret]) throws -> String { String(decoding: try JSONText.bytes(secrets), as: UTF8.self) }
}

extension SQLStore: WebhookStore {
  private static let placesPage: Int64 = 200

  public func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any WebhookTransaction) throws -> Result
  ) async throws -> Result {
    try await transaction(tenant, actor: actor) { try body($0) }
  }

  public func webhooks(_ tenant: TenantID) async throws -> [Webhook] {
    try await read(tenant) { try WebhookQueries.listWebhooks($0, tenantID: tenant.raw).map(Webhook.init) }
  }

  public func webhook(_ id: WebhookID, _ tenant: TenantID) async throws -> Webhook? {
    try await read(tenant) { try WebhookQueries.findWebhook($0, id: id.raw, tenantID: tenant.raw).map(Webhook.init) }
  }

  public func webhooksDue(at now: Timestamp, after id: WebhookID?, limit: Int) async throws -> [DueWebhook] {
    try await read(.everyTenant) { connection in
      try WebhookQueries.listDueWebhooks(connection, now: now.milliseconds, afterID: id?.raw ?? .zero, pageSize: Int64(limit)).map {
        DueWebhook(id: ID($0.id), tenant: ID($0.tenantID), host: try WebhookURL($0.url).host, failures: $0.failures)
      }
    }
  }

  public func webhookTotals(failingSince moment: Timestamp) async throws -> WebhookTotals {
    let row = try await read(.everyTenant) { try WebhookQueries.countFailingWebhooks($0, failingBefore: moment.milliseconds).first }
    return WebhookTotals(all: row?.total ?? 0, failing: row?.failing ?? 0, ended: row?.ended ?? 0)
  }

  public func deliveryBacklog() async throws -> Int64 {
    try await read(.everyTenant) { try WebhookDeliveryQueries.countDeliveryBacklog($0) ?? 0 }
  }

  public func freeClaimedDeliveries() async throws {
    let now = clock.now.milliseconds
    try await eachWebhook { webhook, _ in
      try await driver.write(.everyTenant) { try WebhookDeliveryQueries.freeClaimedDeliveries($0, now: now, webhookID: webhook) }
    }
  }

  public func sweepDeliveries(madeBefore moment: Timestamp, kept: Int64) async throws -> Int {
    var taken = 0
    try await eachWebhook { webhook, _ in
      while true {
        try Task.checkCancellation()
        let over = try await read(.everyTenant) { connection in
          let old = try WebhookDeliveryQueries.listOldDeliveries(
            connection, webhookID: webhook, createdBefore: moment.milliseconds, pageSize: RetentionLimits.sweepChunk)
          return try old.isEmpty
            ? WebhookDeliveryQueries.listExcessDeliveries(connection, webhookID: webhook, kept: kept, pageSize: RetentionLimits.sweepChunk) : old
        }
        guard !over.isEmpty else { return }
        taken += try await driver.write(.everyTenant) { connection in
          try over.reduce(0) { $0 + (try SQLTransaction.deleteDelivery($1, connection)) }
        }
      }
    }
    return taken
  }

  private func eachWebhook(_ body: (_ id: RawID, _ tenant: RawID) async throws -> Void) async throws {
    var last: RawID? = .zero
    while let after = last {
      let page = try await read(.everyTenant) { try WebhookQueries.listWebhookPlaces($0, afterID: after, pageSize: Self.placesPage) }
      for webhook in page { try await body(webhook.id, webhook.tenantID) }
      last = Int64(page.count) < Self.placesPage ? nil : page.last?.id
    }
  }
}

extension Webhook {
  /// The column has a CHECK for what ended it.
  fileprivate init(_ row: WebhookQueries.WebhookRow) throws {
    self.init(
      id: ID(row.id), url: try WebhookURL(row.url), description: row.description,
      filters: try JSONText.strings(row.eventTypes).map(EventTypeFilter.init(kept:)),
      categories: try JSONText.strings(row.categories).compactMap { RawID($0) }, isActive: row.isActive,
      ending: row.endedBy.flatMap(Webhook.Ending.init(rawValue:)), secrets: try JSONText.value(row.secrets),
      createdBy: row.createdByID.map { ID($0) },
      createdAt: Timestamp(milliseconds: row.createdAt), updatedAt: Timestamp(milliseconds: row.updatedAt), version: row.version,
      health: Health(
        failures: row.failures, failingSince: row.failingSinceAt.map(Timestamp.init(milliseconds:)),
        pausedUntil: row.pausedUntilAt.map(Timestamp.init(milliseconds:)), dropped: row.dropped))
  }
}
