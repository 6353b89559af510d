/// What each folder may import. A line here is an arrow of the architecture; a new arrow is a decision.
struct ImportTable {
  struct Room {
    let folder: String
    let modules: Set<String>
    let libraries: Set<String>

    init(_ folder: String, _ modules: Set<String> = [], libraries: Set<String> = []) {
      self.folder = folder
      self.modules = modules
      self.libraries = libraries
    }

    var allowed: Set<String> { modules.union(libraries) }
  }

  /// Part of every Swift installation; modules may have the first two alone, so that nothing of the machine gets into them.
  static let language: Set<String> = ["Foundation", "Synchronization"]
  static let system: Set<String> = language.union(["Dispatch", "Glibc"])
  static let modules: Set<String> = ["Admin", "Analytics", "Auth", "Forum", "Notifications"]
  static let inbound: Set<String> = ["GRPCAPI", "GraphQLAPI", "HTTPAPI", "Importers", "LiveFeed", "WebUI", "Workers"]

  static let rooms: [Room] = [
    Room("Sources/Shared/ForumKernel", libraries: system.union(["Crypto"])),
    Room("Sources/Shared/ForumWiring", ["ForumKernel"], libraries: system.union(["Logging"])),
    Room("Sources/Shared/StreamTail", ["ForumKernel"], libraries: system.union(["DequeModule"])),
    // Modules never import each other.
    Room("Sources/Modules/Admin", ["ForumKernel"], libraries: language),
    Room("Sources/Modules/Analytics", ["ForumKernel"], libraries: language),
    Room("Sources/Modules/Auth", ["ForumKernel"], libraries: language),
    Room("Sources/Modules/Forum", ["ForumKernel"], libraries: language),
    Room("Sources/Modules/Notifications", ["ForumKernel"], libraries: language),
    // Inbound knows modules, and no adapter.
    Room(
      "Sources/Inbound/HTTPAPI", modules.union(["ForumKernel", "LiveFeed"]),
      libraries: system.union([
        "CDeflate", "Crypto", "DequeModule", "HTTPTypes", "HummingbirdCore", "Logging", "NIOCore", "NIOHTTP1", "NIOHTTP2", "NIOHTTPTypes",
        "NIOHTTPTypesHTTP1",
        "NIOHTTPTypesHTTP2", "NIOPosix", "NIOSSL", "NIOTLS", "NIOWebSocket", "ServiceLifecycle",
      ])),
    Room("Sources/Inbound/Importers", ["Auth", "ForumKernel", "Forum"], libraries: system.union(["CExpat", "Crypto"])),
    // The rules of requests and the admission of callers are those of HTTPAPI.
    Room(
      "Sources/Inbound/GRPCAPI", ["ForumKernel", "Forum", "GRPCProto", "HTTPAPI", "LiveFeed", "Notifications"],
      libraries: system.union([
        "Crypto", "GRPCCore", "GRPCNIOTransportHTTP2Posix", "GRPCProtobuf", "Logging", "NIOCertificateReloading", "NIOCore", "NIOHPACK",
        "NIOHTTP2", "ServiceLifecycle", "SwiftProtobuf",
      ])),
    Room(
      "Sources/Inbound/GraphQLAPI", ["Auth", "ForumKernel", "Forum", "HTTPAPI", "Notifications"],
      libraries: system.union(["Crypto", "HTTPTypes", "Logging", "NIOCore"])),
    Room("Sources/Inbound/LiveFeed", ["ForumKernel", "Forum"], libraries: system),
    Room("Sources/Inbound/WebUI", ["ForumKernel", "Forum"], libraries: system.union(["Crypto", "Mustache"])),
    Room("Sources/Inbound/Workers", ["ForumKernel", "Admin", "Forum", "Notifications"], libraries: system.union(["Logging"])),
    // The composition root knows everything inside, and no technology but its own: config, logs, sockets.
    Room(
      "Sources/ForumRuntime", modules.union(inbound).union(["ForumKernel", "ForumWiring"]),
      libraries: system.union([
        "CoreFoundation", "Crypto", "HTTPTypes", "Logging", "NIOCertificateReloading", "NIOCore", "NIOPosix", "NIOSSL", "ServiceLifecycle",
        "SwiftASN1",
        "UnixSignals", "X509", "Yams",
      ])),
    // Each adapter knows its own technology and the modules whose ports it serves.
    Room("Sources/Adapters/InvertedIndex", ["ForumKernel"], libraries: system.union(["Crypto", "Logging"])),
    Room(
      "Sources/Adapters/SearchFacade", ["ForumKernel", "ForumWiring"],
      libraries: system.union(["Crypto", "HTTPTypes", "HummingbirdCore", "Logging", "NIOCore", "NIOPosix", "ServiceLifecycle"])),
    Room("Sources/Adapters/Mailers", ["ForumKernel"], libraries: system.union(["Logging"])),
    Room("Sources/Adapters/AnchorFile", ["ForumKernel", "Admin"], libraries: system.union(["Crypto"])),
    Room("Sources/Adapters/BlobDirectory", ["Forum", "ForumKernel", "ForumWiring"], libraries: system),
    Room(
      "Sources/Adapters/Images", ["Forum", "ForumKernel", "ForumWiring"], libraries: system.union(["CGIF", "CPNG", "CTurboJPEG", "CWebP"])),
    Room("Sources/Adapters/LMDBCache", ["ForumKernel"], libraries: system.union(["CLMDB", "Logging"])),
    Room("Sources/Adapters/SQLStore", modules.union(["ForumKernel"]), libraries: system.union(["Crypto"])),
    Room("Sources/Adapters/SQLite", ["ForumKernel", "Admin", "SQLStore"], libraries: system.union(["GRDB", "GRDBSQLite"])),
    Room("Sources/Adapters/StreamLog", ["ForumKernel", "StreamTail"], libraries: system.union(["Logging"])),
    Room("Sources/Adapters/TextRendering", ["ForumKernel", "Forum"], libraries: system.union(["CCmarkGFM"])),
    Room(
      "Sources/Adapters/TokenCrypto", ["ForumKernel", "Auth"], libraries: system.union(["CCrypt", "CSodium", "Crypto", "CryptoExtras", "JWTKit"])),
    Room("Plugins/Postgres", ["ForumKernel", "ForumWiring", "SQLStore"], libraries: system.union(["CPQ", "Logging"])),
    Room(
      "Plugins/NATS", ["ForumKernel", "ForumWiring", "StreamTail"],
      libraries: system.union(["Crypto", "Logging", "NIOCore", "NIOPosix", "NIOSSL"])),
    Room("Plugins/Meilisearch", ["ForumKernel", "ForumWiring"], libraries: system.union(["AsyncHTTPClient", "Logging", "NIOCore", "NIOHTTP1"])),
    Room("Plugins/OFREP", ["Admin", "ForumKernel", "ForumWiring"], libraries: system.union(["AsyncHTTPClient", "Logging", "NIOCore", "NIOHTTP1"])),
    Room(
      "Plugins/OIDC", ["Auth", "ForumKernel", "ForumWiring"],
      libraries: system.union(["AsyncHTTPClient", "Crypto", "JWTKit", "NIOCore", "NIOHTTP1"])),
    Room(
      "Plugins/Vault", ["ForumKernel", "ForumWiring"], libraries: system.union(["AsyncHTTPClient", "Logging", "NIOCore", "NIOHTTP1", "NIOSSL"])),
    Room(
      "Plugins/Webhooks", ["ForumKernel", "ForumWiring", "Notifications"],
      libraries: system.union(["AsyncHTTPClient", "Crypto", "NIOCore", "NIOHTTP1", "NIOSSL"])),
    Room(
      "Plugins/S3", ["Forum", "ForumKernel", "ForumWiring"],
      libraries: system.union(["AsyncHTTPClient", "Crypto", "Logging", "NIOCore", "NIOHTTP1"])),
    Room("Plugins/Redis", ["ForumKernel", "ForumWiring"], libraries: system.union(["Logging", "NIOCore", "NIOPosix", "NIOSSL"])),
    // The program lists the adapters and parses its arguments.
    Room(
      "Sources/forum-lite",
      modules.union(inbound).union([
        "AnchorFile", "BlobDirectory", "ForumKernel", "ForumRuntime", "ForumWiring", "Images", "InvertedIndex", "LMDBCache", "Mailers", "Meilisearch",
        "NATS",
        "OFREP", "OIDC",
        "Postgres",
        "Redis", "S3", "SearchFacade",
        "SQLStore", "SQLite", "StreamLog", "TextRendering", "TokenCrypto", "Vault", "Webhooks",
      ]), libraries: system.union(["ArgumentParser", "Logging", "NIOCore", "NIOHTTP1", "NIOPosix", "ServiceLifecycle", "UnixSignals"])),
  ]

  static func room(of file: SourceFile) -> Room? { rooms.first { file.isIn($0.folder) } }
}
