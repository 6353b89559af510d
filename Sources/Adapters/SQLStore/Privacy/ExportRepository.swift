public import Auth
public import ForumKernel

extension SQLTransaction {
  public func newestExport(of user: UserID) throws -> AccountExport? {
    try AccountExportQueries.newestExport(connection, userID: user.raw, tenantID: tenant.raw).map { AccountExport($0, tenant) }
  }

  public func insert(_ export: AccountExport) throws {
    try AccountExportQueries.insertExport(
      connection, id: export.id.raw, tenantID: tenant.raw, userID: export.userID.raw, steps: export.steps, createdAt: export.createdAt.milliseconds,
      expiresAt: export.expiresAt.milliseconds)
  }

  public func setState(_ state: AccountExport.State, of export: AccountExport) throws {
    try AccountExportQueries.endExport(
      connection, state: state.rawValue, endedAt: now.milliseconds, id: export.id.raw, tenantID: tenant.raw)
  }
}

extension SQLStore {
  /// Rows of one query, and about the bytes of one file: small enough for one transaction and one answer.
  private static let exportPage: Int64 = 500
  private static let exportFileBytes = 256 << 10
  /// Beyond this somebody else than the person has to fetch it: it would stand twice in the store.
  private static let exportBytesMax = 512 << 20

  public var exportSteps: Int64 { Int64(PersonalTable.exported.count) }

  public func export(_ id: AccountExportID, _ tenant: TenantID) async throws -> AccountExport? {
    try await read(tenant) { try AccountExportQueries.findExport($0, id: id.raw, tenantID: tenant.raw).map { AccountExport($0, tenant) } }
  }

  public func newestExport(of user: UserID, _ tenant: TenantID) async throws -> AccountExport? {
    try await read(tenant) { try AccountExportQueries.newestExport($0, userID: user.raw, tenantID: tenant.raw).map { AccountExport($0, tenant) } }
  }

  public func exportPart(of export: AccountExportID, after number: Int64, _ tenant: TenantID) async throws -> ExportPart? {
    try await read(tenant) {
      try AccountExportQueries.findExportPart($0, exportID: export.raw, tenantID: tenant.raw, afterNumber: number).map {
        ExportPart(number: $0.number, name: $0.name, content: $0.content)
      }
    }
  }

  public func collect(_ export: AccountExport) async throws {
    try await discard(export)
    try await transaction(export.tenant, actor: nil) {
      try AccountExportQueries.restartExport($0.connection, id: export.id.raw, tenantID: export.tenant.raw)
    }
    var (number, total) = (Int64(0), 0)
    for (step, table) in PersonalTable.exported.enumerated() {
      var file = 0
      var key: [SQLValue]? = try table.export.start(in: TableCopy.named(table.name))
      while let after = key {
        try Task.checkCancellation()
        let page = try await read(export.tenant) {
          try table.export.page(of: TableCopy.named(table.name), export, after: after, limit: Self.exportPage, $0)
        }
        key = page.next
        for (content, count) in Self.files(page.lines) {
          (number, file, total) = (number + 1, file + 1, total + content.utf8.count)
          guard total <= Self.exportBytesMax else {
            throw AppError(.invalid, "export_too_large", "There is more than one archive can hold: ask the operator.")
          }
          let part = ExportPart(number: number, name: "\(table.export.file)\(file == 1 ? "" : "-\(file)").jsonl", content: content)
          try await add(part, lines: count, step, export)
        }
      }
      try await transaction(export.tenant, actor: nil) {
        try AccountExportQueries.addToExport(
          $0.connection, stepsDone: Int64(step + 1), entries: 0, bytes: 0, id: export.id.raw, tenantID: export.tenant.raw)
      }
    }
  }

  public func discard(_ export: AccountExport) async throws {
    while try await removeParts(of: export.id.raw, export.tenant) > 0 { try Task.checkCancellation() }
  }

  public func removeExports(expiredBy moment: Timestamp) async throws -> Int {
    let expired = try await read(.everyTenant) { try AccountExportQueries.listExpiredExports($0, now: moment.milliseconds, pageSize: 1000) }
    for row in expired { try await removeExport(row.id, TenantID(row.tenantID)) }
    return expired.count
  }

  func removeExport(_ id: RawID, _ tenant: TenantID) async throws {
    while try await removeParts(of: id, tenant) > 0 { try Task.checkCancellation() }
    try await transaction(tenant, actor: nil) { tx in
      // A part that came meanwhile, of one that is still being made.
      _ = try AccountExportQueries.deleteExportParts(tx.connection, exportID: id, lastNumber: .max)
      try AccountExportQueries.deleteExport(tx.connection, id: id, tenantID: tenant.raw)
    }
  }

