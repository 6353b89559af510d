public import Admin
public import Analytics
public import Auth
public import Forum
public import ForumKernel
public import ForumWiring
public import Notifications
public import ServiceLifecycle

/// The adapters that a binary holds: what configuration can choose from, and the four that are no choice. Listed in `forum-lite/EnabledAdapters.swift`.
public struct AdapterSet: Sendable {
  public let stores: AdapterCatalog<Storage>
  public let caches: AdapterCatalog<Closing<any Cache>>
  public let streams: AdapterCatalog<Closing<any EventStream>>
  public let indexes: AdapterCatalog<Closing<any SearchIndex>>
  /// Where the bytes of attachments are.
  public let blobs: AdapterCatalog<Closing<any BlobStore>>
  public let mailers: AdapterCatalog<any Mailer>
  /// What keeps secrets that the configuration refers to.
  public let secrets: AdapterCatalog<SecretVault>
  /// What decides what feature flags say.
  public var flags: AdapterCatalog<Closing<any FeatureSource>>
  /// Others who know people; nil while their settings name none.
  public var identityProviders: [AdapterFactory<Closing<any IdentityProvider>?>]
  /// Servers of their own that run beside the forum; nil while their settings say that they do not.
  public let companions: [AdapterFactory<(any Service)?>]
  public let renderer: any BodyRenderer
  /// Looks into the images among attachments.
  public let images: any ImageMaker
  /// Checks what passkeys sign.
  public let signatures: any PasskeySignatures
  public let makeHasher: @Sendable () -> any PasswordHasher
  /// What sends the deliveries of webhooks, each within the time.
  public let makeWebhookSender: @Sendable (_ rules: WebhookRules, _ timeout: Duration) -> any WebhookSender
  /// For the keys in back-ups.
  public let sealer: SecretSealer
  /// Reads the keys in this directory, or makes them at first start; those that the store shares among the forum's nodes count.
  public let openKeys: @Sendable (_ directory: String, _ store: any KeySharing) async throws -> KeyRing
  /// The anchors of the audit log in this data directory.
  public let openAnchors: @Sendable (_ directory: String) throws -> any AuditAnchors

  public init(
    stores: AdapterCatalog<Storage>, caches: AdapterCatalog<Closing<any Cache>>, streams: AdapterCatalog<Closing<any EventStream>>,
    indexes: AdapterCatalog<Closing<any SearchIndex>>, blobs: AdapterCatalog<Closing<any BlobStore>>, mailers: AdapterCatalog<any Mailer>,
    secrets: AdapterCatalog<SecretVault>,
    flags: AdapterCatalog<Closing<any FeatureSource>>, identityProviders: [AdapterFactory<Closing<any IdentityProvider>?>] = [],
    companions: [AdapterFactory<(any Service)?>] = [],
    renderer: any BodyRenderer, images: any ImageMaker, signatures: any PasskeySignatures,
    makeHasher: @escaping @Sendable () -> any PasswordHasher,
    makeWebhookSender: @escaping @Sendable (_ rules: WebhookRules, _ timeout: Duration) -> any WebhookSender, sealer: SecretSealer,
    openKeys: @escaping @Sendable (_ directory: String, _ store: any KeySharing) async throws -> KeyRing,
    openAnchors: @escaping @Sendable (_ directory: String) throws -> any AuditAnchors
  ) {
    self.stores = stores
    self.caches = caches
    self.streams = streams
    self.indexes = indexes
    self.blobs = blobs
    self.mailers = mailers
    self.secrets = secrets
    self.flags = flags
    self.identityProviders = identityProviders
    self.companions = companions
    self.renderer = renderer
    self.images = images
    self.signatures = signatures
    self.makeHasher = makeHasher
    self.makeWebhookSender = makeWebhookSender
    self.sealer = sealer
    self.openKeys = openKeys
    self.openAnchors = openAnchors
  }
}

extension AdapterSet {
  /// The settings that the adapters bring.
  public var settings: [SettingDeclaration] {
    let all: [[SettingDeclaration]] = [
      stores.factories.flatMap(\.settings), caches.factories.flatMap(\.settings), streams.factories.flatMap(\.settings),
      mailers.factories.flatMap(\.settings), indexes.factories.flatMap(\.settings), secrets.factories.flatMap(\.settings),
      blobs.factories.flatMap(\.settings), flags.factories.flatMap(\.settings),
      identityProviders.flatMap(\.settings), companions.flatMap(\.settings),
    ]
    return all.flatMap(\.self)
  }

  /// Throws `invalid` (`unknown_adapter`) for an adapter that this binary does not hold.
  public func check(_ config: ServerConfig) throws(AppError) {
    _ = try stores.factory(named: config.adapters.store)
    _ = try caches.factory(named: config.adapters.cache)
    _ = try streams.factory(named: config.adapters.stream)
    _ = try indexes.factory(named: config.adapters.search)
    _ = try blobs.factory(named: config.adapters.blobs)
    _ = try flags.factory(named: config.adapters.flags)
    _ = try mailers.factory(named: config.mail.adapter)
  }

  /// For each adapter that has some: what its back end makes unlike the embedded one, by nature.
  public var differences: [(adapter: String, sentences: [String])] {
    let all =
      stores.factories.map { ($0.id, $0.differences) } + caches.factories.map { ($0.id, $0.differences) }
      + streams.factories.map { ($0.id, $0.differences) } + indexes.factories.map { ($0.id, $0.differences) }
      + blobs.factories.map { ($0.id, $0.differences) } + flags.factories.map { ($0.id, $0.differences) }
    return all.filter { !$0.1.isEmpty }
  }
}

