import ForumKernel
import SQLStore

/// One connection with its prepared statements, and the transaction that runs on it. Lives on the queue of its lane.
final class PostgresConnection: SQLConnection {
  let engine = SQLEngine.postgres
  private let link: PostgresLink
  private let isPrepared: Bool
  private let order: CommitOrder?
  /// Whether its user may be dropped while the connection lives.
  let userMayEnd: Bool
  /// By the address of the text, which is that of a constant.
  private var statements: [UnsafePointer<UInt8>: PostgresStatement] = [:]
  private var actions: [@Sendable () -> Void] = []
  private var kind = TransactionKind.read
  private var deadline = ContinuousClock.now
  /// The first error of the running transaction: after it the server takes no more statements, whatever the body makes of it.
  private var failure: AbortedTransaction?

  /// `order`: shared by the connections whose commits are told in their order.
  init(_ link: PostgresLink, prepared: Bool, order: CommitOrder?, userMayEnd: Bool = false) {
    self.link = link
    isPrepared = prepared
    self.order = order
    self.userMayEnd = userMayEnd
  }

  var isOpen: Bool { link.isOpen }
  var isHung: Bool { link.isHung }
  var openedAt: ContinuousClock.Instant { link.openedAt }
  var user: String { link.user }

  func close() { link.finish() }

  @discardableResult func execute(_ sql: StaticString, _ parameters: [SQLValue]) throws -> Int { try rows(sql, parameters).changed }

  func query(_ sql: StaticString, _ parameters: [SQLValue], eachRow: (any SQLRow) throws -> Void) throws {
    let rows = try rows(sql, parameters)
    if let (column, type) = rows.unreadable {
      throw PostgresError("42804", "column \(column) has a type that the store does not read (object id \(type)): CAST it")
    }
    for row in 0..<rows.count {
      rows.current = row
      try eachRow(rows)
    }
  }

  func insert(_ rows: [[SQLValue]], into table: TableCopy) throws {
    guard !rows.isEmpty else { return }
    try checkTime()
    // COPY takes no rows where row-level security is in force: for work of the whole house it is lifted within this transaction, for the table's owner.
    var isForced = false
    try query(
      """
      SELECT CASE WHEN relforcerowsecurity AND current_setting('forum.tenant', true) = '*' THEN 1 ELSE 0 END FROM pg_class
      WHERE oid = to_regclass(?1)
      """, [.text(table.name)]
    ) { isForced = $0.integer(0) == 1 }
    if isForced { try run(script: "ALTER TABLE \(table.name) NO FORCE ROW LEVEL SECURITY;") }
    let copy = "COPY \(table.name) (\(table.columns.joined(separator: ", "))) FROM STDIN"
    _ = try noting(copy) { try link.copy(copy, CopyText.bytes(rows), until: deadline + Self.grace) }
    if isForced { try run(script: "ALTER TABLE \(table.name) FORCE ROW LEVEL SECURITY;") }
  }

  func afterCommit(_ action: @escaping @Sendable () -> Void) { actions.append(action) }

  /// Runs `body` in a transaction, without a scope over the rows that belong to no tenant; it is committed when this returns, and its after-commit
  /// actions have run. Throws `AbortedTransaction`.
  func transaction<Result>(
    _ kind: TransactionKind, _ scope: TenantScope?, _ budget: Duration, _ body: (PostgresConnection) throws -> Result
  ) throws(AbortedTransaction) -> Result {
    self.kind = kind
    deadline = .now + budget
    failure = nil
    actions = []
    defer { actions = [] }
    do {
      try run(script: kind.opening(scope, budget))
      let result = try body(self)
      if let failure { throw failure }
      if kind != .read { try checkTime() }
      if kind == .write, !actions.isEmpty, let order { try order.run(commitAndTell) } else { try commitAndTell() }
      return result
    } catch {
      undo()
      throw aborted(error)
    }
  }

