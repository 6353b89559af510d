public import ForumWiring

/// Which adapter serves each port.
public struct AdapterSettings: Sendable {
  public init() {}

  public let store = Setting("store.adapter", default: "store.sqlite", "What keeps the forum's data.")
  public let cache = Setting("cache.adapter", default: "cache.lmdb", "What keeps cached bytes and rate limits.")
  public let stream = Setting("stream.adapter", default: "stream.log", "What keeps and delivers events.")
  public let search = Setting("search.adapter", default: "search.index", "What finds.")
  public let blobs = Setting("blobs.adapter", default: "blobs.directory", "What keeps the bytes of attachments.")
  public let flags = Setting("flags.adapter", default: "flags.store", "What decides what feature flags say.")
}

/// The embedded store.
public struct SQLiteSettings: Sendable {
  public init() {}

  public let queueMax = Setting("sqlite.queue_max", default: 4096, in: 16...1_000_000, "Writes that may wait; more are answered 503.")
  public let batchBudget = Setting(
    "sqlite.batch_budget", default: .milliseconds(20), in: .milliseconds(1) ... .seconds(1),
    "How long one group commit takes in writes before it commits.")
  public let readers = Setting("sqlite.readers", default: 4, in: 1...64, "Connections that read.")
}

/// The embedded cache.
public struct CacheSettings: Sendable {
  public init() {}

  public let capacity = Setting("cache.capacity", defaultBytes: 256 << 20, in: 8 << 20...1 << 40, "The most the cache takes on disk.")
}

/// How long events can be replayed.
public struct StreamSettings: Sendable {
  public init() {}

  public let retentionAge = Setting(
    "stream.retention.age", default: .seconds(30 * 86_400), in: .seconds(60) ... .seconds(3660 * 86_400), "Older events are removed.")
  public let retentionCount = Setting("stream.retention.count", default: 1_000_000, in: 1000...1_000_000_000, "Only so many events are kept.")
}

/// How long the audit log is kept, and how often its end is fixed outside the database.
public struct AuditSettings: Sendable {
  public init() {}

  public let retention = Setting(
    "audit.retention", default: .seconds(730 * 86_400), in: .seconds(90 * 86_400) ... .seconds(36_600 * 86_400),
    "Older lines of the audit log are removed, which the log itself notes.")
  public let legalHold = Setting("audit.legal_hold", default: false, "Whether nothing is removed from the audit log, whatever its age.")
  public let anchorInterval = Setting(
    "audit.anchor_interval", default: .seconds(300), in: .seconds(1) ... .seconds(86_400),
    "How often the ends of the audit log are signed and appended to audit-anchors.jsonl, when they moved.")
}

/// What people can ask for about themselves.
public struct PrivacySettings: Sendable {
  public let grace = Setting(
    "privacy.deactivation_grace", default: .seconds(30 * 86_400), in: .zero ... .seconds(366 * 86_400),
    "How long an account that was put away can be taken back by signing in; then it is erased.")
  public let exportLifetime = Setting(
    "privacy.export_lifetime", default: .seconds(7 * 86_400), in: .seconds(60) ... .seconds(90 * 86_400), "How long an export can be fetched.")
  public let legalHold = Setting("privacy.legal_hold", default: false, "Whether no account is erased, whoever asks.")
}
