public import ForumKernel
public import Foundation

extension SQLStore {
  private static let sumPage = 2000

  public func survey() async throws -> TransferSurvey {
    guard let source = try await read(.everyTenant, Self.identity) else {
      throw AppError(.conflict, "nothing_to_transfer", "This store has not been served from yet: there is nothing to move.")
    }
    var (tables, orphans): ([TableSize], [TableSize]) = ([], [])
    for table in TableCopy.all {
      let (rows, lost) = try await read(.everyTenant) { connection in
        (try connection.count(table.count), try table.orphans.map { try connection.count($0) } ?? 0)
      }
      tables.append(TableSize(name: table.name, rows: rows))
      if lost > 0 { orphans.append(TableSize(name: table.name, rows: lost)) }
    }
    let counted = (tables, orphans)
    return try await read(.everyTenant) { connection in
      TransferSurvey(
        source: source, tables: counted.0, orphans: counted.1, bytes: try connection.count(Self.size(connection.engine)),
        transfer: try TransferTriggers.owner(connection), isCapturing: try TransferTriggers.isCapturing(connection),
        isFenced: try TransferTriggers.isFenced(connection))
    }
  }

  private static func size(_ engine: SQLEngine) -> StaticString {
    switch engine {
    case .sqlite: "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()"
    case .postgres:
      """
      SELECT CAST(COALESCE(SUM(pg_total_relation_size(oid)), 0) AS BIGINT) FROM pg_class
      WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
      """
    }
  }

  /// What tells this forum from every other one: the epoch of its stream, or its first tenant where another broker has the stream.
  private static func identity(_ connection: any SQLConnection) throws -> String? {
    if let epoch = try StreamQueries.findEpoch(connection, stream: RetainedOutbox.stream) { return epoch }
    return try connection.first("SELECT id FROM tenants ORDER BY created_at, id LIMIT 1", []) { $0.id(0).description }
  }

  public func beginCapture(for transfer: String) async throws {
    try await change { connection in
      if try TransferTriggers.isCapturing(connection) {
        guard try TransferTriggers.owner(connection) == transfer else { throw TransferFailure.underWay }
        return
      }
      guard try !TransferTriggers.isFenced(connection) else { throw TransferFailure.moved }
      try connection.run(script: TransferTriggers.capture(connection.engine))
      try connection.execute("INSERT INTO transfer_owner (id) VALUES (?1)", [.text(transfer)])
    }
  }

  public func page(of table: String, after key: Data?, limit: Int) async throws -> TablePage {
    let table = try TableCopy.named(table)
    return try await read(.everyTenant) { try table.page($0, after: key, limit: limit) }
  }

  public func changes(for transfer: String, limit: Int) async throws -> TableChanges {
    try await read(.everyTenant) { connection in
      try TransferTriggers.requireCapturing(connection, for: transfer)
      let notes = try connection.all(
        "SELECT sequence, table_name, k1, k2, k3, k4 FROM transfer_changes ORDER BY sequence LIMIT ?1", [.integer(Int64(limit))], ChangeNote.init)
      var (present, gone): ([TablePage], [TablePage]) = ([], [])
      var (covered, bytes): ([Int64], Int) = ([], 0)
      var seen: Set<ChangedRow> = []
      for note in notes {
        // What is left comes in the next round: a round must fit into a message.
        guard bytes < TableCopy.pageBytesMax else { break }
        covered.append(note.sequence)
        guard seen.insert(note.row).inserted else { continue }
        let table = try TableCopy.named(note.row.table)
        let key = try note.key(table)
        if let row = try connection.first(table.find, key, table.values) {
          var packed = Data()
          RowCodec.append(row, to: &packed)
          bytes += packed.count
          present.append(TablePage(table: table.name, count: 1, rows: packed, next: nil))
        } else {
          gone.append(TablePage(table: table.name, count: 1, rows: table.packedKey(key), next: nil))
        }
      }
      let waiting = try connection.count("SELECT COUNT(*) FROM transfer_changes") - Int64(covered.count)
      return TableChanges(notes: covered, present: present, gone: gone, waiting: waiting)
    }
  }

  public func forget(_ changes: [Int64], for transfer: String) async throws {
    try await change(for: transfer) { connection in
      for change in changes { try connection.execute("DELETE FROM transfer_changes WHERE sequence = ?1", [.integer(change)]) }
    }
  }

