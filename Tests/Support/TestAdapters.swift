import Admin
import BlobDirectory
import Forum
import ForumKernel
public import ForumRuntime
public import ForumWiring
import Images
import SQLStore
import SQLite
import StreamLog
import TextRendering
import TokenCrypto
import Webhooks

/// The adapters of tests: SQLite and the stream log as they are, in memory, and the plain cache and index.
public enum TestAdapters {
  /// Where the forum has a data directory, the store and the keys are in it.
  public static func inMemory(vault: AdapterFactory<SecretVault>? = nil) throws -> AdapterSet {
    let sqlite = AdapterFactory<Storage>("store.sqlite", "SQLite in memory, or in the data directory.", file: SQLiteDriver.fileName) { context in
      let folder = context.dataDirectory
      let driver = try folder.isEmpty ? SQLiteDriver.inMemory() : SQLiteDriver(path: folder + "/" + SQLiteDriver.fileName)
      return storage(driver, context, outboxIsStream: true, scrub: { try await driver.scrub() }) { SQLiteSnapshots(driver: driver, store: $0) }
    }
    let cache = AdapterFactory<Closing<any Cache>>("cache.lmdb", "A dictionary.") { context in
      Closing(MemoryCache(capacityBytes: 16 << 20, clock: context.clock)) {}
    }
    let stream = AdapterFactory<Closing<any EventStream>>("stream.log", "The stream log over the store.") { context in
      let stream = try await StreamLog.open(archive: try context.container.require((any StreamArchive).self, for: "stream.log"), clock: context.clock)
      return Closing(stream) { try await stream.close() }
    }
    return try set(sqlite, cache, stream, vault)
  }

  /// With keys in memory, the plain index, and passwords that cost no time.
  static func set(
    _ store: AdapterFactory<Storage>, _ cache: AdapterFactory<Closing<any Cache>>, _ stream: AdapterFactory<Closing<any EventStream>>,
    _ vault: AdapterFactory<SecretVault>? = nil
  ) throws -> AdapterSet {
    AdapterSet(
      stores: try AdapterCatalog("store", [store]), caches: try AdapterCatalog("cache", [cache]), streams: try AdapterCatalog("stream", [stream]),
      indexes: try AdapterCatalog("search", [index]), blobs: try AdapterCatalog("blobs", [blobs]), mailers: try AdapterCatalog("mail", [mail]),
      secrets: try AdapterCatalog("secrets", [vault].compactMap(\.self)), flags: try AdapterCatalog("flags", [flags]), renderer: GFMRenderer(),
      images: NativeImageMaker(),
      signatures: PasskeyCrypto(),
      makeHasher: { PlainHasher() }, makeWebhookSender: { WebhookClient(rules: $0, timeout: $1) },
      sealer: SecretSealer(
        seal: { try PassphraseSeal.seal($0, passphrase: $1) }, open: { try PassphraseSeal.open($0, passphrase: $1) }),
      openKeys: { directory, store in
        let keys = try await directory == "/keys" ? .inMemory() : SigningKeys.open(directory: directory, sharing: store)
        return KeyRing(issuer: keys.issuer, secrets: keys.secrets, rotation: keys, cursorKey: keys.cursorKey)
      }, openAnchors: { _ in MemoryAnchors() })
  }

  /// All ports over a SQL store, whose events are the stream or wait for the relay.
  static func storage(
    _ driver: any SQLDriver, _ context: AdapterContext, outboxIsStream: Bool,
    scrub: @escaping @Sendable () async throws -> [(item: String, reason: String)] = { [] },
    snapshots: (SQLStore) -> (any StoreSnapshots)? = { _ in nil }
  ) -> Storage {
    let store = SQLStore(driver: driver, clock: context.clock, ids: IDGenerator(clock: context.clock), outboxIsStream: outboxIsStream)
    return Storage(
      auth: store, forum: store, reader: SQLForumReader(store: store), cases: SQLModerationReader(store: store),
      attachments: SQLAttachmentReader(store: store),
      attention: SQLAttentionReader(store: store), notifications: store, webhooks: store, admin: store,
      analytics: store, privacy: store,
      archive: RetainedOutbox(store: store), keys: SharedKeys(store: store, hasOneNode: outboxIsStream), transfer: store,
      jobs: store, upkeep: store, snapshots: snapshots(store), outbox: outboxIsStream ? nil : RelayedOutbox(store: store),
      lease: { store.lease(named: $0) },
      isExclusive: outboxIsStream,
      migrate: { try await store.migrate() },
      checkWritable: { try await store.checkWritable() }, scrub: scrub,
      queueDepth: { 0 }, close: { try await store.close() })
  }

  private static let blobs = AdapterFactory<Closing<any BlobStore>>("blobs.directory", "A dictionary, or files.") { context in
    Closing(context.dataDirectory.isEmpty ? MemoryBlobs() : try BlobDirectory(directory: context.dataDirectory + "/blobs")) {}
  }

  private static let mail = AdapterFactory<any Mailer>("mail.log", "A list.") { _ in MemoryMailer() }

  private static let flags = AdapterFactory<Closing<any FeatureSource>>("flags.store", "The forum's own.") { context in
    Closing(StoredFeatures(store: try context.container.require((any AdminStore).self, for: "flags.store"))) {}
  }

  private static let index = AdapterFactory<Closing<any SearchIndex>>("search.index", "Looks at every document.") { _ in Closing(ScanSearchIndex()) {}
  }
}