  /// The first few of them; how many went.
  private func removeParts(of id: RawID, _ tenant: TenantID) async throws -> Int {
    try await transaction(tenant, actor: nil) { tx in
      let first = try AccountExportQueries.firstExportPart(tx.connection, exportID: id) ?? 0
      return first == 0 ? 0 : try AccountExportQueries.deleteExportParts(tx.connection, exportID: id, lastNumber: first + 15)
    }
  }

  private func add(_ part: ExportPart, lines: Int, _ step: Int, _ export: AccountExport) async throws {
    try await transaction(export.tenant, actor: nil) { tx in
      try AccountExportQueries.insertExportPart(
        tx.connection, exportID: export.id.raw, number: part.number, tenantID: export.tenant.raw, name: part.name, content: part.content)
      try AccountExportQueries.addToExport(
        tx.connection, stepsDone: Int64(step), entries: Int64(lines), bytes: Int64(part.content.utf8.count), id: export.id.raw,
        tenantID: export.tenant.raw)
    }
  }

  /// Whole lines, put together to files.
  private static func files(_ lines: [String]) -> [(content: String, count: Int)] {
    var files: [(content: String, count: Int)] = []
    for line in lines {
      if files.isEmpty || files[files.count - 1].content.utf8.count > exportFileBytes { files.append(("", 0)) }
      files[files.count - 1].content += line + "\n"
      files[files.count - 1].count += 1
    }
    return files
  }
}

extension PersonalTable.Export {
  /// The key before all others.
  fileprivate func start(in table: TableCopy) -> [SQLValue] {
    key.map { column in
      switch kind(of: column, in: table) {
      case .id: .id(.zero)
      case .text: .text("")
      case .integer, .real: .integer(.min)
      }
    }
  }

  /// A JSON object for each row after a key, and the key to go on after; nil at the end.
  fileprivate func page(
    of table: TableCopy, _ export: AccountExport, after start: [SQLValue], limit: Int64, _ connection: any SQLConnection
  ) throws -> (lines: [String], next: [SQLValue]?) {
    var parameters: [SQLValue] = [.id(export.userID.raw), .id(export.tenant.raw), .integer(limit)] + start
    var end: RawID?
    if let range, let first = start.first {
      end = try connection.first(range, [first, .integer(SQLStore.erasureRange)]) { $0.id(0) }
      parameters.append(.id(end ?? .max))
    }
    let kinds = columns.map { kind(of: $0, in: table) }
    var last = start
    let lines = try connection.all(sql, parameters) { row in
      var object: [String: ExportedValue] = [:]
      for (index, column) in columns.enumerated() where !row.isNull(index) { object[column] = ExportedValue(row, index, column, kinds[index]) }
      last = key.enumerated().map { index, column in
        switch kind(of: column, in: table) {
        case .id: .id(row.id(columns.count + index))
        case .text: .text(row.text(columns.count + index))
        case .integer, .real: .integer(row.integer(columns.count + index))
        }
      }
      return String(decoding: try JSONText.bytes(object), as: UTF8.self)
    }
    if Int64(lines.count) == limit { return (lines, last) }
    return (lines, end.map { [.id($0)] + start.dropFirst().map { _ in .integer(.max) } })
  }

  private func kind(of column: String, in table: TableCopy) -> TableCopy.Kind {
    table.columns.firstIndex(of: column).map { table.kinds[$0] } ?? .text
  }
}

/// One value of a row, as people read it.
private enum ExportedValue: Encodable {
  case number(Int64)
  case text(String)

  init(_ row: any SQLRow, _ index: Int, _ column: String, _ kind: TableCopy.Kind) {
    switch kind {
    case .integer:
      let number = row.integer(index)
      self = column.hasSuffix("_at") ? .text("\(Timestamp(milliseconds: number))") : .number(number)
    case .real: self = .number(Int64(row.real(index)))
    case .text: self = .text(row.text(index))
    case .id: self = .text("\(row.id(index))")
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .number(let number): try container.encode(number)
    case .text(let text): try container.encode(text)
    }
  }
}

extension AccountExport {
  /// The column has a CHECK for the states.
  fileprivate init(_ row: AccountExportQueries.ExportRow, _ tenant: TenantID) {
    self.init(
      id: ID(row.id), tenant: tenant, userID: ID(row.userID), state: State(rawValue: row.state) ?? .failed, stepsDone: row.stepsDone,
      steps: row.steps, entries: row.entries, bytes: row.bytes, createdAt: Timestamp(milliseconds: row.createdAt),
      endedAt: row.endedAt.map(Timestamp.init(milliseconds:)), expiresAt: Timestamp(milliseconds: row.expiresAt))
  }
}
