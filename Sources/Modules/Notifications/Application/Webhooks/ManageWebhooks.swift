public import ForumKernel

/// The tenant's webhooks; needs `webhook.manage`. Every change is audited, and holds for the next event.
public struct ManageWebhooks: Sendable {
  let store: any WebhookStore
  let keys: any WebhookKeys
  let rules: WebhookRules
  /// The tenant's categories.
  let categories: @Sendable (TenantID) async throws -> Set<RawID>

  /// A webhook with its newest secret, which is shown when it is made and never again.
  public struct Made: Sendable {
    public let webhook: Webhook
    /// nil where a request is repeated after the secret changed.
    public let secret: WebhookKey?
  }

  /// Oldest first.
  public func list(by principal: Principal) async throws -> [Webhook] {
    try principal.require(.webhookManage)
    return try await store.webhooks(principal.tenant).filter { $0.isOpen(to: principal) }
  }

  /// Throws `notFound` (`webhook_not_found`), also for one that tells of more than the principal may read.
  public func find(_ id: WebhookID, by principal: Principal) async throws -> Webhook {
    try principal.require(.webhookManage)
    return try (try await store.webhook(id, principal.tenant)).required(by: principal)
  }

  /// Throws `invalid` with every fault, `conflict` (`too_many_webhooks`).
  public func create(
    _ draft: WebhookDraft, _ kind: WebhookSecret.Kind, by principal: Principal, once claim: IdempotencyClaim?
  ) async throws -> Made {
    try principal.require(.webhookManage)
    try await check(draft, by: principal)
    let keys = keys
    let webhook = try await store.write(principal.tenant, actor: principal.userID) { tx in
      let id: WebhookID = try tx.once(claim) {
        guard try tx.webhooks().count < WebhookLimits.countMax else {
          throw AppError(.conflict, "too_many_webhooks", "A tenant has at most \(WebhookLimits.countMax) webhooks.")
        }
        let id: WebhookID = tx.newID()
        let webhook = Webhook(
          id: id, url: draft.url, description: draft.description, filters: draft.filters, categories: draft.categories, isActive: draft.isActive,
          ending: nil, secrets: [try keys.make(kind, for: id, at: tx.now)], createdBy: tx.actor, createdAt: tx.now, updatedAt: tx.now, version: 1,
          health: .init())
        try tx.insert(webhook)
        try tx.audit(Self.entry("create", webhook.id))
        return id
      }
      guard let webhook = try tx.webhook(id) else { throw AppError.notFound("webhook") }
      return webhook
    }
    // Whoever repeats the request gets the secret again, unless it is another one by now: it is kept nowhere in the open.
    let isFirst = webhook.secrets.count == 1 && webhook.secrets[0].createdAt == webhook.createdAt
    return Made(webhook: webhook, secret: isFirst ? try keys.open(webhook.secrets[0], of: webhook.id) : nil)
  }

  /// Throws `stale`, and `invalid` with every fault of what it would be then.
  public func edit(
    _ id: WebhookID, match: VersionMatch, by principal: Principal, _ change: @Sendable (inout WebhookDraft) -> Void
  ) async throws -> Webhook {
    let seen = try await find(id, by: principal)
    try match.require(seen.version)
    var draft = seen.draft
    change(&draft)
    // What it has already it may keep, also of what is gone since.
    try await check(draft, by: principal, kept: seen.categories)
    let wanted = draft
    return try await store.write(principal.tenant, actor: principal.userID) { tx in
      guard var webhook = try tx.webhook(id) else { throw AppError.notFound("webhook") }
      try VersionMatch.oneOf([seen.version]).require(webhook.version)
      webhook.change(to: wanted, now: tx.now)
      try tx.update(webhook)
      try tx.audit(Self.entry("edit", id, reason: wanted.differences(from: seen.draft)))
      return webhook
    }
  }

