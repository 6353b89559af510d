import GRDBSQLite
import Synchronization

/// When the writer copies the write-ahead log into the database: between two transactions, once it has grown enough.
final class Checkpoints: Sendable {
  private let database: OpenedDatabase
  private let pages: Int
  /// Pages in the log, told by SQLite after each commit.
  private let logged = Atomic<Int>(0)

  init(_ database: OpenedDatabase, pages: Int) {
    self.database = database
    self.pages = pages
    let counter = Unmanaged.passUnretained(self).toOpaque()
    database.use { connection in
      sqlite3_wal_hook(
        connection.handle,
        { context, _, _, count in
          guard let context else { return SQLITE_OK }
          Unmanaged<Checkpoints>.fromOpaque(context).takeUnretainedValue().logged.store(Int(count), ordering: .relaxed)
          return SQLITE_OK
        }, counter)
    }
  }

  func committed() {
    if logged.load(ordering: .relaxed) >= pages { database.checkpoint(waits: false) }
  }

  /// Empties the log, so that the next start has nothing to replay; takes the hook away with the object it points to.
  func finish() {
    database.use { connection in _ = sqlite3_wal_hook(connection.handle, nil, nil) }
    if pages != .max { database.checkpoint(waits: true) }
  }
}
