public import ForumKernel

public enum WebhookTag {}
public typealias WebhookID = ID<WebhookTag>

/// An address of a tenant's own that is told of what happens in the tenant, as Standard Webhooks says it.
public struct Webhook: Sendable, Equatable {
  /// Why the forum itself turned one off.
  public enum Ending: String, Sendable, CaseIterable {
    /// The receiver answered 410.
    case gone
    /// It took nothing for days.
    case failing
  }

  public let id: WebhookID
  public internal(set) var url: WebhookURL
  public internal(set) var description: String
  public internal(set) var filters: [EventTypeFilter]
  /// Only what happens in these; empty: everything.
  public internal(set) var categories: [RawID]
  public internal(set) var isActive: Bool
  /// nil while it is on, and where a person turned it off.
  public internal(set) var ending: Ending?
  /// Newest first; the first one has no end.
  public internal(set) var secrets: [WebhookSecret]
  /// nil once that account is erased.
  public let createdBy: UserID?
  public let createdAt: Timestamp
  public internal(set) var updatedAt: Timestamp
  public internal(set) var version: Int64
  public internal(set) var health: Health

  /// How it goes with the receiver.
  public struct Health: Sendable, Equatable {
    /// Failed tries since the last one that succeeded.
    public internal(set) var failures: Int64
    public internal(set) var failingSince: Timestamp?
    /// Until then it is left alone.
    public internal(set) var pausedUntil: Timestamp?
    /// Deliveries that were given up since too many waited.
    public internal(set) var dropped: Int64

    public init(failures: Int64 = 0, failingSince: Timestamp? = nil, pausedUntil: Timestamp? = nil, dropped: Int64 = 0) {
      self.failures = failures
      self.failingSince = failingSince
      self.pausedUntil = pausedUntil
      self.dropped = dropped
    }
  }

  public init(
    id: WebhookID, url: WebhookURL, description: String, filters: [EventTypeFilter], categories: [RawID], isActive: Bool, ending: Ending?,
    secrets: [WebhookSecret], createdBy: UserID?, createdAt: Timestamp, updatedAt: Timestamp, version: Int64, health: Health
  ) {
    self.id = id
    self.url = url
    self.description = description
    self.filters = filters
    self.categories = categories
    self.isActive = isActive
    self.ending = ending
    self.secrets = secrets
    self.createdBy = createdBy
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.version = version
    self.health = health
  }

  /// Whether it wants to hear of such an event. `category`: where it happened; nil where that is no category.
  func wants(_ type: String, in category: RawID?) -> Bool {
    guard filters.contains(where: { $0.matches(type) }) else { return false }
    return categories.isEmpty || category.map(categories.contains) ?? false
  }

  /// The secrets that sign at this moment.
  func secrets(at now: Timestamp) -> [WebhookSecret] { secrets.filter { $0.until.map { now < $0 } ?? true } }

  /// Puts a new secret before the others, which end after `overlapSeconds`; the oldest go where there are too many.
  mutating func rotate(to secret: WebhookSecret, overlapSeconds: Int64, now: Timestamp) {
    let end = now.adding(seconds: overlapSeconds)
    let older = secrets(at: now).map { $0.ending(at: $0.until.map { min($0, end) } ?? end) }
    secrets = [secret] + older.prefix(WebhookLimits.secretsMax - 1).filter { $0.until.map { now < $0 } ?? true }
    changed(now)
  }

  mutating func change(to draft: WebhookDraft, now: Timestamp) {
    url = draft.url
    description = draft.description
    filters = draft.filters
    categories = draft.categories
    if isActive != draft.isActive {
      isActive = draft.isActive
      ending = nil
      // Whoever turns it on has mended it; whoever turns it off need not be told that it fails.
      health = Health(dropped: health.dropped)
    }
    changed(now)
  }

  mutating func end(_ ending: Ending, now: Timestamp) {
    isActive = false
    self.ending = ending
    health.pausedUntil = nil
    changed(now)
  }

  private mutating func changed(_ now: Timestamp) {
    updatedAt = now
    version += 1
  }
}

extension Webhook.Health {
  /// A try succeeded.
  mutating func succeed() { (failures, failingSince, pausedUntil) = (0, nil, nil) }

  /// A try failed: after some the receiver is left alone for a while, which grows.
  mutating func fail(now: Timestamp) {
    failures += 1
    failingSince = failingSince ?? now
    let over = failures - WebhookLimits.failuresBeforePause
    guard over >= 0 else { return }
    pausedUntil = now.adding(seconds: min(WebhookLimits.pauseSecondsFirst << min(over, 10), WebhookLimits.pauseSecondsMax))
  }
}

/// What signs, as it is kept: sealed.
public struct WebhookSecret: Sendable, Equatable, Codable {
  public enum Kind: String, Sendable, Codable, CaseIterable {
    /// HMAC-SHA256 with a secret that both sides know; `v1` in the signature.
    case hmac
    /// Ed25519: the receiver has the public key alone; `v1a` in the signature.
    case ed25519
  }

  public let kind: Kind
  /// Worth nothing beside another webhook's id.
  public let sealed: String
  /// `whpk_…`, for Ed25519.
  public let publicKey: String?
  public let createdAt: Timestamp
  /// From then on it signs no more; nil for the one that took the place of the others.
  public let until: Timestamp?

  public init(kind: Kind, sealed: String, publicKey: String?, createdAt: Timestamp, until: Timestamp?) {
    self.kind = kind
    self.sealed = sealed
    self.publicKey = publicKey
    self.createdAt = createdAt
    self.until = until
  }

  func ending(at end: Timestamp) -> WebhookSecret {
    WebhookSecret(kind: kind, sealed: sealed, publicKey: publicKey, createdAt: createdAt, until: end)
  }
}

/// Validated wishes for a webhook.
public struct WebhookDraft: Sendable, Equatable {
  public var url: WebhookURL
  public var description: String
  public var filters: [EventTypeFilter]
  public var categories: [RawID]
  public var isActive: Bool

  public init(url: WebhookURL, description: String, filters: [EventTypeFilter], categories: [RawID], isActive: Bool) {
    self.url = url
    self.description = description
    self.filters = filters
    self.categories = categories
    self.isActive = isActive
  }
}
