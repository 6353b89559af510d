public import Admin
public import ForumKernel

extension SQLStore {
  private static let auditPage: Int64 = 500

  public func auditEntries(_ tenant: TenantID, _ filter: AuditFilter, _ page: PageRequest) async throws -> Page<AuditView> {
    let actions = Self.actions(filter.action)
    let rows = try await read(tenant) {
      try AuditViewQueries.pageAudit(
        $0, tenantID: tenant.raw, beforeSequence: page.after?.key ?? .max, firstAction: actions.lowerBound, lastAction: actions.upperBound,
        isAnyActor: filter.actor == nil, actorID: filter.actor?.raw, isAnyTarget: filter.target == nil, target: filter.target ?? "",
        fromAt: filter.from?.milliseconds ?? .min, beforeAt: filter.before?.milliseconds ?? .max, pageSize: Int64(page.limit + 1))
    }
    let entries = rows.map {
      AuditView(
        id: $0.id, sequence: $0.sequence, createdAt: Timestamp(milliseconds: $0.createdAt), actorID: $0.actorID.map { ID($0) }, action: $0.action,
        target: $0.target, reason: $0.reason, requestID: $0.request, detail: $0.detail)
    }
    return Page(fetched: entries, limit: page.limit) { PagePosition(key: $0.sequence, id: $0.id) }
  }

  public func auditHeads() async throws -> [AuditHead] {
    try await read(.everyTenant) { connection in
      try AuditQueries.listAuditHeads(connection).map { AuditHead(tenant: ID($0.tenantID), sequence: $0.lastSequence, hash: $0.lastHash) }
    }
  }

  public func checkAudit(anchored: [TenantID: [Int64: String]]) async throws -> [AuditChainReport] {
    try await read(.everyTenant) { connection in
      let heads = try AuditQueries.listAuditHeads(connection)
      var reports = try heads.map { head in
        try Self.check(head, ID(head.tenantID), anchored[ID(head.tenantID)] ?? [:], connection)
      }
      let known = Set(heads.map(\.tenantID))
      for tenant in try AuditQueries.listAuditTenants(connection) where !known.contains(tenant) {
        let first = try AuditQueries.readAudit(connection, tenantID: tenant, afterSequence: .min, pageSize: 1).first
        reports.append(.headless(ID(tenant), sequence: first?.sequence ?? 0, rowID: first?.id, "Row \(first?.sequence ?? 0) belongs to no chain."))
      }
      for (tenant, rows) in anchored where !reports.contains(where: { $0.tenant == tenant }) {
        reports.append(.headless(tenant, sequence: rows.keys.max() ?? 0, rowID: nil, "The whole chain is gone; it had \(rows.keys.max() ?? 0) rows."))
      }
      return reports.sorted { $0.tenant < $1.tenant }
    }
  }

  public func pruneAudit(_ tenant: TenantID, before moment: Timestamp, rowsMax: Int64) async throws -> Int64 {
    try await transaction(tenant, actor: nil) { tx in
      let connection = tx.connection
      guard let head = try AuditQueries.findAuditHead(connection, tenantID: tenant.raw) else { return 0 }
      let since = try AuditQueries.firstAuditSince(connection, tenantID: tenant.raw, since: moment.milliseconds) ?? 0
      let first = min(since == 0 ? head.lastSequence : since, head.lastSequence, head.firstSequence + rowsMax)
      guard first > head.firstSequence,
        let previous = try AuditQueries.findAuditHash(connection, tenantID: tenant.raw, sequence: first - 1)
      else { return 0 }
      try AuditQueries.moveAuditStart(connection, firstSequence: first, firstPreviousHash: previous, tenantID: tenant.raw)
      try AuditQueries.deleteAuditDetailsBefore(connection, tenantID: tenant.raw, beforeSequence: first)
      let count = try AuditQueries.deleteAuditBefore(connection, tenantID: tenant.raw, beforeSequence: first)
      try tx.audit(AuditWalk.checkpoint(first: first, previousHash: previous))
      return Int64(count)
    }
  }

  private static func check(
    _ head: AuditQueries.AuditHeadRow, _ tenant: TenantID, _ anchored: [Int64: String], _ connection: any SQLConnection
  ) throws -> AuditChainReport {
    var walk = AuditWalk(head: head, anchored: anchored)
    var position = Int64.min
    while walk.finding == nil {
      let rows = try AuditQueries.readAudit(connection, tenantID: head.tenantID, afterSequence: position, pageSize: auditPage)
      for row in rows { walk.take(row) }
      guard let last = rows.last, Int64(rows.count) == auditPage else { break }
      position = last.sequence
    }
    return walk.report(tenant)
  }

  /// The range of texts that an action, or all actions of a noun, lie in.
  private static func actions(_ action: String?) -> ClosedRange<String> {
    guard let action else { return ""..."\u{10FFFF}" }
    return action.contains(".") ? action...action : "\(action)."..."\(action).\u{10FFFF}"
  }
}

extension AuditChainReport {
  fileprivate static func headless(_ tenant: TenantID, sequence: Int64, rowID: RawID?, _ problem: String) -> AuditChainReport {
    AuditChainReport(
      tenant: tenant, first: sequence, last: sequence, rows: 0, finding: AuditFinding(sequence: sequence, rowID: rowID, problem: problem))
  }
}
