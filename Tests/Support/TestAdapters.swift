import ForumKernel
public import ForumRuntime
import ForumWiring
import SQLStore
import SQLite
import StreamLog
import TextRendering
import TokenCrypto

/// The adapters of tests: SQLite and the stream log as they are, in memory, and the plain cache and index.
public enum TestAdapters {
  /// Where the forum has a data directory, the store and the keys are in it.
  public static func inMemory() throws -> AdapterSet {
    AdapterSet(
      stores: try AdapterCatalog("store", [sqlite]), caches: try AdapterCatalog("cache", [cache]), streams: try AdapterCatalog("stream", [stream]),
      indexes: try AdapterCatalog("search", [index]), renderer: GFMRenderer(), makeHasher: { PlainHasher() },
      sealer: SecretSealer(
        seal: { try PassphraseSeal.seal($0, passphrase: $1) }, open: { try PassphraseSeal.open($0, passphrase: $1) }),
      openKeys: { directory, store in
        let keys = try await directory == "/keys" ? .inMemory() : SigningKeys.open(directory: directory, sharing: store)
        return KeyRing(issuer: keys.issuer, secrets: keys.secrets, rotation: keys, cursorKey: keys.cursorKey)
      }, openAnchors: { _ in MemoryAnchors() })
  }

  private static let sqlite = AdapterFactory<Storage>("store.sqlite", "SQLite in memory, or in the data directory.") { context in
    let folder = context.dataDirectory
    let driver = try folder.isEmpty ? SQLiteDriver.inMemory() : SQLiteDriver(path: folder + "/" + SQLiteDriver.fileName)
    let store = SQLStore(driver: driver, clock: context.clock, ids: IDGenerator(clock: context.clock), outboxIsStream: true)
    return Storage(
      auth: store, forum: store, reader: SQLForumReader(store: store), cases: SQLModerationReader(store: store), notifications: store, admin: store,
      analytics: store,
      archive: RetainedOutbox(store: store), keys: SharedKeys(store: store, hasOneNode: true), transfer: store,
      jobs: store, upkeep: store, snapshots: SQLiteSnapshots(driver: driver, store: store), isExclusive: true,
      migrate: { try await store.migrate() },
      checkWritable: { try await store.checkWritable() },
      queueDepth: { 0 }, close: { try await store.close() })
  }

  private static let cache = AdapterFactory<Closing<any Cache>>("cache.lmdb", "A dictionary.") { context in
    Closing(MemoryCache(capacityBytes: 16 << 20, clock: context.clock)) {}
  }

  private static let stream = AdapterFactory<Closing<any EventStream>>("stream.log", "The stream log over the store.") { context in
    let stream = try await StreamLog.open(archive: try context.container.require((any StreamArchive).self, for: "stream.log"), clock: context.clock)
    return Closing(stream) { try await stream.close() }
  }

  private static let index = AdapterFactory<Closing<any SearchIndex>>("search.index", "Looks at every document.") { _ in Closing(ScanSearchIndex()) {}
  }
}
