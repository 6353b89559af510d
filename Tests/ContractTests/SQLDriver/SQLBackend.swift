import ForumKernel
import Foundation
import Postgres
import SQLStore
import SQLite
import Support
import Testing

/// The engines that the suite runs over.
enum SQLBackend: String, CaseIterable, CustomTestStringConvertible {
  case sqliteFile = "store.sqlite"
  case sqliteMemory = "store.sqlite in memory"
  case postgres = "store.postgres"
  case postgresUnprepared = "store.postgres without prepared statements"

  /// Those whose server is there.
  static let available = allCases.filter { !$0.isPostgres || PostgresServer.isThere }

  var testDescription: String { rawValue }
  var isPostgres: Bool { self == .postgres || self == .postgresUnprepared }

  /// Runs `body` on a fresh database with the schema.
  func with(_ body: (any SQLDriver) async throws -> Void) async throws {
    try await withOpening { open in
      let driver = try open()
      try await driver.migrate()
      try await body(driver)
      try await driver.close()
    }
  }

  /// Runs `body` with what opens one and the same database again and again; in memory it is a new one each time.
  func withOpening(_ body: (() throws -> any SQLDriver) async throws -> Void) async throws {
    switch self {
    case .sqliteMemory: try await body { try SQLiteDriver.inMemory() }
    case .sqliteFile:
      try await withTemporaryFolder { folder in
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try await body { try SQLiteDriver(path: folder + "/forum.sqlite") }
      }
    case .postgres, .postgresUnprepared:
      let server = try #require(PostgresServer.current)
      try await server.withSchema { schema in
        var settings = server.settings(schema)
        settings.prepared = self == .postgres
        try await body { [settings] in try PostgresDriver(settings: settings) }
      }
    }
  }
}
