public import ForumKernel
public import Foundation

// How far each table came is kept beside the rows, in a table that is there only while the transfer lasts; the row without a name says of whom.
extension SQLStore: StoreTransfer {
  public func isReceiving() async throws -> Bool { try await read(.everyTenant) { try TransferTriggers.isReceiving($0) } }

  public func targetState() async throws -> TransferTargetState { try await read(.everyTenant) { try $0.targetState() } }

  public func rehearseTarget() async throws {
    struct Undone: Error {}
    do {
      try await driver.write(.everyTenant) { connection in
        try connection.run(script: "CREATE TABLE transfer_rehearsal (id INTEGER);")
        throw Undone()
      }
    } catch is Undone {}
  }

  public func prepareTarget(for source: String, transfer: String) async throws -> [String: Data] {
    try await driver.write(.everyTenant) { connection in
      switch try connection.targetState() {
      case .receiving(source, transfer, _): return try connection.marks().filter { !$0.key.isEmpty }.compactMapValues { Data(base64Encoded: $0) }
      case .receiving: throw TransferFailure.ofAnother
      case .occupied(let table): throw TransferFailure.notEmpty(table)
      case .empty: break
      }
      try connection.run(script: "CREATE TABLE transfer_progress (name TEXT NOT NULL PRIMARY KEY, mark TEXT NOT NULL);")
      try connection.mark("", "\(transfer) \(source)")
      return [:]
    }
  }

  public func insert(_ page: TablePage) async throws {
    let table = try TableCopy.named(page.table)
    let rows = try RowCodec.rows(page.rows, columns: table.columns.count)
    let mark = page.next?.base64EncodedString() ?? ""
    do {
      try await driver.write(.everyTenant) { connection in
        try connection.keepingNumbers(of: table) { try connection.insert(rows, into: table) }
        try connection.mark(table.name, mark)
      }
    } catch is SQLConstraintError {
      // A row that came while this runs: of a parent that came too, or in the place of one that went. All of them are noted, and come again in their order.
      for row in rows { try await insertUnlessRefused(row, table) }
      try await driver.write(.everyTenant) { try $0.mark(table.name, mark) }
    }
  }

  private func insertUnlessRefused(_ row: [SQLValue], _ table: TableCopy) async throws {
    do {
      try await driver.write(.everyTenant) { connection in try connection.keepingNumbers(of: table) { try connection.execute(table.put, row) } }
    } catch is SQLConstraintError {}
  }

  public func apply(_ changes: TableChanges) async throws {
    let present = try changes.present.map { page in
      let table = try TableCopy.named(page.table)
      return (table, try RowCodec.rows(page.rows, columns: table.columns.count))
    }
    let gone = try changes.gone.map { page in
      let table = try TableCopy.named(page.table)
      return (table, try RowCodec.rows(page.rows, columns: table.keyCount))
    }
    let order = Dictionary(uniqueKeysWithValues: TableCopy.all.enumerated().map { ($1.name, $0) })
    let childrenFirst = gone.sorted { order[$0.0.name, default: 0] > order[$1.0.name, default: 0] }
    @Sendable func put(_ connection: any SQLConnection) throws {
      for (table, rows) in present { try connection.keepingNumbers(of: table) { for row in rows { try connection.execute(table.put, row) } } }
    }
    @Sendable func remove(_ connection: any SQLConnection) throws {
      for (table, keys) in childrenFirst { for key in keys { try connection.execute(table.delete, key) } }
    }
    do {
      try await driver.write(.everyTenant) { connection in
        try put(connection)
        try remove(connection)
      }
    } catch is SQLConstraintError {
      do {
        // What is there may have the place of what went.
        try await driver.write(.everyTenant) { connection in
          try remove(connection)
          try put(connection)
        }
      } catch is SQLConstraintError {
        throw TransferFailure.refusedRow
      }
    }
  }

  public func finishTarget() async throws {
    try await driver.write(.everyTenant) { connection in
      if connection.engine == .postgres {
        try connection.execute("UPDATE outbox_head SET last_sequence = (SELECT COALESCE(MAX(o.sequence), 0) FROM outbox o)", [])
      }
      try connection.run(script: "DROP TABLE transfer_progress;")
    }
  }
}

extension SQLConnection {
  fileprivate func marks() throws -> [String: String] {
    Dictionary(uniqueKeysWithValues: try all("SELECT name, mark FROM transfer_progress", []) { ($0.text(0), $0.text(1)) })
  }

  fileprivate func targetState() throws -> TransferTargetState {
    if try TransferTriggers.isReceiving(self) {
      let marks = try marks()
      let names = marks["", default: ""].split(separator: " ", maxSplits: 1).map(String.init)
      return names.count == 2 ? .receiving(source: names[1], transfer: names[0], hasRows: marks.count > 1) : .occupied(table: "transfer_progress")
    }
    for table in TableCopy.all where try TransferTriggers.hasTable(table.name, self) {
      if try count(table.count) > 0 { return .occupied(table: table.name) }
    }
    return .empty
  }

  fileprivate func mark(_ name: String, _ mark: String) throws {
    try execute(
      "INSERT INTO transfer_progress (name, mark) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET mark = excluded.mark", [.text(name), .text(mark)])
  }

  /// Runs `body` without the trigger that numbers new events on Postgres: moved events keep their numbers.
  fileprivate func keepingNumbers(of table: TableCopy, _ body: () throws -> Void) throws {
    guard engine == .postgres, table.name == "outbox" else { return try body() }
    try run(script: "ALTER TABLE outbox DISABLE TRIGGER outbox_number;")
    try body()
    try run(script: "ALTER TABLE outbox ENABLE TRIGGER outbox_number;")
  }
}
