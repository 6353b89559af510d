import Admin
import ForumKernel
import GRDB
import Glibc

extension OpenedDatabase {
  /// Copies the database as of this moment into a new file; durable when this returns.
  func copy(to path: String) throws {
    do {
      let target = try DatabaseQueue(path: try DatabaseFile.make(path))
      try queue.backup(to: target)
      try target.close()
    } catch let error as DatabaseError {
      throw SQLiteFailure.ofFile("write", path, error.extendedResultCode.rawValue, error.message ?? "")
    }
  }

  /// Reads every page, every index and every reference.
  func inspect() throws -> StoreInspection {
    do {
      return try queue.inDatabase { database in
        // A damaged page may keep the tables from being counted: then its own complaint is what matters.
        let lines = try String.fetchAll(database, sql: "PRAGMA integrity_check").flatMap { $0.split(separator: "\n") }
        let problems = lines.filter { $0 != "ok" && !$0.hasPrefix("***") }.map(String.init)
        guard problems.isEmpty else { return StoreInspection(problems: problems, rows: [:], schema: 0) }
        let orphans = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check").count
        let tables = try String.fetchAll(
          database, sql: "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^' ORDER BY name")
        var rows: [String: Int64] = [:]
        for table in tables { rows[table] = try Int64.fetchOne(database, sql: "SELECT COUNT(*) FROM \(table.quotedDatabaseIdentifier)") }
        let schema = tables.contains("schema_migrations") ? try Int.fetchOne(database, sql: "SELECT MAX(number) FROM schema_migrations") : nil
        return StoreInspection(problems: orphans == 0 ? [] : ["\(orphans) rows refer to rows that are missing"], rows: rows, schema: schema ?? 0)
      }
    } catch let error as DatabaseError {
      return StoreInspection(problems: [error.message ?? "SQLite can't read it (\(error.extendedResultCode))"], rows: [:], schema: 0)
    }
  }
}

extension SQLiteDriver {
  /// The database's name in its directory.
  public static let fileName = "forum.sqlite"

  /// Copies what was committed before the call into a new file. Readers and the writer go on; in memory they wait.
  func copy(to path: String) throws {
    guard let file else { return try writer.copy(to: path) }
    let source = try OpenedDatabase(path: file, isReader: true)
    defer { try? source.close() }
    try source.copy(to: path)
  }

  /// Readers and the writer go on; in memory they wait.
  func inspect() throws -> StoreInspection {
    guard let file else { return try writer.inspect() }
    let reader = try OpenedDatabase(path: file, isReader: true)
    defer { try? reader.close() }
    return try reader.inspect()
  }

  /// Before an older database is changed for good, keeps it as it was: `forum.sqlite.before-021`, the number being its newest schema step.
  /// A copy of that step that is there already is an earlier state, from before somebody went back to it: the newer takes its place. Nothing to do
  /// for a new database and for one in memory.
  func keepBeforeUpgrade(schema: Int) throws {
    guard let file else { return }
    let number = String(schema)
    let kept = file + ".before-" + String(repeating: "0", count: max(0, 3 - number.count)) + number
    let unfinished = kept + ".partial"
    unlink(unfinished)
    // Nothing to do once it has its name.
    defer { unlink(unfinished) }
    try copy(to: unfinished)
    guard rename(unfinished, kept) == 0 else {
      throw AppError(.unavailable, "data_directory", "Cannot keep the database as \(kept): \(String(cString: strerror(errno))).")
    }
  }
}
