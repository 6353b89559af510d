import ForumKernel
import SQLStore
import Support
import Synchronization
import Testing

@Suite struct SQLDriverValueContract {
  private static let insert: StaticString = "INSERT INTO leases (name, holder, expires_at) VALUES (?1, ?2, ?3)"

  @Test("a row that is there already is told as the constraint and its columns", arguments: SQLBackend.available)
  func uniqueness(backend: SQLBackend) async throws {
    try await backend.with { driver in
      let texts = try await [
        violation(driver, Self.insert, [.text("n"), .text(""), .integer(0)]),
        violation(
          driver,
          """
          INSERT INTO dead_letters (consumer, sequence, subject, created_at, payload, reason, attempts, dead_at)
          VALUES (?1, 1, '', 0, '', '', 0, 0)
          """, [.text("c")]),
        violation(driver, "INSERT INTO tenants (id, slug, name, hosts, created_at) VALUES (?1, 'one', '', '', 0)", [.id(.zero)], [.id(.max)]),
        violation(
          driver,
          """
          INSERT INTO categories (id, tenant_id, slug, name, description, thread_count, version, created_at, updated_at)
          VALUES (?1, ?2, 'a', '', '', 0, 0, 0, 0)
          """, [.id(.zero), .id(.max)], [.id(.max), .id(.max)]),
      ]
      // Where row-level security is in force Postgres names no columns.
      let slugs = backend.isPostgres ? "categories: categories_by_slug" : "categories.tenant_id, categories.slug"
      #expect(texts == ["leases.name", "dead_letters.consumer, dead_letters.sequence", "tenants.slug", slugs])
    }
  }

  /// What is said when the statement runs a second time.
  private func violation(
    _ driver: any SQLDriver, _ sql: StaticString, _ first: [SQLValue], _ second: [SQLValue]? = nil
  ) async throws -> String? {
    try await driver.write { _ = try $0.execute(sql, first) }
    let error = await #expect(throws: SQLConstraintError.self) { try await driver.write { _ = try $0.execute(sql, second ?? first) } }
    #expect(error?.kind == .unique)
    return error?.detail
  }

  @Test("other constraints are told by their kind", arguments: SQLBackend.available)
  func constraints(backend: SQLBackend) async throws {
    try await backend.with { driver in
      func kind(_ sql: StaticString) async -> SQLConstraintError? {
        await #expect(throws: SQLConstraintError.self) { try await driver.write { _ = try $0.execute(sql, [.id(.zero)]) } }
      }
      let missing = await kind("INSERT INTO credentials (user_id, tenant_id, password_hash, updated_at) VALUES (?1, ?1, '', 0)")
      #expect(missing?.kind == .foreignKey)
      let empty = await kind("INSERT INTO tenants (id, slug, name, hosts, created_at) VALUES (?1, NULL, '', '', 0)")
      #expect(empty == SQLConstraintError(.notNull, "tenants.slug"))
      let wrong = await kind(
        """
        INSERT INTO users (id, tenant_id, handle, handle_key, display_name, roles, state, version, created_at, updated_at)
        VALUES (?1, ?1, '', '', '', '', 'odd', 0, 0, 0)
        """)
      #expect(wrong?.kind == .check)
      try await driver.write {
        _ = try $0.execute(
          """
          INSERT INTO audit_log (tenant_id, sequence, id, created_at, action, target, request, hash)
          VALUES (?1, 1, ?1, 0, '', '', '', '')
          """, [.id(.zero)])
      }
      let changed = await kind("UPDATE audit_log SET action = 'other' WHERE tenant_id = ?1")
      #expect(changed?.kind == .trigger)
    }
  }

  @Test("every kind of value comes back as it went in", arguments: SQLBackend.available)
  func values(backend: SQLBackend) async throws {
    try await backend.with { driver in
      let id = RawID(high: .max, low: 1)
      let found = try await driver.read { connection -> [String] in
        var found: [String] = []
        try connection.query("SELECT ?1, ?2, ?3, ?4, ?5, ?6", [.integer(.min), .real(0.5), .text("ü?2'\""), .id(id), .null, .text("")]) { row in
          found = ["\(row.integer(0))", "\(row.real(1))", row.text(2), row.id(3).description, "\(row.isNull(4))", "\(row.isNull(5))", row.text(5)]
        }
        return found
      }
      #expect(found == ["\(Int64.min)", "0.5", "ü?2'\"", id.description, "true", "false", ""])
    }
  }

  @Test("a statement takes NULL at one time and a value at another", arguments: SQLBackend.available)
  func nulls(backend: SQLBackend) async throws {
    try await backend.with { driver in
      let insert: StaticString = "INSERT INTO outbox (id, message_id, subject, created_at, published_at, payload) VALUES (?1, ?2, 's', 0, ?3, 'p')"
      try await driver.write { connection in
        _ = try connection.execute(insert, [.null, .null, .null])
        _ = try connection.execute(insert, [.id(.max), .null, .integer(7)])
        _ = try connection.execute(insert, [.null, .text("m"), .null])
      }
      let found = try await driver.read { connection in
        var found: [String] = []
        try connection.query("SELECT id, message_id, published_at FROM outbox ORDER BY sequence", []) { row in
          found.append((0..<3).map { row.isNull($0) ? "-" : "+" }.joined())
        }
        return found
      }
      #expect(found == ["---", "+-+", "-+-"])
    }
  }

  @Test("U+0000 in a text is refused as invalid, written or looked for", arguments: SQLBackend.available)
  func nullCharacter(backend: SQLBackend) async throws {
    try await backend.with { driver in
      let unwritten = await #expect(throws: AppError.self) {
        try await driver.write { _ = try $0.execute(Self.insert, [.text("a\u{0}b"), .text(""), .integer(0)]) }
      }
      let unread = await #expect(throws: AppError.self) {
        try await driver.read { try $0.query("SELECT sequence FROM outbox WHERE message_id = ?1", [.text("\u{0}")]) { _ in } }
      }
      #expect(unwritten?.slug == "text_not_storable" && unread?.slug == "text_not_storable")
    }
  }
}
