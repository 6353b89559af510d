public import Auth
public import ForumKernel

extension SQLStore: PrivacyStore {
  /// What receipts call this store.
  static let place = "store"
  /// Rows that one transaction takes of tables in which somebody may have many.
  private static let recordChunk: Int64 = 1000

  public func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any PrivacyTransaction) throws -> Result
  ) async throws -> Result {
    try await transaction(tenant, actor: actor) { try body($0) }
  }

  public func eraseRecords(_ erasure: Erasure, isLate: Bool) async throws {
    for table in PersonalTable.all {
      guard case .rows(let done, _, let statements) = table.fate else { continue }
      for statement in statements {
        var isMore = true
        while isMore {
          try Task.checkCancellation()
          let count = try await transaction(erasure.tenant, actor: nil) { tx in
            let count = try tx.connection.execute(statement.sql, statement.values(erasure, limit: Self.recordChunk))
            try tx.note(ErasureEntry(store: Self.place, item: table.name, done: done, count: Int64(count)), of: erasure)
            return count
          }
          isMore = statement.isChunked && count > 0
        }
      }
    }
    try await unlinkNotices(erasure, isLate: isLate)
    let (user, tenant) = (erasure.userID.raw, erasure.tenant.raw)
    for id in try await read(erasure.tenant, { try AccountExportQueries.listExportsOf($0, userID: user, tenantID: tenant) }) {
      try await removeExport(id, erasure.tenant)
      try await transaction(erasure.tenant, actor: nil) {
        try $0.note(
          ErasureEntry(store: Self.place, item: "account_exports", done: "deleted: archives that were not fetched", count: 1), of: erasure)
      }
    }
  }

  public func eraseTraces(_ erasure: Erasure, logins: Set<String>) async throws {
    let scope = "\(erasure.userID)"
    try await transaction(erasure.tenant, actor: nil) { tx in
      // `;` is the character after `:`.
      let count = try ErasureQueries.deleteIdempotencyOf(
        tx.connection, tenantID: tx.tenant.raw, firstScope: scope + ":", endScope: scope + ";")
      try tx.note(ErasureEntry(store: Self.place, item: "idempotency_keys", done: "deleted: stored answers", count: Int64(count)), of: erasure)
    }
    var last = Int64.min
    while true {
      try Task.checkCancellation()
      let after = last
      let rows = try await read(erasure.tenant) {
        try ErasureQueries.pageAuditDetails($0, tenantID: erasure.tenant.raw, afterSequence: after, pageSize: Self.recordChunk)
      }
      guard let end = rows.last else { return }
      let own = rows.filter { Self.tells($0, of: erasure.userID, logins) }.map(\.sequence)
      if !own.isEmpty {
        try await transaction(erasure.tenant, actor: nil) { tx in
          var count = 0
          for sequence in own { count += try ErasureQueries.deleteAuditDetail(tx.connection, tenantID: tx.tenant.raw, sequence: sequence) }
          try tx.note(
            ErasureEntry(store: Self.place, item: "audit_details", done: "deleted: logins, networks and devices", count: Int64(count)), of: erasure)
        }
      }
      last = end.sequence
    }
  }

  /// Also what was typed when nobody knew yet, or no longer, whose login it is.
  private static func tells(_ row: ErasureQueries.PageAuditDetailsRow, of user: UserID, _ logins: Set<String>) -> Bool {
    if row.actorID == user.raw || row.target == "user:\(user)" { return true }
    guard row.detail.hasPrefix("login=") else { return false }
    return logins.contains(row.detail.dropFirst("login=".count).prefix { $0 != " " }.lowercased())
  }

  public func eraseAccount(_ erasure: Erasure, names: [String], attempts: [String]) async throws {
    try await transaction(erasure.tenant, actor: nil) { tx in
      let (user, tenant) = (SQLValue.id(erasure.userID.raw), SQLValue.id(tx.tenant.raw))
      for digest in attempts { try tx.forgetFailures(account: digest) }
      for digest in names {
        try AccountClosureQueries.keepErasedHandle(tx.connection, tenantID: tx.tenant.raw, digest: digest, createdAt: tx.now.milliseconds)
      }
      // What came since the records went would hold the account fast.
      for table in PersonalTable.all {
        guard case .rows(_, _, let statements) = table.fate else { continue }
        for statement in statements { try tx.connection.execute(statement.sql, statement.values(erasure, limit: Self.recordChunk)) }
      }
      for (table, sql) in Self.accountRows {
        let count = try tx.connection.execute(sql, [user, tenant])
        try tx.note(ErasureEntry(store: Self.place, item: table, done: "deleted", count: Int64(count)), of: erasure)
      }
      guard try ErasureQueries.deleteUser(tx.connection, id: erasure.userID.raw, tenantID: tx.tenant.raw) == 1 else { return }
      try tx.note(
        ErasureEntry(store: Self.place, item: "users", done: "deleted: handle, display name, mail address, roles", count: 1), of: erasure)
      try tx.occupy(members: -1)
      try tx.emit(UserErased(userID: erasure.userID))
    }
    try await transaction(erasure.tenant, actor: nil) { tx in
      // Texts became shorter; only where somebody counts has that to be known.
      if try UsageQueries.findUsage(tx.connection, tenantID: tx.tenant.raw) != nil { try tx.startCounting(tx.tenant) }
    }
  }

  private static let accountRows: [(table: String, sql: StaticString)] = [
    (
      "account_export_parts",
      """
      DELETE FROM account_export_parts WHERE export_id IN (SELECT e.id FROM account_exports e WHERE e.user_id = ?1 AND e.tenant_id = ?2)
      """
    ),
    ("account_exports", "DELETE FROM account_exports WHERE user_id = ?1 AND tenant_id = ?2"),
    ("credentials", "DELETE FROM credentials WHERE user_id = ?1 AND tenant_id = ?2"),
    ("totp_factors", "DELETE FROM totp_factors WHERE user_id = ?1 AND tenant_id = ?2"),
    ("recovery_codes", "DELETE FROM recovery_codes WHERE user_id = ?1 AND tenant_id = ?2"),
    ("account_gates", "DELETE FROM account_gates WHERE user_id = ?1 AND tenant_id = ?2"),
    ("account_closures", "DELETE FROM account_closures WHERE user_id = ?1 AND tenant_id = ?2"),
    ("handle_skeletons", "DELETE FROM handle_skeletons WHERE user_id = ?1 AND tenant_id = ?2"),
  ]
}

extension PersonalTable.Statement {
  fileprivate func values(_ erasure: Erasure, limit: Int64) -> [SQLValue] {
    parameters.map { parameter in
      switch parameter {
      case .user: .id(erasure.userID.raw)
      case .tenant: .id(erasure.tenant.raw)
      case .limit: .integer(limit)
      }
    }
  }
}
