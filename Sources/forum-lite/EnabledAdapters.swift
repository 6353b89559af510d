import Admin
import AnchorFile
import Auth
import BlobDirectory
import Forum
import ForumKernel
import ForumRuntime
import ForumWiring
import Images
import InvertedIndex
import LMDBCache
import Mailers
import Meilisearch
import NATS
import OFREP
import OIDC
import Postgres
import Redis
import S3
import SQLStore
import SQLite
import SearchFacade
import ServiceLifecycle
import StreamLog
import TextRendering
import TokenCrypto
import Vault
import Webhooks

/// The adapters in this binary. A back end is added by one line here.
enum EnabledAdapters {
  static func all() throws -> AdapterSet {
    AdapterSet(
      stores: try AdapterCatalog("store", [sqlite, postgres]), caches: try AdapterCatalog("cache", [lmdb, redis]),
      streams: try AdapterCatalog("stream", [streamLog, nats]),
      indexes: try AdapterCatalog("search", [invertedIndex, meilisearch]), blobs: try AdapterCatalog("blobs", [blobDirectory, s3]),
      mailers: try AdapterCatalog("mail", [logMailer, fileMailer]),
      secrets: try AdapterCatalog("secrets", [vault]),
      flags: try AdapterCatalog("flags", [storedFlags, ofrep]), identityProviders: [oidc], companions: [searchFacade], renderer: GFMRenderer(),
      images: NativeImageMaker(),
      signatures: PasskeyCrypto(),
      makeHasher: { Argon2Hasher() }, makeWebhookSender: { WebhookClient(rules: $0, timeout: $1) },
      sealer: SecretSealer(
        seal: { try PassphraseSeal.seal($0, passphrase: $1) }, open: { try PassphraseSeal.open($0, passphrase: $1) }),
      openKeys: { directory, store in
        let keys = try await SigningKeys.open(directory: directory, sharing: store)
        return KeyRing(issuer: keys.issuer, secrets: keys.secrets, rotation: keys, cursorKey: keys.cursorKey)
      },
      openAnchors: { directory in
        let seed = try KeyDirectory(directory + "/keys").secret(named: "audit.key")
        return try AnchorFile(path: directory + "/audit-anchors.jsonl", seed: seed)
      })
  }

  private static let sqlite = AdapterFactory<Storage>(
    "store.sqlite", "SQLite in the data directory; nothing to install.", file: SQLiteDriver.fileName
  ) {
    context in
    let settings = SQLiteSettings()
    var driver = SQLiteDriverSettings()
    driver.queueMax = context.settings[settings.queueMax]
    driver.batchBudget = context.settings[settings.batchBudget]
    driver.readers = context.settings[settings.readers]
    let database = try SQLiteDriver(path: context.dataDirectory + "/" + SQLiteDriver.fileName, settings: driver)
    return Storage(
      database, context, isExclusive: true, snapshots: { SQLiteSnapshots(driver: database, store: $0) }, scrub: { try await database.scrub() },
      queueDepth: { database.queueDepth })
  }

  private static let postgres = AdapterFactory<Storage>(
    "store.postgres", "PostgreSQL 15 or newer; needs Debian's libpq5.", settings: PostgresSettings().declarations,
    differences: PostgresParity.differences
  ) { context in
    let database = try PostgresDriver(settings: PostgresSettings().driver(context.settings))
    return Storage(
      database, context, isExclusive: false,
      replicas: {
        await database.replicaStates().map {
          StoreReplica(endpoint: $0.endpoint, lagSeconds: $0.lag.map { Double($0.milliseconds) / 1000 }, problem: $0.problem, reads: $0.reads)
        }
      }, advice: { await database.advice() }, scrub: { PostgresDriver.unscrubbed }, queueDepth: { database.queueDepth })
  }

  private static let lmdb = AdapterFactory<Closing<any Cache>>("cache.lmdb", "LMDB in the data directory; nothing to install.") { context in
    let cache = try LMDBCache(
      directory: context.dataDirectory + "/cache", capacityBytes: context.settings[CacheSettings().capacity], clock: context.clock)
    return Closing(cache) { try cache.close() }
  }

  private static let redis = AdapterFactory<Closing<any Cache>>(
    "cache.redis", "Redis 7 or Valkey, one server or a cluster.", settings: RedisSettings().declarations,
    differences: RedisParity.differences
  ) { context in
    let cache = try await RedisCache.open(context.settings, clock: context.clock)
    return Closing(cache) { cache.close() }
  }

  private static let streamLog = AdapterFactory<Closing<any EventStream>>("stream.log", "The store's own event log; nothing to install.") { context in
    let stream = try await StreamLog.open(archive: try context.container.require((any StreamArchive).self, for: "stream.log"), clock: context.clock)
    return Closing(stream) { try await stream.close() }
  }

  private static let nats = AdapterFactory<Closing<any EventStream>>(
    "stream.nats", "NATS 2.9 or newer with JetStream.", settings: NATSSettings().declarations,
    differences: NATSParity.differences
  ) { context in
    let settings = StreamSettings()
    let stream = try await NATSStream.open(
      context.settings, age: context.settings[settings.retentionAge], count: context.settings[settings.retentionCount])
    return Closing(stream) { await stream.close() }
  }

  private static let invertedIndex = AdapterFactory<Closing<any SearchIndex>>("search.index", "An index in the data directory; nothing to install.") {
    context in
    let index = try InvertedIndex(directory: context.dataDirectory + "/index")
    return Closing(index) { try await index.close() }
  }

