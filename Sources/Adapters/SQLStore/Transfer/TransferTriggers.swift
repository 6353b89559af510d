import ForumKernel

/// The triggers of a transfer: those that note the keys of rows that change, and those of the fence.
enum TransferTriggers {
  /// Keys have at most four columns.
  private static let keyMax = 4

  static func capture(_ engine: SQLEngine) -> String {
    let columns = (1...keyMax).map { "k\($0) TEXT" }.joined(separator: ", ")
    switch engine {
    case .sqlite:
      let table = "CREATE TABLE transfer_changes (sequence INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, table_name TEXT NOT NULL, \(columns)) STRICT;"
      return owner + table + TableCopy.all.map { table in events.map { sqliteCapture(table, $0) }.joined() }.joined()
    case .postgres:
      let values = (0..<keyMax).map { "r ->> TG_ARGV[\($0)]" }.joined(separator: ", ")
      return """
        \(owner)
        CREATE TABLE transfer_changes (sequence BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY, table_name TEXT NOT NULL, \(columns));
        CREATE FUNCTION transfer_note() RETURNS trigger LANGUAGE plpgsql AS $$
        DECLARE r jsonb := CASE WHEN TG_OP = 'DELETE' THEN to_jsonb(OLD) ELSE to_jsonb(NEW) END;
        BEGIN
          INSERT INTO transfer_changes (table_name, \((1...keyMax).map { "k\($0)" }.joined(separator: ", "))) VALUES (TG_TABLE_NAME, \(values));
          RETURN NULL;
        END; $$;
        """
          + TableCopy.all.map { table in
            let key = table.columns.prefix(table.keyCount).map { "'\($0)'" }.joined(separator: ", ")
            return """
              CREATE TRIGGER transfer_note AFTER INSERT OR UPDATE OR DELETE ON \(table.name) FOR EACH ROW EXECUTE FUNCTION transfer_note(\(key));
              """
          }.joined()
    }
  }

  /// Says which transfer it is, until it is taken back.
  private static let owner = "CREATE TABLE transfer_owner (id TEXT NOT NULL);"

  static func endCapture(_ engine: SQLEngine) -> String {
    switch engine {
    case .sqlite:
      TableCopy.all.map { table in events.map { "DROP TRIGGER IF EXISTS transfer_note_\(table.name)_\($0);" }.joined() }.joined()
        + "DROP TABLE IF EXISTS transfer_changes;"
    case .postgres:
      TableCopy.all.map { "DROP TRIGGER IF EXISTS transfer_note ON \($0.name);" }.joined()
        + "DROP FUNCTION IF EXISTS transfer_note(); DROP TABLE IF EXISTS transfer_changes;"
    }
  }

  /// Events of the notifications come from what follows other events, which must come to its end.
  static func closeStream(_ engine: SQLEngine) -> String {
    let isClosed = "NEW.subject NOT LIKE 'notifications.%'"
    return switch engine {
    case .sqlite:
      """
      CREATE TRIGGER IF NOT EXISTS transfer_close BEFORE INSERT ON outbox WHEN \(isClosed) \
      BEGIN SELECT RAISE(ABORT, '\(StoreFence.message)'); END;
      """
    case .postgres:
      """
      \(refusing)
      CREATE OR REPLACE TRIGGER transfer_close BEFORE INSERT ON outbox FOR EACH ROW WHEN (\(isClosed)) EXECUTE FUNCTION transfer_refuse();
      """
    }
  }

  static func openStream(_ engine: SQLEngine) -> String {
    engine == .sqlite ? "DROP TRIGGER IF EXISTS transfer_close;" : "DROP TRIGGER IF EXISTS transfer_close ON outbox;"
  }

  private static let refusing = """
    CREATE OR REPLACE FUNCTION transfer_refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION '\(StoreFence.message)'; END; $$;
    """

