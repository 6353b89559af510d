import ForumKernel
import GRDB
import GRDBSQLite
import SQLStore

/// What SQLite said, translated.
enum SQLiteFailure {
  /// The error for a result code that is neither row nor done. `message` is SQLite's own text.
  static func error(_ code: Int32, _ message: String) -> any Error {
    switch ResultCode(rawValue: code) {
    case .SQLITE_CONSTRAINT_UNIQUE, .SQLITE_CONSTRAINT_PRIMARYKEY: return SQLConstraintError(.unique, detail(message))
    case .SQLITE_CONSTRAINT_FOREIGNKEY: return SQLConstraintError(.foreignKey, message)
    case .SQLITE_CONSTRAINT_CHECK: return SQLConstraintError(.check, detail(message))
    case .SQLITE_CONSTRAINT_NOTNULL: return SQLConstraintError(.notNull, detail(message))
    case .SQLITE_CONSTRAINT_TRIGGER: return StoreFence.refusal(message) ?? SQLConstraintError(.trigger, message)
    default: break
    }
    // The memory that readers and the writer share is a file, too, and grows with the log.
    if isNoRoom(code) { return noRoom("The disk is full: nothing can be saved until there is room.") }
    switch code & 0xff {
    case SQLITE_INTERRUPT: return AppError(.unavailable, "write_too_long", "This change took too long and was undone.", retryAfterSeconds: 5)
    case SQLITE_BUSY, SQLITE_LOCKED: return AppError(.unavailable, "store_busy", "The database is in use by another process.", retryAfterSeconds: 1)
    default: return SQLiteError(code: code, message: message)
    }
  }

  /// After these the file's state is not known any more: nothing may be written before it has been opened anew (a repeated fsync lies).
  static func isFatal(_ error: any Error) -> Bool {
    guard let error = error as? SQLiteError else { return false }
    return [SQLITE_IOERR, SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_CANTOPEN, SQLITE_READONLY].contains(error.code & 0xff)
  }

  /// The error for a file that is not opened or not written; `message` is SQLite's own text.
  static func ofFile(_ verb: String, _ path: String?, _ code: Int32, _ message: String) -> any Error {
    let error = SQLiteError(code: code, message: message)
    guard let path else { return error }
    if isNoRoom(code) { return noRoom("The disk with \(path) is full: make room on it, then try again (df -h shows what is full). Nothing is lost.") }
    guard error.isDamage else {
      return AppError(
        .unavailable, "data_directory", "Cannot \(verb) the database \(path): \(error). Look whether its disk is well and this user may write there.")
    }
    return AppError(.invalid, "store_damaged", "The database \(path) is damaged, or is none (\(message)). \(SQLiteError.advice)")
  }

  private static func isNoRoom(_ code: Int32) -> Bool { code & 0xff == SQLITE_FULL || code == ResultCode.SQLITE_IOERR_SHMSIZE.rawValue }

  private static func noRoom(_ message: String) -> AppError { AppError(.unavailable, "disk_full", message, retryAfterSeconds: 30) }

  /// `UNIQUE constraint failed: users.tenant_id, users.handle_key` → what follows the colon.
  private static func detail(_ message: String) -> String {
    message.firstIndex(of: ":").map { String(message[message.index(after: $0)...].drop { $0 == " " }) } ?? message
  }
}

/// An error that no caller expects.
struct SQLiteError: Error, CustomStringConvertible {
  static let advice = "Stop what uses it and restore the last back-up into a new directory: forum-lite restore FILE --data DIRECTORY."

  /// Extended result code.
  let code: Int32
  let message: String
  /// The file is not what SQLite wrote.
  var isDamage: Bool { [SQLITE_CORRUPT, SQLITE_NOTADB].contains(code & 0xff) }
  var description: String { "SQLite error \(code): \(words)" + (isDamage ? ". The database is damaged. \(Self.advice)" : "") }
  /// SQLite's text is of its connection, and what failed may have been done by another.
  private var words: String { message.isEmpty || message == "not an error" ? String(cString: sqlite3_errstr(code)) : message }
}
