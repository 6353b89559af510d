import SQLStore

/// Applies schema steps to Postgres, each in a transaction of its own with the note that it was applied. Of several nodes that start at once one
/// applies a step; the others wait for it and find it done.
enum SchemaMigrations {
  /// How long one step, and the wait for another node's, may take.
  static let budget = Duration.seconds(900)

  /// Applies the first step that is missing; false when there is none.
  static func applyNext(_ migrations: [Migration], to connection: PostgresConnection) throws -> Bool {
    // Of this schema; held to the end of the transaction, which also works through a pooler that gives each one another session.
    try connection.query("SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), ?1))", [.integer(lock)]) { _ in }
    var isThere = false
    try connection.query("SELECT to_regclass('schema_migrations') IS NOT NULL", []) { isThere = $0.integer(0) == 1 }
    if !isThere { try requireLastingOwner(connection) }
    // Asked first, so that a role that may create nothing starts over a schema that is complete.
    if !isThere { try connection.run(script: "CREATE TABLE schema_migrations (number BIGINT NOT NULL PRIMARY KEY, sha256 text NOT NULL)") }
    var columns: Int64 = 0
    try connection.query(
      """
      SELECT COUNT(*) FROM pg_attribute
      WHERE attrelid = to_regclass('schema_migrations') AND attname IN ('number', 'sha256') AND NOT attisdropped
      """, []
    ) { columns = $0.integer(0) }
    guard columns == 2 else { throw PostgresSetupError.otherProgram }
    var applied: [Int: String] = [:]
    try connection.query("SELECT number, sha256 FROM schema_migrations", []) { applied[Int($0.integer(0))] = $0.text(1) }
    guard let migration = try Migration.pending(migrations, applied: applied).first else { return false }
    try requireLastingOwner(connection)
    try connection.run(script: migration.sql)
    try connection.execute(
      "INSERT INTO schema_migrations (number, sha256) VALUES (?1, ?2)", [.integer(Int64(migration.number)), .text(migration.sha256)])
    return true
  }

  /// Whoever makes tables owns them, and can't be dropped by a vault then.
  private static func requireLastingOwner(_ connection: PostgresConnection) throws {
    guard connection.userMayEnd else { return }
    var endingRole: String?
    try connection.query("SELECT rolname FROM pg_roles WHERE rolname = current_user AND rolvaliduntil < 'infinity'", []) { endingRole = $0.text(0) }
    if let endingRole { throw PostgresSetupError.endingOwner(endingRole) }
  }

  /// Any seed that nothing else in the database uses: "forum" in ASCII.
  private static let lock: Int64 = 0x66_6f72_756d
}
