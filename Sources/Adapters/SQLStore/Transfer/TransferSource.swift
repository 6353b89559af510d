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
    let (isCapturing, isFenced) = try await read(.everyTenant) { (try TransferTriggers.isCapturing($0), try TransferTriggers.isFenced($0)) }
    return TransferSurvey(source: source, tables: tables, orphans: orphans, isCapturing: isCapturing, isFenced: isFenced)
  }

  /// What tells this forum from every other one: the epoch of its stream, or its first tenant where another broker has the stream.
  private static func identity(_ connection: any SQLConnection) throws -> String? {
    if let epoch = try StreamQueries.findEpoch(connection, stream: RetainedOutbox.stream) { return epoch }
    return try connection.first("SELECT id FROM tenants ORDER BY created_at, id LIMIT 1", []) { $0.id(0).description }
  }

  public func beginCapture() async throws {
    try await driver.write(.everyTenant) { connection in
      if try !TransferTriggers.isCapturing(connection) { try connection.run(script: TransferTriggers.capture(connection.engine)) }
    }
  }

  public func page(of table: String, after key: Data?, limit: Int) async throws -> TablePage {
    let table = try TableCopy.named(table)
    return try await read(.everyTenant) { try table.page($0, after: key, limit: limit) }
  }

  public func changes(limit: Int) async throws -> TableChanges {
    try await read(.everyTenant) { connection in
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

  public func forget(_ changes: [Int64]) async throws {
    try await driver.write(.everyTenant) { connection in
      for change in changes { try connection.execute("DELETE FROM transfer_changes WHERE sequence = ?1", [.integer(change)]) }
    }
  }

  public func closeStream() async throws {
    try await driver.write(.everyTenant) { try $0.run(script: TransferTriggers.closeStream($0.engine)) }
  }

  public func openStream() async throws {
    try await driver.write(.everyTenant) { try $0.run(script: TransferTriggers.openStream($0.engine)) }
  }

  public func raiseFence() async throws {
    try await driver.write(.everyTenant) { connection in
      if try !TransferTriggers.isFenced(connection) { try connection.run(script: TransferTriggers.fence(connection.engine)) }
    }
  }

  public func endCapture() async throws {
    try await driver.write(.everyTenant) { try $0.run(script: TransferTriggers.endCapture($0.engine)) }
  }

  public func rollBack() async throws {
    try await driver.write(.everyTenant) { connection in
      try connection.run(script: TransferTriggers.endFence(connection.engine))
      try connection.run(script: TransferTriggers.endCapture(connection.engine))
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
