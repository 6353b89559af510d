import SQLStore

/// Applies schema steps to SQLite, each in a transaction of its own with the note that it was applied.
enum SchemaMigrations {
  /// What of `migrations` is not in the database yet, and its newest step; nil for a new one.
  static func pending(_ migrations: [Migration], in connection: SQLiteConnection) throws -> ([Migration], newest: Int?) {
    try connection.execute("CREATE TABLE IF NOT EXISTS schema_migrations (number INTEGER NOT NULL PRIMARY KEY, sha256 TEXT NOT NULL) STRICT", [])
    var applied: [Int: String] = [:]
    try connection.query("SELECT number, sha256 FROM schema_migrations", []) { applied[Int($0.integer(0))] = $0.text(1) }
    return (try Migration.pending(migrations, applied: applied), applied.keys.max())
  }

  static func apply(_ pending: [Migration], to connection: SQLiteConnection) throws {
    for migration in pending {
      try connection.execute("BEGIN IMMEDIATE", [])
      do {
        try connection.run(script: migration.sql)
        try connection.execute(
          "INSERT INTO schema_migrations (number, sha256) VALUES (?1, ?2)", [.integer(Int64(migration.number)), .text(migration.sha256)])
        try connection.execute("COMMIT", [])
      } catch {
        _ = try? connection.execute("ROLLBACK", [])
        throw error
      }
    }
  }
}
