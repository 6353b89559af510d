public import ForumKernel

/// One SQL engine: the only thing that differs between SQLite and Postgres. Isolation is SERIALIZABLE.
public protocol SQLDriver: Sendable {
  /// Brings the schema up to date, forward only; each step is one transaction. Throws when the database is newer than this program.
  func migrate() async throws
  /// Runs `body` in a transaction that is durable when this returns, over the rows of `scope`. `body` may run twice and must be pure but for the connection.
  /// Throws what `body` throws (then nothing of it is kept), or `unavailable` (`writer_busy`) when the queue is full or the time is over.
  func write<Result: Sendable>(
    _ scope: TenantScope, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
  ) async throws -> Result
  /// Runs `body` on one consistent snapshot of everything that was committed, over the rows of `scope`.
  func read<Result: Sendable>(
    _ scope: TenantScope, _ body: @escaping @Sendable (any SQLConnection) throws -> Result
  ) async throws -> Result
  /// Throws `unavailable` while a write would be refused: for readiness.
  func checkWritable() async throws
  /// Finishes what is queued, then closes.
  func close() async throws
}

/// Whose rows a transaction is about. Queries name their tenant all the same: an engine that can hides all other rows besides, so that one which forgets it
/// finds nothing and changes nothing of somebody else's.
public enum TenantScope: Sendable, Equatable {
  case tenant(TenantID)
  /// Work of the whole house: the relay, jobs, sagas, transfers, the list of tenants.
  case everyTenant
}

/// What a repository may need to know of the engine, for the few queries that differ.
public enum SQLEngine: Sendable {
  case sqlite
  case postgres
}

/// One connection inside a transaction; valid only during the body that got it.
public protocol SQLConnection: AnyObject {
  var engine: SQLEngine { get }
  /// Runs a statement; the number of rows changed. `sql` has numbered parameters `?1`, `?2`, …
  /// Throws `SQLConstraintError` when a constraint refuses it.
  @discardableResult func execute(_ sql: StaticString, _ parameters: [SQLValue]) throws -> Int
  /// Runs a query; each row is valid only inside `eachRow`.
  func query(_ sql: StaticString, _ parameters: [SQLValue], eachRow: (any SQLRow) throws -> Void) throws
  /// Runs several statements without parameters, of the schema or of a transfer.
  func run(script: String) throws
  /// Inserts many rows, each with all columns of the table, in the engine's fastest way.
  func insert(_ rows: [[SQLValue]], into table: TableCopy) throws
  /// Runs `action` after the commit of this transaction, in commit order, before `write` returns; not at all when it rolls back.
  /// It must be short and must not throw or wait.
  func afterCommit(_ action: @escaping @Sendable () -> Void)
}

extension SQLConnection {
  public func insert(_ rows: [[SQLValue]], into table: TableCopy) throws { for row in rows { try execute(table.insert, row) } }

  /// All rows of a query.
  func all<Row>(_ sql: StaticString, _ parameters: [SQLValue], _ map: (any SQLRow) throws -> Row) throws -> [Row] {
    var rows: [Row] = []
    try query(sql, parameters) { rows.append(try map($0)) }
    return rows
  }

  /// The first row of a query.
  func first<Row>(_ sql: StaticString, _ parameters: [SQLValue], _ map: (any SQLRow) throws -> Row) throws -> Row? {
    var first: Row?
    try query(sql, parameters) { if first == nil { first = try map($0) } }
    return first
  }
}

/// The five things a column or parameter can be; the pairs on the two engines are in `sql/README.md`.
public enum SQLValue: Sendable, Hashable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  /// BLOB(16) on SQLite, uuid on Postgres.
  case id(RawID)

  init(_ value: Int64?) { self = value.map(SQLValue.integer) ?? .null }
  init(_ value: Double?) { self = value.map(SQLValue.real) ?? .null }
  init(_ value: String?) { self = value.map(SQLValue.text) ?? .null }
  init(_ value: RawID?) { self = value.map(SQLValue.id) ?? .null }
  init(_ value: Bool?) { self = value.map { .integer($0 ? 1 : 0) } ?? .null }
}

/// One row of a result, by column index from 0. The readers of a NULL answer 0 or empty: ask `isNull` first.
public protocol SQLRow: AnyObject {
  func isNull(_ column: Int) -> Bool
  /// Also a boolean: 0 or 1.
  func integer(_ column: Int) -> Int64
  func real(_ column: Int) -> Double
  func text(_ column: Int) -> String
  func id(_ column: Int) -> RawID
}

/// A constraint refused a change. Repositories turn the ones they expect into an `AppError`; any other is a bug and ends as `internal`.
public struct SQLConstraintError: Error, Sendable, Equatable {
  public enum Kind: Sendable { case unique, foreignKey, check, notNull, trigger }

  public let kind: Kind
  /// For `unique`: `table.column, table.column` as in the schema; on Postgres `table: constraint` for the tables of tenants, whose keys it keeps back.
  /// Otherwise the engine's words.
  public let detail: String

  public init(_ kind: Kind, _ detail: String) {
    self.kind = kind
    self.detail = detail
  }
}
