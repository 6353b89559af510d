import Admin
import ForumKernel
import SQLStore
import Support
import Testing

@Suite("The audit log of every store") struct AuditContract {
  private static let engines = SQLBackend.available.filter { $0 != .postgresUnprepared && $0 != .sqliteMemory }

  @Test("is whole when nobody touched it, over many pages and tenants", arguments: engines)
  func untouched(_ engine: SQLBackend) async throws {
    try await AuditBackend.with(engine, rows: 1003) { log in
      let other = TenantID(log.store.newID())
      try await log.write(1, of: other)
      try await log.keep.anchor()
      let report = try await log.verify()
      #expect(report.isWhole && report.anchors == 2)
      #expect(Set(report.chains.map(\.rows)) == [1003, 1])
    }
  }

  @Test("refuses to change or delete a row, and to change a detail", arguments: engines)
  func appendOnly(_ engine: SQLBackend) async throws {
    try await AuditBackend.with(engine) { log in
      for words in [
        "UPDATE audit_log SET reason = 'another'", "DELETE FROM audit_log", "DELETE FROM audit_log WHERE sequence = 12",
        "UPDATE audit_details SET detail = 'x'",
      ] {
        let isRefused = await log.refuses(words)
        #expect(isRefused, "\(words)")
      }
      let report = try await log.verify()
      #expect(report.isWhole)
    }
  }

  @Test(
    "names the row in which any column was changed",
    arguments: engines,
    [
      "id = NEWID", "created_at = created_at + 1", "actor_id = NEWID", "actor_id = NULL", "action = 'role.revoke'", "target = 'user:99'",
      "reason = 'admin'", "reason = NULL", "reason = ''", "request = 'other'", "commitment = 'abc'", "commitment = NULL", "hash = 'abc'",
      "sequence = 77", "tenant_id = NEWID",
    ])
  func changedColumn(_ engine: SQLBackend, _ change: String) async throws {
    try await AuditBackend.with(engine) { log in
      let id = engine.isPostgres ? "'01970000-0000-7000-8000-000000000001'" : "X'01970000000070008000000000000001'"
      try await log.steal("UPDATE audit_log SET \(change.replacing("NEWID", with: id)) WHERE sequence = 6;")
      let finding = try await log.finding()
      #expect(finding?.sequence == 6)
      #expect(try await !log.verify().isWhole)
    }
  }

  @Test("finds a row taken out, two rows swapped, and a row put in", arguments: engines)
  func rowsMoved(_ engine: SQLBackend) async throws {
    for (script, place) in [
      ("DELETE FROM audit_log WHERE sequence = 5;", 5),
      (
        "UPDATE audit_log SET sequence = -1 WHERE sequence = 4; UPDATE audit_log SET sequence = 4 WHERE sequence = 8; UPDATE audit_log SET sequence = 8 WHERE sequence = -1;",
        4
      ),
      (
        "INSERT INTO audit_log SELECT tenant_id, 13, id, created_at, actor_id, action, target, reason, request, hash, commitment FROM audit_log WHERE sequence = 12;",
        13
      ),
    ] {
      try await AuditBackend.with(engine) { log in
        try await log.steal(script)
        #expect(try await log.finding()?.sequence == Int64(place), "\(script)")
      }
    }
  }

  @Test("whose newest rows are taken off is found by its head, and by its anchor when the head was moved too", arguments: engines)
  func tailCut(_ engine: SQLBackend) async throws {
    try await AuditBackend.with(engine) { log in
      try await log.keep.anchor()
      try await log.steal("DELETE FROM audit_log WHERE sequence > 9;")
      #expect(try await log.finding()?.sequence == 10)
      try await log.steal(
        "UPDATE audit_heads SET last_sequence = 9, last_hash = (SELECT a.hash FROM audit_log a WHERE a.tenant_id = audit_heads.tenant_id AND a.sequence = 9);"
      )
      let finding = try #require(try await log.finding())
      #expect(finding.sequence == 10 && finding.problem.contains("anchored"))
      let isTold = await log.refusesToAnchor()
      #expect(isTold)
    }
  }

