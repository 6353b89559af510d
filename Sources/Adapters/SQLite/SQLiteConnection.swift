import ForumKernel
import GRDB
import GRDBSQLite
import Glibc
import SQLStore

/// One connection with its prepared statements. Lives on the queue of the `DatabaseQueue` that owns it.
final class SQLiteConnection: SQLConnection {
  let engine = SQLEngine.sqlite
  let handle: OpaquePointer
  private let database: Database
  /// By the address of the text, which is that of a constant.
  private var statements: [UnsafePointer<UInt8>: Statement] = [:]
  private var actions: [@Sendable () -> Void] = []
  private var scripts: Int64 = 0
  private let clock = ContinuousClock()
  /// When the running write is interrupted; nil for reads.
  private var deadline: ContinuousClock.Instant?

  init(_ database: Database) throws {
    guard let handle = database.sqliteConnection else { throw SQLiteError(code: SQLITE_MISUSE, message: "the connection is closed") }
    self.database = database
    self.handle = handle
  }

  @discardableResult func execute(_ sql: StaticString, _ parameters: [SQLValue]) throws -> Int {
    let statement = try bound(sql, parameters)
    defer { release(statement) }
    let code = sqlite3_step(statement)
    guard code == SQLITE_DONE || code == SQLITE_ROW else { throw failure(code) }
    return Int(sqlite3_changes(handle))
  }

  func query(_ sql: StaticString, _ parameters: [SQLValue], eachRow: (any SQLRow) throws -> Void) throws {
    let statement = try bound(sql, parameters)
    defer { release(statement) }
    let row = SQLiteRow(statement)
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw failure(code) }
      try eachRow(row)
    }
  }

  func afterCommit(_ action: @escaping @Sendable () -> Void) { actions.append(action) }

  /// Runs `body` within the time it may take; its after-commit actions are forgotten when it fails, its changes are not.
  func limited<Result>(to budget: Duration, _ body: () throws -> Result) throws -> Result {
    let actionCount = actions.count
    interrupt(at: clock.now + budget)
    defer { interrupt(at: nil) }
    do {
      return try body()
    } catch {
      actions.removeLast(actions.count - actionCount)
      throw error
    }
  }

  /// Runs `body` so that its failure undoes it alone.
  func savepoint<Result>(_ body: () throws -> Result) throws -> Result {
    try execute("SAVEPOINT one_write", [])
    do {
      let result = try body()
      try execute("RELEASE one_write", [])
      return result
    } catch {
      if isInTransaction {
        do {
          try execute("ROLLBACK TO one_write", [])
          try execute("RELEASE one_write", [])
        } catch {
          // Nothing of it may be committed: then the batch goes.
          _ = try? execute("ROLLBACK", [])
        }
      }
      throw error
    }
  }

  /// Rows changed and scripts run since the connection was opened: grows with whatever would have to be undone.
  var totalChanges: Int64 { sqlite3_total_changes64(handle) + scripts }

  /// False when SQLite has rolled everything back by itself, as it does when the disk is full or fails.
  var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

  /// The actions of what was committed, in order; they are handed out once.
  func takeActions() -> [@Sendable () -> Void] {
    defer { actions.removeAll(keepingCapacity: true) }
    return actions
  }

  /// Before the connection closes.
  func forgetStatements() { statements.removeAll() }

  func run(script: String) throws {
    scripts += 1
    let code = sqlite3_exec(handle, script, nil, nil, nil)
    guard code == SQLITE_OK else { throw failure(code) }
  }

  private func bound(_ sql: StaticString, _ parameters: [SQLValue]) throws -> OpaquePointer {
    let statement = try prepared(sql)
    for (index, value) in parameters.enumerated() {
      let position = Int32(index + 1)
      let code: Int32
      switch value {
      case .null: code = sqlite3_bind_null(statement, position)
      case .integer(let number): code = sqlite3_bind_int64(statement, position, number)
      case .real(let number): code = sqlite3_bind_double(statement, position, number)
      case .text(var text):
        code = text.withUTF8 { bytes in
          // An empty text has no address, and without one SQLite would bind NULL.
          guard let start = bytes.baseAddress else { return sqlite3_bind_text(statement, position, "", 0, Self.transient) }
          if memchr(start, 0, bytes.count) != nil { return Self.notStorable }
          return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
            sqlite3_bind_text64(statement, position, $0, UInt64(bytes.count), Self.transient, UInt8(SQLITE_UTF8))
          }
        }
      case .id(let id): code = Self.bind(id, statement, position)
      }
      if code == Self.notStorable { throw SQLText.notStorable }
      guard code == SQLITE_OK else { throw failure(code) }
    }
    return statement
  }

  /// No code of SQLite's: the text holds U+0000, at which other engines and SQLite's own functions end it.
  private static let notStorable: Int32 = -1

  private static func bind(_ id: RawID, _ statement: OpaquePointer, _ position: Int32) -> Int32 {
    withUnsafeBytes(of: (id.high.bigEndian, id.low.bigEndian)) { sqlite3_bind_blob(statement, position, $0.baseAddress, 16, transient) }
  }

  private func prepared(_ sql: StaticString) throws -> OpaquePointer {
    if let statement = statements[sql.utf8Start] { return statement.sqliteStatement }
    do {
      let statement = try database.makeStatement(sql: sql.description)
      statements[sql.utf8Start] = statement
      return statement.sqliteStatement
    } catch let error as DatabaseError {
      throw SQLiteFailure.error(error.extendedResultCode.rawValue, error.message ?? "")
    }
  }

  private func release(_ statement: OpaquePointer) {
    sqlite3_reset(statement)
    sqlite3_clear_bindings(statement)
  }

  private func failure(_ code: Int32) -> any Error {
    SQLiteFailure.error(sqlite3_extended_errcode(handle), String(cString: sqlite3_errmsg(handle)))
  }

  private func interrupt(at deadline: ContinuousClock.Instant?) {
    self.deadline = deadline
    guard deadline != nil else { return sqlite3_progress_handler(handle, 0, nil, nil) }
    let instructions: Int32 = 100_000
    sqlite3_progress_handler(
      handle, instructions,
      { context in
        guard let context else { return 0 }
        return Unmanaged<SQLiteConnection>.fromOpaque(context).takeUnretainedValue().isOverdue ? 1 : 0
      }, Unmanaged.passUnretained(self).toOpaque())
  }

  private var isOverdue: Bool { deadline.map { clock.now > $0 } ?? false }

  /// Tells SQLite to copy what it is given (`SQLITE_TRANSIENT`).
  private static let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
}
