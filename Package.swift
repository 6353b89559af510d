// swift-tools-version: 6.2
import PackageDescription

// What each package is for: README, "Dependencies".
let packages: [Package.Dependency] = [
  .package(url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1"),
  .package(url: "https://github.com/hummingbird-project/swift-mustache", exact: "2.1.1"),
  .package(url: "https://github.com/groue/GRDB.swift", exact: "7.10.0"),
  .package(url: "https://github.com/vapor/jwt-kit", exact: "5.7.1"),
  .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
  .package(url: "https://github.com/apple/swift-nio", exact: "2.101.2"),
  .package(url: "https://github.com/apple/swift-nio-ssl", exact: "2.37.6"),
  .package(url: "https://github.com/apple/swift-nio-http2", exact: "1.46.0"),
  .package(url: "https://github.com/apple/swift-nio-extras", exact: "1.35.2"),
  .package(url: "https://github.com/apple/swift-certificates", exact: "1.21.1"),
  .package(url: "https://github.com/apple/swift-asn1", exact: "1.7.4"),
  .package(url: "https://github.com/grpc/grpc-swift-2", exact: "2.4.3"),
  .package(url: "https://github.com/grpc/grpc-swift-nio-transport", exact: "2.9.2"),
  .package(url: "https://github.com/grpc/grpc-swift-protobuf", exact: "2.4.1"),
  .package(url: "https://github.com/apple/swift-protobuf", exact: "1.39.0"),
  .package(url: "https://github.com/apple/swift-http-types", exact: "1.8.0"),
  .package(url: "https://github.com/apple/swift-log", exact: "1.16.2"),
  .package(url: "https://github.com/apple/swift-collections", exact: "1.6.0"),
  .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
  .package(url: "https://github.com/swift-server/async-http-client", exact: "1.37.0"),
  .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
  .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
]

let hummingbirdCore = Target.Dependency.product(name: "HummingbirdCore", package: "hummingbird")
let mustache = Target.Dependency.product(name: "Mustache", package: "swift-mustache")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let grdbSQLite = Target.Dependency.product(name: "GRDBSQLite", package: "GRDB.swift")
let jwt = Target.Dependency.product(name: "JWTKit", package: "jwt-kit")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let nioPosix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let nioSSL = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let nioTLS = Target.Dependency.product(name: "NIOTLS", package: "swift-nio")
let nioHTTP2 = Target.Dependency.product(name: "NIOHTTP2", package: "swift-nio-http2")
let nioHPACK = Target.Dependency.product(name: "NIOHPACK", package: "swift-nio-http2")
let nioWebSocket = Target.Dependency.product(name: "NIOWebSocket", package: "swift-nio")
let nioHTTP1 = Target.Dependency.product(name: "NIOHTTP1", package: "swift-nio")
let nioHTTPTypes = Target.Dependency.product(name: "NIOHTTPTypes", package: "swift-nio-extras")
let nioHTTPTypesHTTP1 = Target.Dependency.product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras")
let nioHTTPTypesHTTP2 = Target.Dependency.product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras")
let certificateReloading = Target.Dependency.product(name: "NIOCertificateReloading", package: "swift-nio-extras")
let x509 = Target.Dependency.product(name: "X509", package: "swift-certificates")
let asn1 = Target.Dependency.product(name: "SwiftASN1", package: "swift-asn1")
let grpc = Target.Dependency.product(name: "GRPCCore", package: "grpc-swift-2")
let grpcTransport = Target.Dependency.product(name: "GRPCNIOTransportHTTP2Posix", package: "grpc-swift-nio-transport")
let grpcProtobuf = Target.Dependency.product(name: "GRPCProtobuf", package: "grpc-swift-protobuf")
let protobuf = Target.Dependency.product(name: "SwiftProtobuf", package: "swift-protobuf")
let httpTypes = Target.Dependency.product(name: "HTTPTypes", package: "swift-http-types")
let deque = Target.Dependency.product(name: "DequeModule", package: "swift-collections")
let asyncHTTPClient = Target.Dependency.product(name: "AsyncHTTPClient", package: "async-http-client")
let arguments = Target.Dependency.product(name: "ArgumentParser", package: "swift-argument-parser")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let signals = Target.Dependency.product(name: "UnixSignals", package: "swift-service-lifecycle")
let yams = Target.Dependency.product(name: "Yams", package: "Yams")

let settings: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

/// A target of ours in `Sources/<folder>/<name>`.
func target(_ name: String, in folder: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil, exclude: [String] = []) -> Target {
  .target(name: name, dependencies: dependencies, path: "Sources/\(folder)/\(name)", exclude: exclude, resources: resources, swiftSettings: settings)
}

/// A target of ours in `Plugins/<name>`: an adapter that talks to another machine.
func plugin(_ name: String, _ dependencies: [Target.Dependency], exclude: [String] = []) -> Target {
  .target(
    name: name, dependencies: ["ForumKernel", "ForumWiring"] + dependencies, path: "Plugins/\(name)", exclude: exclude, swiftSettings: settings)
}

/// A C library of the system, linked statically into releases.
func library(_ name: String, apt: String) -> Target {
  .systemLibrary(name: name, path: "Sources/Adapters/C/\(name)", providers: [.apt([apt])])
}

func tests(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .testTarget(name: name, dependencies: dependencies, swiftSettings: settings)
}

let package = Package(
  name: "forum-lite",
  // For adapters of others: the ports, how adapters are declared, and the contracts that they keep (Tests/ExampleAdapter is one).
  products: [
    .executable(name: "forum-lite", targets: ["forum-lite"]), .library(name: "ForumPorts", targets: ["ForumKernel", "ForumWiring", "PortContracts"]),
  ],
  dependencies: packages,
  targets: [
    // Shared
    target("ForumKernel", in: "Shared", [crypto]),
    target("ForumWiring", in: "Shared", ["ForumKernel", logging]),
    target("StreamTail", in: "Shared", ["ForumKernel", deque]),
    // Modules
    target("Auth", in: "Modules", ["ForumKernel"]),
    target("Forum", in: "Modules", ["ForumKernel"]),
    target("Notifications", in: "Modules", ["ForumKernel"]),
    target("Admin", in: "Modules", ["ForumKernel"]),
    target("Analytics", in: "Modules", ["ForumKernel"]),
    // Inbound
    target(
      "HTTPAPI", in: "Inbound",
      [
        "ForumKernel", "Auth", "Forum", "Notifications", "Admin", "Analytics", "LiveFeed", "CDeflate", crypto, hummingbirdCore, httpTypes, logging,
        nio, nioHTTP1,
        nioHTTP2, nioHTTPTypes, nioHTTPTypesHTTP1, nioHTTPTypesHTTP2, nioPosix, nioSSL, nioTLS, nioWebSocket, lifecycle, deque,
      ]),
    target("GRPCProto", in: "Inbound", [grpc, grpcProtobuf, protobuf]),
    target(
      "GRPCAPI", in: "Inbound",
      [
        "ForumKernel", "Forum", "Notifications", "GRPCProto", "HTTPAPI", "LiveFeed", certificateReloading, crypto, grpc, grpcTransport, grpcProtobuf,
        nio, nioHPACK, nioHTTP2, protobuf, lifecycle, logging,
      ]),
    target(
      "GraphQLAPI", in: "Inbound", ["ForumKernel", "Auth", "Forum", "Notifications", "HTTPAPI", crypto, httpTypes, logging, nio]),
    target("LiveFeed", in: "Inbound", ["ForumKernel", "Forum"]),
    library("CDeflate", apt: "libdeflate-dev"),
    library("CExpat", apt: "libexpat1-dev"),
    target("Importers", in: "Inbound", ["ForumKernel", "Auth", "Forum", "CExpat", crypto]),
    target("Workers", in: "Inbound", ["ForumKernel", "Admin", "Forum", "Notifications", logging]),
    target("WebUI", in: "Inbound", ["ForumKernel", "Forum", crypto, mustache], resources: [.embedInCode("Resources")]),
    // Runtime
    .target(
      name: "ForumRuntime",
      dependencies: [
        "ForumKernel", "ForumWiring", "Auth", "Forum", "Notifications", "Admin", "Analytics", "GraphQLAPI", "GRPCAPI", "HTTPAPI", "Importers",
        "LiveFeed",
        "Workers", "WebUI", asn1, certificateReloading, crypto, httpTypes, lifecycle, logging, nio, nioPosix, nioSSL, signals, x509, yams,
      ],
      resources: [.embedInCode("Demo/demo.jsonl")], swiftSettings: settings),
    // Adapters
    library("CLMDB", apt: "liblmdb-dev"),
    library("CCmarkGFM", apt: "libcmark-gfm-extensions-dev"),
    library("CSodium", apt: "libsodium-dev"),
    library("CCrypt", apt: "libcrypt-dev"),
    library("CTurboJPEG", apt: "libturbojpeg0-dev"),
    library("CPNG", apt: "libpng-dev"),
    library("CWebP", apt: "libwebp-dev"),
    library("CGIF", apt: "libgif-dev"),
    target("Images", in: "Adapters", ["ForumKernel", "ForumWiring", "Forum", "CTurboJPEG", "CPNG", "CWebP", "CGIF"]),
    target(
      "SQLStore", in: "Adapters", ["ForumKernel", "Auth", "Forum", "Notifications", "Admin", "Analytics", crypto], exclude: ["sql"]),
    target("SQLite", in: "Adapters", ["ForumKernel", "Admin", "SQLStore", grdb, grdbSQLite]),
    target("AnchorFile", in: "Adapters", ["ForumKernel", "Admin", crypto]),
    target("BlobDirectory", in: "Adapters", ["ForumKernel", "ForumWiring", "Forum"]),
    target("LMDBCache", in: "Adapters", ["ForumKernel", "CLMDB", logging]),
    target("StreamLog", in: "Adapters", ["ForumKernel", "StreamTail", logging]),
    target("TextRendering", in: "Adapters", ["ForumKernel", "Forum", "CCmarkGFM"]),
    target("TokenCrypto", in: "Adapters", ["ForumKernel", "Auth", "CCrypt", "CSodium", crypto, cryptoExtras, jwt]),
    target("Mailers", in: "Adapters", ["ForumKernel", logging]),
    target("InvertedIndex", in: "Adapters", ["ForumKernel"]),
    target(
      "SearchFacade", in: "Adapters", ["ForumKernel", "ForumWiring", crypto, hummingbirdCore, httpTypes, lifecycle, logging, nio, nioPosix]),
    // Plugins
    .target(name: "CPQ", path: "Plugins/Postgres/CPQ"),
    plugin("Postgres", ["SQLStore", "CPQ", logging], exclude: ["CPQ"]),
    plugin("Meilisearch", [asyncHTTPClient, logging, nio, nioHTTP1]),
    plugin("OFREP", ["Admin", asyncHTTPClient, logging, nio, nioHTTP1]),
    plugin("OIDC", ["Auth", asyncHTTPClient, crypto, jwt, nio, nioHTTP1]),
    plugin("Vault", [asyncHTTPClient, logging, nio, nioHTTP1, nioSSL]),
    plugin("S3", ["Forum", asyncHTTPClient, crypto, logging, nio, nioHTTP1]),
    plugin("Webhooks", ["Notifications", asyncHTTPClient, crypto, nio, nioHTTP1, nioSSL]),
    plugin("Redis", [logging, nio, nioPosix, nioSSL]),
    plugin("NATS", ["StreamTail", crypto, logging, nio, nioPosix, nioSSL]),
    // The program
    .executableTarget(
      name: "forum-lite",
      dependencies: [
        "ForumKernel", "ForumWiring", "ForumRuntime", "Admin", "AnchorFile", "Auth", "BlobDirectory", "Forum", "Images", "Importers",
        "InvertedIndex", "LMDBCache",
        "Mailers",
        "Meilisearch", "NATS", "OFREP", "OIDC", "Postgres", "Redis", "S3",
        "SearchFacade", "SQLStore", "SQLite", "StreamLog", "TextRendering", "TokenCrypto", "Vault", "Webhooks", arguments, lifecycle, logging, nio,
        nioHTTP1, nioPosix, signals,
      ],
      swiftSettings: settings),
    // Tests
    .target(
      name: "Support",
      dependencies: [
        "ForumKernel", "ForumWiring", "ForumRuntime", "Admin", "Auth", "BlobDirectory", "Forum", "HTTPAPI", "Images", "NATS", "OFREP", "Postgres",
        "Redis",
        "S3", "SearchFacade",
        "SQLStore",
        "SQLite", "StreamLog", "TextRendering", "TokenCrypto", "Webhooks", "Workers", crypto, cryptoExtras, httpTypes, logging, nio, nioPosix,
      ],
      path: "Tests/Support", swiftSettings: settings),
    tests(
      "ModuleTests",
      ["Support", "ForumKernel", "ForumRuntime", "ForumWiring", "Admin", "Auth", "Forum", "Notifications", "WebUI", "Workers", logging]),
    tests("ImporterTests", ["Support", "ForumKernel", "Auth", "Forum", "Importers"]),
    tests("TidyTests", []),
    tests("CommandTests", ["Support", "ForumKernel", "forum-lite", arguments, nio]),
    tests(
      "ContractTests",
      [
        "Support", "PortContracts", "ForumKernel", "ForumRuntime", "Admin", "Auth", "BlobDirectory", "Forum", "InvertedIndex", "LMDBCache",
        "Meilisearch", "NATS", "Notifications",
        "Postgres",
        "Redis", "S3",
        "SQLStore", "SQLite", "StreamLog", "Workers", crypto,
      ]),
    .target(name: "PortContracts", dependencies: ["ForumKernel"], path: "Tests/PortContracts", swiftSettings: settings),
    tests("ExampleAdapter", ["ForumKernel", "PortContracts"]),
    tests(
      "AdapterTests",
      [
        "CPNG", "CTurboJPEG", "CWebP",
        "Support", "ForumKernel", "ForumRuntime", "ForumWiring", "Admin", "AnchorFile", "Auth", "BlobDirectory", "Forum", "Images",
        "InvertedIndex", "LMDBCache",
        "Mailers",
        "Meilisearch", "NATS", "Notifications", "OFREP", "OIDC", "Postgres", "Redis", "S3",
        "SearchFacade", "SQLStore", "SQLite", "StreamLog", "StreamTail", "TextRendering", "TokenCrypto", "Vault", "Webhooks", "Workers", crypto,
        logging,
        nio,
        nioHTTP1,
        nioPosix,
      ]),
    .testTarget(
      name: "HTTPAPITests",
      dependencies: [
        "Support", "ForumKernel", "Forum", "HTTPAPI", "WebUI", crypto, httpTypes, hummingbirdCore, lifecycle, logging, nio, nioPosix,
        nioWebSocket,
      ], swiftSettings: settings),
    tests("GRPCAPITests", ["Support", "ForumKernel", "GRPCAPI", "GRPCProto", "LiveFeed", grpc, grpcProtobuf, httpTypes, nio, protobuf]),
    tests("GraphQLAPITests", ["Support", "Admin", "ForumKernel", "ForumRuntime", "GraphQLAPI", "HTTPAPI", logging]),
    tests(
      "JourneyTests",
      [
        "Support", "ForumKernel", "ForumRuntime", "Admin", "Auth", "Forum", "Importers", "LiveFeed", "Notifications", "Postgres", "SQLStore",
        "SQLite",
        "Workers", crypto, httpTypes,
      ]),
  ]
)