  /// How far the primary's log is on its disk, asked outside a transaction; nil when that can't be told.
  func positionAfterCommit() -> LogProgress.Position? {
    deadline = .now + Self.grace
    failure = nil
    return try? logPosition()
  }

  func run(script: String) throws { _ = try noting(script) { try link.run(script, until: deadline) } }

  private func rows(_ sql: StaticString, _ parameters: [SQLValue]) throws -> PostgresRows {
    try checkTime()
    let statement = statement(sql)
    let values = PostgresParameters(parameters)
    return try noting(statement.text) {
      if isPrepared { try prepare(statement, for: values.types) }
      return try link.execute(isPrepared ? statement.name : nil, statement.text, values, until: deadline + Self.grace)
    }
  }

  private func checkTime() throws {
    guard ContinuousClock.now >= deadline else { return }
    let error = kind == .read ? PostgresFailure.readTooLong : PostgresFailure.writeTooLong
    failure = failure ?? AbortedTransaction(.giveUp, error)
    throw error
  }

  private func statement(_ sql: StaticString) -> PostgresStatement {
    if let statement = statements[sql.utf8Start] { return statement }
    let statement = PostgresStatement(sql, number: statements.count)
    statements[sql.utf8Start] = statement
    return statement
  }

  private func prepare(_ statement: PostgresStatement, for types: [UInt32]) throws {
    if statement.accepts(types) { return }
    let merged = statement.merged(types)
    if statement.types != nil { try link.run("DEALLOCATE \(statement.name)", until: deadline + Self.grace) }
    statement.types = nil
    try link.prepare(statement.name, statement.text, merged, until: deadline + Self.grace)
    statement.types = merged
  }

  /// Translates what goes wrong, and remembers the first of it.
  private func noting<Result>(_ sql: String, _ work: () throws -> Result) throws -> Result {
    do {
      return try work()
    } catch var error as PostgresError {
      error.advise(user: link.user, refused: sql)
      let remedy = userMayEnd && error.mayBeOfDroppedUser ? .reconnect : PostgresFailure.remedy(error.state)
      let aborted = AbortedTransaction(remedy, PostgresFailure.error(error, isWrite: kind != .read))
      failure = failure ?? aborted
      throw aborted.error
    }
  }

  private func commitAndTell() throws {
    try commit()
    if kind != .read { for action in actions { action() } }
  }

  private func commit() throws {
    do {
      let answer = try link.run("COMMIT", until: .now + Self.commitTimeout)
      // A transaction that had failed answers so.
      guard answer.command == "COMMIT" else { throw AbortedTransaction(.giveUp, PostgresError("25P02", "the transaction had failed")) }
    } catch let error as PostgresError {
      guard kind != .read else { return }
      // A session that was ended for being idle has not seen the COMMIT.
      let isUnknown = PostgresFailure.isConnectionLoss(error.state) || error.state == "40003" || !link.isOpen
      if isUnknown && error.state != "25P03" { throw AbortedTransaction(.giveUp, PostgresFailure.commitUnknown) }
      throw AbortedTransaction(PostgresFailure.remedy(error.state), PostgresFailure.error(error, isWrite: true))
    }
  }

  /// Leaves a connection that takes new transactions, or a closed one.
  private func undo() {
    if link.isOpen && !link.isIdle { _ = try? link.run("ROLLBACK", until: .now + Self.grace) }
    if !link.isIdle { link.finish() }
  }

  /// A conflict or a lost connection decides, whatever the body threw because of it; else the body does.
  private func aborted(_ error: any Error) -> AbortedTransaction {
    if let failure, failure.remedy != .giveUp { return failure }
    return error as? AbortedTransaction ?? AbortedTransaction(.giveUp, error)
  }

  /// The server ends a statement by itself at the deadline; this much later it is taken for dead.
  private static let grace = Duration.seconds(1)
  /// A commit that is on its way is waited for: to break it off would leave it unknown.
  private static let commitTimeout = Duration.seconds(10)
}
