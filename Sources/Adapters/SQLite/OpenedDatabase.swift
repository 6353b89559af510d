import GRDB
import GRDBSQLite

/// A connection with the queue that it lives on.
// The queue serialises every access to the connection, so sharing is safe.
final class OpenedDatabase: @unchecked Sendable {
  let queue: DatabaseQueue
  private let connection: SQLiteConnection

  /// Opens the file, or a database of its own in memory when `path` is nil.
  init(path: String?, isReader: Bool) throws {
    var configuration = Configuration()
    configuration.readonly = isReader
    configuration.label = isReader ? "sqlite.reader" : "sqlite.writer"
    configuration.prepareDatabase { database in
      // The rules that keep Debian's SQLite from its WAL-reset bug: one writer, and no checkpoint but the writer's own.
      try database.execute(sql: "PRAGMA wal_autocheckpoint = 0; PRAGMA mmap_size = 0; PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY")
      if !isReader && path != nil { try database.execute(sql: "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL") }
    }
    let name = try path.map { try isReader ? DatabaseFile.name($0) : DatabaseFile.make($0) }
    do {
      queue = try name.map { try DatabaseQueue(path: $0, configuration: configuration) } ?? DatabaseQueue(configuration: configuration)
      connection = try queue.inDatabase { try SQLiteConnection($0) }
      if !isReader && path != nil { try requireDurability() }
    } catch let error as DatabaseError {
      throw SQLiteFailure.ofFile("open", path, error.extendedResultCode.rawValue, error.message ?? "")
    }
  }

  /// Runs `body` on the connection, on the calling thread, when nobody else uses it.
  @discardableResult func use<Result>(_ body: (SQLiteConnection) throws -> Result) rethrows -> Result {
    try queue.inDatabase { _ in try body(connection) }
  }

  func close() throws {
    use { $0.forgetStatements() }
    try queue.close()
  }

  /// Copies the write-ahead log into the database as far as readers allow; `waits` for them and empties the file when it is the end.
  func checkpoint(waits: Bool) {
    use { connection in
      _ = sqlite3_wal_checkpoint_v2(connection.handle, nil, waits ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, nil, nil)
    }
  }

  /// Every acknowledged write must survive a power cut: that holds with `synchronous = FULL` alone.
  private func requireDurability() throws {
    let (mode, level) = try queue.inDatabase { database in
      (try String.fetchOne(database, sql: "PRAGMA journal_mode"), try Int.fetchOne(database, sql: "PRAGMA synchronous"))
    }
    guard mode == "wal", level == 2 else {
      throw SQLiteError(code: SQLITE_MISUSE, message: "journal_mode is \(mode ?? "?") and synchronous \(level ?? -1); wanted wal and 2 (FULL)")
    }
  }
}
