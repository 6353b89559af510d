import Forum
import ForumKernel
import ForumRuntime
import ForumWiring
import InvertedIndex
import LMDBCache
import SQLStore
import SQLite
import StreamLog
import TextRendering
import TokenCrypto

/// The adapters in this binary. A back end is added by one line here.
enum EnabledAdapters {
  static func all() throws -> AdapterSet {
    AdapterSet(
      stores: try AdapterCatalog("store", [sqliteStore]), caches: try AdapterCatalog("cache", [lmdbCache]),
      streams: try AdapterCatalog("stream", [streamLog]), indexes: try AdapterCatalog("search", [invertedIndex]), renderer: GFMRenderer(),
      makeHasher: { Argon2Hasher() }, openKeys: { try SigningKeys.open(directory: $0).ring })
  }
}