/// A port with what ends it.
public struct Closing<Port: Sendable>: Sendable {
  public let port: Port
  public let close: @Sendable () async throws -> Void

  public init(_ port: Port, close: @escaping @Sendable () async throws -> Void) {
    self.port = port
    self.close = close
  }
}

/// Everything that one store adapter keeps: the ports of all modules, and the archive of the event stream where it is one.
public struct Storage: Sendable {
  public let auth: any AuthStore
  public let forum: any ForumStore
  public let reader: any ForumReader
  public let cases: any ModerationReader
  public let attachments: any AttachmentReader
  public let attention: any AttentionReader
  public let notifications: any NotificationStore
  public let webhooks: any WebhookStore
  public let admin: any AdminStore
  public let analytics: any AnalyticsStore
  public let privacy: any PrivacyStore
  public let archive: any StreamArchive
  /// Where the forum's nodes have their keys in common.
  public let keys: any KeySharing
  /// For moving all of it to another store.
  public let transfer: any StoreTransfer
  public let jobs: any JobStore
  public let upkeep: any StoreUpkeep
  /// For back-ups; nil where the data is on another machine.
  public let snapshots: (any StoreSnapshots)?
  /// Where the events wait for the relay; nil where the archive is itself the stream.
  public let outbox: (any Outbox)?
  /// A lease of that name among the processes that share the store.
  public let lease: @Sendable (_ name: String) -> any NodeLease
  /// True when nothing is written but through this process, so that `archive` announces every commit in it.
  public let isExclusive: Bool
  /// Copies on other machines that answer reads.
  public let replicas: @Sendable () async -> [StoreReplica]
  /// Brings the schema up to date.
  public let migrate: @Sendable () async throws -> Void
  /// Throws while nothing can be written.
  public let checkWritable: @Sendable () async throws -> Void
  /// What somebody should do about the store although it works; nil: nothing.
  public let advice: @Sendable () async -> String?
  /// Takes what was deleted out of the store's files; what remains in which, and why.
  public let scrub: @Sendable () async throws -> [(item: String, reason: String)]
  /// Writes that wait, for metrics.
  public let queueDepth: @Sendable () -> Int
  public let close: @Sendable () async throws -> Void

  public init(
    auth: any AuthStore, forum: any ForumStore, reader: any ForumReader, cases: any ModerationReader,
    attachments: any AttachmentReader, attention: any AttentionReader, notifications: any NotificationStore, webhooks: any WebhookStore,
    admin: any AdminStore,
    analytics: any AnalyticsStore,
    privacy: any PrivacyStore, archive: any StreamArchive, keys: any KeySharing,
    transfer: any StoreTransfer, jobs: any JobStore, upkeep: any StoreUpkeep, snapshots: (any StoreSnapshots)? = nil,
    outbox: (any Outbox)? = nil, lease: @escaping @Sendable (_ name: String) -> any NodeLease,
    isExclusive: Bool,
    replicas: @escaping @Sendable () async -> [StoreReplica] = { [] },
    migrate: @escaping @Sendable () async throws -> Void,
    checkWritable: @escaping @Sendable () async throws -> Void,
    advice: @escaping @Sendable () async -> String? = { nil },
    scrub: @escaping @Sendable () async throws -> [(item: String, reason: String)],
    queueDepth: @escaping @Sendable () -> Int, close: @escaping @Sendable () async throws -> Void
  ) {
    self.auth = auth
    self.forum = forum
    self.reader = reader
    self.cases = cases
    self.attachments = attachments
    self.attention = attention
    self.notifications = notifications
    self.webhooks = webhooks
    self.admin = admin
    self.analytics = analytics
    self.privacy = privacy
    self.archive = archive
    self.keys = keys
    self.transfer = transfer
    self.jobs = jobs
    self.upkeep = upkeep
    self.snapshots = snapshots
    self.outbox = outbox
    self.lease = lease
    self.isExclusive = isExclusive
    self.replicas = replicas
    self.migrate = migrate
    self.checkWritable = checkWritable
    self.advice = advice
    self.scrub = scrub
    self.queueDepth = queueDepth
    self.close = close
  }
}

/// A copy of the store that answers reads.
public struct StoreReplica: Sendable {
  public let endpoint: String
  /// How old its data is; nil while that is unknown.
  public let lagSeconds: Double?
  /// Why it is left out; nil while it answers.
  public let problem: String?
  /// Reads that it answered.
  public let reads: Int

  public init(endpoint: String, lagSeconds: Double?, problem: String?, reads: Int) {
    self.endpoint = endpoint
    self.lagSeconds = lagSeconds
    self.problem = problem
    self.reads = reads
  }
}

/// The secrets of a data directory.
public struct KeyRing: Sendable {
  public let issuer: any TokenIssuer
  public let secrets: any SecretKeeper
  public let rotation: any KeyRotation
  /// 32 bytes.
  public let cursorKey: [UInt8]

  public init(issuer: any TokenIssuer, secrets: any SecretKeeper, rotation: any KeyRotation, cursorKey: [UInt8]) {
    self.issuer = issuer
    self.secrets = secrets
    self.rotation = rotation
    self.cursorKey = cursorKey
  }
}