  @Test("that was written anew from a row on, with right hashes, differs from its anchor", arguments: engines)
  func rewritten(_ engine: SQLBackend) async throws {
    try await AuditBackend.with(engine) { log in
      try await log.keep.anchor()
      try await log.steal("DELETE FROM audit_details; DELETE FROM audit_log; DELETE FROM audit_heads;")
      for row in 1...12 { try await log.write(row + 100) }
      #expect(try await log.finding()?.sequence == 12)
      try await log.steal("DELETE FROM audit_log; DELETE FROM audit_heads;")
      #expect(try await log.finding()?.problem.contains("whole chain") == true)
    }
  }

  @Test("stays whole when personal data is erased, and names the row whose detail was changed", arguments: engines)
  func details(_ engine: SQLBackend) async throws {
    try await AuditBackend.with(engine) { log in
      try await log.driver.write { try $0.run(script: "DELETE FROM audit_details WHERE sequence = 3;") }
      #expect(try await log.verify().isWhole)
      try await log.steal("UPDATE audit_details SET detail = 'login=eve' WHERE sequence = 9;")
      #expect(try await log.finding()?.sequence == 9)
    }
  }

  @Test("stays whole when retention takes its oldest rows, and not when somebody else does", arguments: engines)
  func pruned(_ engine: SQLBackend) async throws {
    try await AuditBackend.with(engine) { log in
      log.clock.advance(seconds: 100 * 86_400)
      for row in 13...15 { try await log.write(row) }
      try await log.keep.anchor()
      #expect(try await log.keep.prune() == 12)
      let report = try await log.verify()
      #expect(report.isWhole && report.chains[0].first == 13 && report.chains[0].last == 16)
      log.clock.advance(seconds: 100 * 86_400)
      #expect(try await log.keep.prune() == 3, "the newest row stays")
      #expect(try await log.verify().isWhole)
      for row in 20...25 { try await log.write(row) }
      try await log.steal(
        """
        UPDATE audit_heads SET first_sequence = 19,
          first_previous_hash = (SELECT a.hash FROM audit_log a WHERE a.tenant_id = audit_heads.tenant_id AND a.sequence = 18);
        DELETE FROM audit_log WHERE sequence < 19;
        """)
      #expect(try await log.finding()?.problem.contains("checkpoint") == true)
    }
  }

  @Test("answers by action, noun, actor, target and time, page by page", arguments: engines)
  func filters(_ engine: SQLBackend) async throws {
    try await AuditBackend.with(engine) { log in
      let actor = UserID(log.store.newID())
      log.clock.advance(seconds: 100)
      try await log.store.transaction(log.tenant, actor: actor) {
        try $0.audit(AuditEntry(action: "roles.x", target: "user:1", personal: "mail=a@b"))
      }
      func found(_ filter: AuditFilter) async throws -> [Int64] {
        try await log.store.auditEntries(log.tenant, filter, PageRequest(limit: 20)).items.map(\.sequence)
      }
      #expect(try await found(AuditFilter(action: "role")).count == 12)
      #expect(try await found(AuditFilter(action: "role.grant")).count == 12)
      #expect(try await found(AuditFilter(action: "role.gran")) == [])
      #expect(try await found(AuditFilter(actor: actor)) == [13])
      #expect(try await found(AuditFilter(target: "user:1")) == [13, 1])
      #expect(try await found(AuditFilter(from: log.clock.now)) == [13])
      #expect(try await found(AuditFilter(before: log.clock.now)).count == 12)
      let first = try await log.store.auditEntries(log.tenant, AuditFilter(), PageRequest(limit: 8))
      let second = try await log.store.auditEntries(log.tenant, AuditFilter(), PageRequest(limit: 8, after: first.next))
      #expect((first.items + second.items).map(\.sequence) == (1...13).reversed() && first.items[0].detail == "mail=a@b")
      let foreign = try await log.store.auditEntries(TenantID(log.store.newID()), AuditFilter(), PageRequest(limit: 8)).items
      #expect(foreign.isEmpty)
    }
  }
}