  /// With all that waits for it and its log. Cut in between, it is off, and can be deleted again.
  public func delete(_ id: WebhookID, match: VersionMatch, by principal: Principal) async throws {
    try principal.require(.webhookManage)
    var isFirst = true
    while true {
      let isBeginning = isFirst
      let isDone = try await store.write(principal.tenant, actor: principal.userID) { tx in
        var webhook = try tx.webhook(id).required(by: principal)
        if isBeginning {
          try match.require(webhook.version)
          try tx.audit(Self.entry("delete", id))
        }
        if webhook.isActive {
          webhook.turnOff(now: tx.now)
          try tx.update(webhook)
        }
        if try tx.deleteDeliveries(of: id, limit: WebhookLimits.chunk) > 0 { return false }
        try tx.delete(webhook)
        return true
      }
      if isDone { return }
      isFirst = false
    }
  }

  /// A new secret; those before it go on signing for `overlapSeconds`, so that receivers can change over.
  public func rotate(_ id: WebhookID, to kind: WebhookSecret.Kind?, overlapSeconds: Int, by principal: Principal) async throws -> Made {
    try principal.require(.webhookManage)
    let keys = keys
    let webhook = try await store.write(principal.tenant, actor: principal.userID) { tx in
      var webhook = try tx.webhook(id).required(by: principal)
      let secret = try keys.make(kind ?? webhook.secrets.first?.kind ?? .hmac, for: id, at: tx.now)
      webhook.rotate(to: secret, overlapSeconds: Int64(overlapSeconds), now: tx.now)
      try tx.update(webhook)
      try tx.audit(Self.entry("rotate_secret", id))
      return webhook
    }
    return Made(webhook: webhook, secret: try webhook.secrets.first.map { try keys.open($0, of: id) })
  }

  /// A webhook tells the ids of all that happens where it listens. So nobody makes one for what they may not read themselves.
  private func check(_ draft: WebhookDraft, by principal: Principal, kept: [RawID] = []) async throws {
    var faults: [Fault] = []
    do throws(AppError) { try rules.check(draft.url) } catch { faults += error.faults }
    let known = draft.categories.isEmpty ? [] : try await categories(principal.tenant)
    for (index, category) in draft.categories.enumerated() where !kept.contains(category) {
      if !known.contains(category) || !principal.readScope.shows(ID<Webhook>(category)) {
        faults.append(Fault("/category_ids/\(index)", "not_found", "There is no such category."))
      }
    }
    if draft.categories.isEmpty, principal.readScope.isLimited {
      faults.append(Fault("/category_ids", "required", "You may not read every category: name those that it is for."))
    }
    guard faults.isEmpty else { throw AppError.validation(faults) }
  }

  private static func entry(_ verb: String, _ id: WebhookID, reason: String? = nil) -> AuditEntry {
    AuditEntry(action: "webhook.\(verb)", target: "webhook:\(id)", reason: reason)
  }
}

extension Webhook {
  /// Who may not read all that it tells of neither sees it nor what it was sent: a new address or secret would be a way to that.
  func isOpen(to principal: Principal) -> Bool {
    categories.isEmpty ? !principal.readScope.isLimited : categories.allSatisfy { principal.readScope.shows(ID<Webhook>($0)) }
  }
}

extension Webhook? {
  /// Throws `notFound` where there is none for them.
  func required(by principal: Principal) throws(AppError) -> Webhook {
    guard let webhook = self, webhook.isOpen(to: principal) else { throw AppError.notFound("webhook") }
    return webhook
  }
}

extension WebhookDraft {
  /// What changed, for the audit log: `url (hooks.example.org -> other.example.org), event_types`; of an address the host alone, since the rest may be secret.
  func differences(from other: WebhookDraft) -> String {
    var names: [String] = []
    if url != other.url { names.append("url (\(other.url.host) -> \(url.host))") }
    if description != other.description { names.append("description") }
    if filters != other.filters { names.append("event_types") }
    if categories != other.categories { names.append("category_ids") }
    if isActive != other.isActive { names.append(isActive ? "on" : "off") }
    return names.isEmpty ? "nothing" : names.joined(separator: ", ")
  }
}

extension Webhook {
  var draft: WebhookDraft { WebhookDraft(url: url, description: description, filters: filters, categories: categories, isActive: isActive) }

  mutating func turnOff(now: Timestamp) {
    var wanted = draft
    wanted.isActive = false
    change(to: wanted, now: now)
  }
}