  private static let meilisearch = AdapterFactory<Closing<any SearchIndex>>(
    "search.meilisearch", "A Meilisearch server.", settings: MeilisearchSettings().declarations,
    differences: MeilisearchParity.differences
  ) { context in
    let index = try await MeilisearchIndex.open(context.settings)
    return Closing(index) { await index.close() }
  }

  private static let blobDirectory = AdapterFactory<Closing<any BlobStore>>(
    "blobs.directory", "Files in the folder blobs of the data directory; nothing to install."
  ) { context in
    Closing(try BlobDirectory(directory: context.dataDirectory + "/blobs")) {}
  }

  private static let s3 = AdapterFactory<Closing<any BlobStore>>(
    "blobs.s3", "A bucket of Amazon S3, or of another service that speaks its protocol: MinIO, Ceph, Garage.", settings: S3Settings().declarations,
    differences: S3Parity.differences
  ) { context in
    let blobs = try await S3Blobs.open(try S3Target(context.settings), clock: context.clock)
    return Closing(blobs) { await blobs.close() }
  }

  private static let logMailer = AdapterFactory<any Mailer>("mail.log", "Writes mails to the log.") { context in LogMailer(logger: context.logger) }

  private static let fileMailer = AdapterFactory<any Mailer>("mail.file", "Puts mails as files into the folder mail of the data directory.") {
    context in
    try FileMailer(directory: context.dataDirectory + "/mail", sender: context.settings[MailSettings().sender])
  }

  private static let vault = AdapterFactory<SecretVault>(
    "secrets.vault", "HashiCorp Vault or OpenBao, for settings that are vault://PATH#FIELD.", settings: VaultSettings().declarations
  ) { context in
    let secrets = try VaultSecrets(VaultTarget(context.settings), requestTimeout: context.settings[VaultSettings().requestTimeout])
    return SecretVault(
      source: { try await secrets.source($0) },
      state: {
        let state = secrets.current
        return SecretVaultState(
          endpoint: state.endpoint, problem: state.problem, leases: state.leases, secondsLeft: state.secondsLeft, renewals: state.counts.renewals,
          replacements: state.counts.replacements, failures: state.counts.failures)
      }, close: { await secrets.close() })
  }

  private static let storedFlags = AdapterFactory<Closing<any FeatureSource>>("flags.store", "The forum's own flags, kept at admin/flags.") {
    context in
    Closing(StoredFeatures(store: try context.container.require((any AdminStore).self, for: "flags.store"))) {}
  }

  private static let ofrep = AdapterFactory<Closing<any FeatureSource>>(
    "flags.ofrep", "A flag service that speaks OFREP: flagd, Flipt, GO Feature Flag, another forum.", settings: OFREPSettings().declarations,
    differences: OFREPParity.differences
  ) { context in
    let flags = OFREPFlags(try OFREPTarget(context.settings))
    return Closing(flags) { await flags.close() }
  }

  private static let oidc = AdapterFactory<Closing<any IdentityProvider>?>(
    "identity.oidc", "A provider of OpenID Connect.", settings: OIDCSettings().declarations
  ) { context in
    let settings = OIDCSettings()
    guard let target = try OIDCTarget(context.settings) else { return nil }
    let provider = OIDCProvider(
      target, slug: context.settings[settings.slug], name: context.settings[settings.name],
      redirectURIs: context.settings[settings.redirectURIs], linksByEmail: context.settings[settings.linksByEmail])
    return Closing(provider) { await provider.close() }
  }

  private static let searchFacade = AdapterFactory<(any Service)?>(
    "search.facade", "A search server that answers as Meilisearch does.", settings: FacadeSettings().declarations
  ) { context in
    try FacadeServer.open(context.settings, directory: context.dataDirectory + "/facade", clock: context.clock, logger: context.logger)
  }
}

extension Storage {
  /// All the ports that the one SQL store serves.
  fileprivate init(
    _ driver: any SQLDriver, _ context: AdapterContext, isExclusive: Bool, snapshots: (SQLStore) -> (any StoreSnapshots)? = { _ in nil },
    replicas: @escaping @Sendable () async -> [StoreReplica] = { [] }, advice: @escaping @Sendable () async -> String? = { nil },
    scrub: @escaping @Sendable () async throws -> [(item: String, reason: String)], queueDepth: @escaping @Sendable () -> Int
  ) {
    // Any other stream gets its events from the relay.
    let outboxIsStream = ["log", "stream.log"].contains(context.settings[AdapterSettings().stream])
    let store = SQLStore(driver: driver, clock: context.clock, ids: IDGenerator(clock: context.clock), outboxIsStream: outboxIsStream)
    self.init(
      auth: store, forum: store, reader: SQLForumReader(store: store), cases: SQLModerationReader(store: store),
      attachments: SQLAttachmentReader(store: store),
      attention: SQLAttentionReader(store: store), notifications: store, webhooks: store, admin: store,
      analytics: store, privacy: store,
      archive: RetainedOutbox(store: store), keys: SharedKeys(store: store, hasOneNode: isExclusive), transfer: store,
      jobs: store, upkeep: store, snapshots: snapshots(store),
      outbox: outboxIsStream ? nil : RelayedOutbox(store: store),
      lease: { store.lease(named: $0) },
      isExclusive: isExclusive, replicas: replicas, migrate: { try await store.migrate() },
      checkWritable: { try await store.checkWritable() },
      advice: advice, scrub: scrub, queueDepth: queueDepth, close: { try await store.close() })
  }
}