  static func fence(_ engine: SQLEngine) -> String {
    switch engine {
    case .sqlite:
      TableCopy.all.map { table in
        events.map {
          """
          CREATE TRIGGER transfer_fence_\(table.name)_\($0) BEFORE \($0) ON \(table.name) \
          BEGIN SELECT RAISE(ABORT, '\(StoreFence.message)'); END;
          """
        }.joined()
      }.joined()
    case .postgres:
      refusing
        + TableCopy.all.map {
          """
          CREATE TRIGGER transfer_fence BEFORE INSERT OR UPDATE OR DELETE ON \($0.name) FOR EACH STATEMENT EXECUTE FUNCTION transfer_refuse();
          """
        }.joined()
    }
  }

  static func endFence(_ engine: SQLEngine) -> String {
    switch engine {
    case .sqlite:
      openStream(engine)
        + TableCopy.all.map { table in events.map { "DROP TRIGGER IF EXISTS transfer_fence_\(table.name)_\($0);" }.joined() }.joined()
    case .postgres:
      openStream(engine) + TableCopy.all.map { "DROP TRIGGER IF EXISTS transfer_fence ON \($0.name);" }.joined()
        + "DROP FUNCTION IF EXISTS transfer_refuse();"
    }
  }

  /// Whether changes are noted.
  static func isCapturing(_ connection: any SQLConnection) throws -> Bool { try hasTable("transfer_changes", connection) }

  static func requireCapturing(_ connection: any SQLConnection, for transfer: String) throws {
    guard try isCapturing(connection), try owner(connection) == transfer else { throw TransferFailure.takenBack }
  }

  /// Behind the fence, or while new events are refused alone.
  static func refusesWrites(_ connection: any SQLConnection) throws -> Bool {
    if try isFenced(connection) { return true }
    return switch connection.engine {
    case .sqlite: try connection.count("SELECT COUNT(*) FROM sqlite_master WHERE name = 'transfer_close'") > 0
    case .postgres: try connection.count("SELECT COUNT(*) FROM pg_trigger WHERE tgname = 'transfer_close' AND tgrelid = 'outbox'::regclass") > 0
    }
  }

  /// The transfer that this store is the source of.
  static func owner(_ connection: any SQLConnection) throws -> String? {
    guard try hasTable("transfer_owner", connection) else { return nil }
    return try connection.first("SELECT id FROM transfer_owner", []) { $0.text(0) }
  }

  /// Whether this store is the target of a transfer that has not ended.
  static func isReceiving(_ connection: any SQLConnection) throws -> Bool { try hasTable("transfer_progress", connection) }

  static func isFenced(_ connection: any SQLConnection) throws -> Bool {
    switch connection.engine {
    case .sqlite: try connection.count("SELECT COUNT(*) FROM sqlite_master WHERE name = 'transfer_fence_outbox_insert'") > 0
    case .postgres:
      try connection.count("SELECT COUNT(*) FROM pg_trigger WHERE tgname = 'transfer_fence' AND tgrelid = 'outbox'::regclass") > 0
    }
  }

  static func hasTable(_ name: String, _ connection: any SQLConnection) throws -> Bool {
    let sql: StaticString =
      switch connection.engine {
      case .sqlite: "SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = ?1"
      case .postgres: "SELECT COUNT(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = ?1"
      }
    return try connection.first(sql, [.text(name)]) { $0.integer(0) } == 1
  }

  private static let events = ["insert", "update", "delete"]

  private static func sqliteCapture(_ table: TableCopy, _ event: String) -> String {
    let row = event == "delete" ? "OLD" : "NEW"
    let key = zip(table.columns, table.kinds).prefix(table.keyCount)
    let names = (1...table.keyCount).map { "k\($0)" }.joined(separator: ", ")
    let values = key.map { $1 == .id ? "hex(\(row).\($0))" : "CAST(\(row).\($0) AS TEXT)" }.joined(separator: ", ")
    return """
      CREATE TRIGGER transfer_note_\(table.name)_\(event) AFTER \(event) ON \(table.name) \
      BEGIN INSERT INTO transfer_changes (table_name, \(names)) VALUES ('\(table.name)', \(values)); END;
      """
  }
}