  public func closeStream(for transfer: String) async throws {
    try await change(for: transfer) { try $0.run(script: TransferTriggers.closeStream($0.engine)) }
  }

  public func raiseFence(for transfer: String) async throws {
    try await change(for: transfer) { connection in
      if try !TransferTriggers.isFenced(connection) { try connection.run(script: TransferTriggers.fence(connection.engine)) }
    }
  }

  public func lowerFence(for transfer: String) async throws {
    try await change(for: transfer) { try $0.run(script: TransferTriggers.endFence($0.engine)) }
  }

  public func endCapture(for transfer: String) async throws {
    try await change { connection in
      guard try TransferTriggers.isFenced(connection), try TransferTriggers.owner(connection) == transfer else { throw TransferFailure.takenBack }
      try connection.run(script: TransferTriggers.endCapture(connection.engine))
    }
  }

  public func refusesWrites() async throws -> Bool { try await read(.everyTenant) { try TransferTriggers.refusesWrites($0) } }

  public func rollBack(_ transfer: String?) async throws {
    try await change { connection in
      if let transfer, try TransferTriggers.owner(connection) != transfer { throw TransferFailure.takenBack }
      try connection.run(script: TransferTriggers.endFence(connection.engine))
      try connection.run(script: TransferTriggers.endCapture(connection.engine))
      try connection.run(script: "DROP TABLE IF EXISTS transfer_owner;")
    }
  }

  /// While the store notes changes for that transfer.
  private func change(for transfer: String, _ body: @escaping @Sendable (any SQLConnection) throws -> Void) async throws {
    try await change { connection in
      try TransferTriggers.requireCapturing(connection, for: transfer)
      try body(connection)
    }
  }

  /// Notes and triggers have no bearing on what writers read: no conflict with all of these may keep them from being changed.
  private func change(_ body: @escaping @Sendable (any SQLConnection) throws -> Void) async throws {
    try await driver.write(.everyTenant) { connection in
      if connection.engine == .postgres { try connection.run(script: "SET TRANSACTION ISOLATION LEVEL READ COMMITTED;") }
      try body(connection)
    }
  }

  public func checksums() async throws -> [TableChecksum] {
    var sums: [TableChecksum] = []
    for table in TableCopy.all {
      var (sum, key, isFirst): (TableSum, Data?, Bool) = (TableSum(), nil, true)
      while isFirst || key != nil {
        let (before, position) = (sum, key)
        (sum, key) = try await read(.everyTenant) { connection in
          var sum = before
          let next = try table.sum(connection, after: position, limit: Self.sumPage, into: &sum)
          return (sum, next)
        }
        isFirst = false
      }
      sums.append(TableChecksum(table: table.name, rows: sum.rows, sum: sum.hexadecimal))
    }
    return sums
  }
}

/// A row that changed, by its key as text.
private struct ChangedRow: Hashable {
  let table: String
  let key: [String?]
}

/// One note of the triggers.
private struct ChangeNote {
  let sequence: Int64
  let row: ChangedRow

  init(_ row: any SQLRow) {
    sequence = row.integer(0)
    self.row = ChangedRow(table: row.text(1), key: (2...5).map { row.isNull($0) ? nil : row.text($0) })
  }

  func key(_ table: TableCopy) throws -> [SQLValue] {
    try zip(row.key, table.kinds).prefix(table.keyCount).map { text, kind in
      guard let text, let value = SQLValue(noted: text, as: kind) else { throw TransferFailure.damaged }
      return value
    }
  }
}

extension SQLValue {
  /// A value of a key as the triggers note it: ids as 32 digits, in whatever case and with dashes or without.
  fileprivate init?(noted text: String, as kind: TableCopy.Kind) {
    switch kind {
    case .integer: self.init(Int64(text))
    case .real: self.init(Double(text))
    case .text: self = .text(text)
    case .id:
      let digits = text.filter { $0 != "-" }
      guard digits.utf8.count == 32, let high = UInt64(digits.prefix(16), radix: 16), let low = UInt64(digits.suffix(16), radix: 16) else {
        return nil
      }
      self = .id(RawID(high: high, low: low))
    }
  }
}

extension SQLConnection {
  func count(_ sql: StaticString) throws -> Int64 { try first(sql, []) { $0.integer(0) } ?? 0 }
}
