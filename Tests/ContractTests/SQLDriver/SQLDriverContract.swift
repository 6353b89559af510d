import ForumKernel
import SQLStore
import Support
import Synchronization
import Testing

@Suite struct SQLDriverContract {
  private static let insert: StaticString = "INSERT INTO leases (name, holder, expires_at) VALUES (?1, ?2, ?3)"
  private static let count: StaticString = "SELECT COUNT(*) FROM leases"

  private func count(_ driver: any SQLDriver) async throws -> Int64 {
    try await driver.read { connection in
      var count: Int64 = 0
      try connection.query(Self.count, []) { count = $0.integer(0) }
      return count
    }
  }

  @Test("a suite without a server says so", .enabled(if: !PostgresServer.isThere))
  func skipped() { Issue.record("store.postgres was left out: FORUM_TEST_POSTGRES names no server", severity: .warning) }

  @Test("a body that throws leaves nothing behind, and the others of its time are kept", arguments: SQLBackend.available)
  func atomicity(backend: SQLBackend) async throws {
    try await backend.with { driver in
      let failures = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<64 {
          group.addTask {
            do {
              _ = try await driver.write { connection in
                try connection.execute(Self.insert, [.text("n\(number)"), .text(""), .integer(0)])
                if number.isMultiple(of: 4) { throw AppError(.conflict, "wanted", "This one fails.") }
              }
              return false
            } catch let error as AppError where error.slug == "wanted" {
              return true
            }
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(failures == 16)
      let rows = try await count(driver)
      #expect(rows == 48)
    }
  }

  @Test("what a write did is there for the next read, and runs its after-commit actions once and in order", arguments: SQLBackend.available)
  func order(backend: SQLBackend) async throws {
    try await backend.with { driver in
      let seen = Order()
      for number in 0..<20 {
        _ = try await driver.write { connection in
          try connection.execute(Self.insert, [.text("n\(number)"), .text(""), .integer(0)])
          connection.afterCommit { seen.append(number * 2) }
          connection.afterCommit { seen.append(number * 2 + 1) }
        }
        let rows = try await count(driver)
        #expect(rows == Int64(number + 1))
      }
      _ = try? await driver.write { connection in
        connection.afterCommit { seen.append(-1) }
        throw AppError(.conflict, "wanted", "This one fails.")
      }
      #expect(seen.all == Array(0..<40))
    }
  }

  @Test("the after-commit actions of writes at the same time run in the order of their commits", arguments: SQLBackend.available)
  func orderOfCommits(backend: SQLBackend) async throws {
    try await backend.with { driver in
      let seen = Order()
      _ = try await driver.write { try $0.execute(Self.insert, [.text("n"), .text(""), .integer(0)]) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<30 {
          group.addTask {
            try await driver.write { connection in
              try connection.query("UPDATE leases SET expires_at = expires_at + 1 RETURNING expires_at", []) { row in
                let number = Int(row.integer(0))
                connection.afterCommit { seen.append(number) }
              }
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(seen.all == Array(1...30))
    }
  }

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
      #expect(texts == ["leases.name", "dead_letters.consumer, dead_letters.sequence", "tenants.slug", "categories.tenant_id, categories.slug"])
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

  @Test("U+0000 in a text is kept, or refused as invalid", arguments: SQLBackend.available)
  func nullCharacter(backend: SQLBackend) async throws {
    try await backend.with { driver in
      do {
        try await driver.write { _ = try $0.execute(Self.insert, [.text("a\u{0}b"), .text(""), .integer(0)]) }
        #expect(backend.keepsNullCharacters)
      } catch let error as AppError {
        #expect(!backend.keepsNullCharacters && error.code == .invalid)
      }
    }
  }

  @Test("a read sees one moment: what is written meanwhile is not there", arguments: SQLBackend.available.filter { $0 != .sqliteMemory })
  func snapshot(backend: SQLBackend) async throws {
    try await backend.with { driver in
      let (begun, written) = (Gate(), Gate())
      async let seen = driver.read { connection in
        var counts: [Int64] = []
        try connection.query(Self.count, []) { counts.append($0.integer(0)) }
        begun.open()
        written.wait()
        try connection.query(Self.count, []) { counts.append($0.integer(0)) }
        return counts
      }
      await begun.opened()
      try await driver.write { _ = try $0.execute(Self.insert, [.text("n"), .text(""), .integer(0)]) }
      written.open()
      let counts = try await seen
      #expect(counts == [0, 0])
    }
  }

  @Test("migrating again changes nothing", arguments: SQLBackend.available)
  func migrations(backend: SQLBackend) async throws {
    try await backend.with { driver in
      _ = try await driver.write { try $0.execute(Self.insert, [.text("n"), .text(""), .integer(0)]) }
      try await driver.migrate()
      try await driver.checkWritable()
      let rows = try await count(driver)
      #expect(rows == 1)
    }
  }

  @Test("a schema that is newer than the program is refused", arguments: SQLBackend.available)
  func newerSchema(backend: SQLBackend) async throws {
    try await backend.with { driver in
      try await driver.write { _ = try $0.execute("INSERT INTO schema_migrations (number, sha256) VALUES (9999, '')", []) }
      await #expect(throws: SchemaError.newerThanProgram(number: 9999)) { try await driver.migrate() }
    }
  }

  @Test(
    "what was acknowledged is there after the database is opened again; a closed driver takes nothing",
    arguments: SQLBackend.available.filter { $0 != .sqliteMemory })
  func reopening(backend: SQLBackend) async throws {
    try await backend.withOpening { open in
      let first = try open()
      try await first.migrate()
      _ = try await first.write { try $0.execute(Self.insert, [.text("n"), .text(""), .integer(0)]) }
      try await first.close()
      let error = await #expect(throws: AppError.self) {
        _ = try await first.write { try $0.execute(Self.insert, [.text("m"), .text(""), .integer(0)]) }
      }
      #expect(error?.slug == "store_closed")
      let second = try open()
      let rows = try await count(second)
      #expect(rows == 1)
      try await second.close()
    }
  }
}

/// What happened, in order.
private final class Order: Sendable {
  private let numbers = Mutex<[Int]>([])
  func append(_ number: Int) { numbers.withLock { $0.append(number) } }
  var all: [Int] { numbers.withLock { $0 } }
}
