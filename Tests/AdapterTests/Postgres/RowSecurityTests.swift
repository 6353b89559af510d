import ForumKernel
import Support
import Testing

@testable import Postgres
@testable import SQLStore

@Suite("Postgres: row-level security, the second lock between tenants", .enabled(if: PostgresServer.isThere))
struct RowSecurityTests {
  private static let insert: StaticString = """
    INSERT INTO users (id, tenant_id, handle, handle_key, display_name, roles, state, version, created_at, updated_at)
    VALUES (?1, ?2, 'n', 'n', '', '[]', 'active', 1, 0, 0)
    """
  private static let count: StaticString = "SELECT COUNT(*) FROM users"
  private static let rename: StaticString = "UPDATE users SET handle = 'm' WHERE id = ?1"
  private static let delete: StaticString = "DELETE FROM users WHERE id = ?1"
  private static let give: StaticString = "UPDATE users SET tenant_id = ?2 WHERE id = ?1"

  private let mine = TenantID(RawID(high: 1, low: 1))
  private let theirs = TenantID(RawID(high: 1, low: 2))

  /// Runs `body` on a driver over a schema where each of the two tenants has a user, whose id is that of the tenant.
  private func withUsers(_ body: (PostgresDriver) async throws -> Void) async throws {
    try await #require(PostgresServer.current).withDriver { driver in
      for tenant in [mine, theirs] {
        try await driver.write(.tenant(tenant)) { _ = try $0.execute(Self.insert, [.id(tenant.raw), .id(tenant.raw)]) }
      }
      try await body(driver)
    }
  }

  private func number(_ sql: StaticString, _ connection: any SQLConnection) throws -> Int64 {
    var number: Int64 = -1
    try connection.query(sql, []) { number = $0.integer(0) }
    return number
  }

  @Test("the role of these tests goes past no policy, so that all suites run with them in force")
  func role() async throws {
    try await #require(PostgresServer.current).withDriver(migrated: false) { driver in
      let powerful: StaticString = "SELECT COUNT(*) FROM pg_roles WHERE rolname = current_user AND (rolsuper OR rolbypassrls)"
      let count = try await driver.read { try number(powerful, $0) }
      #expect(count == 0)
    }
  }

  @Test("every table with a tenant_id has the lock, every other one is known to belong to the house, and views show no more than their tables")
  func everyTable() async throws {
    let house: Set = [
      "consumer_positions", "dead_letters", "jobs", "leases", "node_keys", "outbox_head", "schema_migrations", "stream_consumers", "stream_meta",
      "tenants",
    ]
    try await #require(PostgresServer.current).withDriver { driver in
      var (tables, rules, views): ([String: (hasTenant: Bool, isLocked: Bool)], Set<String>, [String: Bool]) = ([:], [], [:])
      try await driver.read { connection in
        var found: [(String, Bool, Bool, String)] = []
        try connection.query(
          """
          SELECT c.relname, EXISTS (SELECT 1 FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attname = 'tenant_id'),
            c.relrowsecurity AND c.relforcerowsecurity
              AND (SELECT COUNT(*) FROM pg_policy p WHERE p.polrelid = c.oid) = 1
              AND EXISTS (SELECT 1 FROM pg_policy p WHERE p.polrelid = c.oid AND p.polname = 'tenant_lock' AND p.polcmd = '*' AND p.polroles = '{0}'
                AND p.polwithcheck IS NULL),
            COALESCE((SELECT pg_get_expr(p.polqual, p.polrelid) FROM pg_policy p WHERE p.polrelid = c.oid), '')
          FROM pg_class c WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace
          """, []
        ) { found.append(($0.text(0), $0.integer(1) == 1, $0.integer(2) == 1, $0.text(3))) }
        return found
      }.forEach { name, hasTenant, isLocked, rule in
        tables[name] = (hasTenant, isLocked)
        if hasTenant { rules.insert(rule) }
      }
      try await driver.read { connection in
        var found: [(String, Bool)] = []
        try connection.query(
          """
          SELECT relname, COALESCE('security_invoker=true' = ANY (reloptions), FALSE)
          FROM pg_class WHERE relkind = 'v' AND relnamespace = current_schema()::regnamespace
          """, []
        ) { found.append(($0.text(0), $0.integer(1) == 1)) }
        return found
      }.forEach { views[$0] = $1 }
      #expect(tables.count > 50 && views.count > 3)
      #expect(tables.filter { $1.hasTenant && !$1.isLocked }.keys.sorted() == [], "CALL lock_by_tenant for them in their migration")
      // One rule for all: what the other tests show of some tables holds for each.
      #expect(rules.count == 1, "\(rules)")
      #expect(Set(tables.filter { !$1.hasTenant && !$1.isLocked }.keys) == house)
      #expect(tables.filter { !$1.hasTenant && $1.isLocked }.keys.sorted() == ["reactions"])
      #expect(views.filter { !$1 }.keys.sorted() == [], "ALTER VIEW … SET (security_invoker = true) for them in their migration")
    }
  }

  @Test("a table of a later step without the lock is found")
  func laterTable() async throws {
    try await #require(PostgresServer.current).withDriver { driver in
      let unlocked: StaticString = """
        SELECT COUNT(*) FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'tenant_id'
        WHERE c.relkind = 'r' AND c.relnamespace = current_schema()::regnamespace AND NOT (c.relrowsecurity AND c.relforcerowsecurity)
        """
      try await driver.write { try $0.run(script: "CREATE TABLE later (id uuid NOT NULL PRIMARY KEY, tenant_id uuid NOT NULL)") }
      let before = try await driver.read { try number(unlocked, $0) }
      try await driver.write { try $0.run(script: "CALL lock_by_tenant('later')") }
      let after = try await driver.read { try number(unlocked, $0) }
      #expect(before == 1 && after == 0)
    }
  }

  @Test("a query that forgets its tenant sees that of the transaction alone; without one, nothing; work of the whole house sees all")
  func forgetting() async throws {
    try await withUsers { driver in
      let own = try await driver.read(.tenant(mine)) { (try number(Self.count, $0), try number("SELECT COUNT(*) FROM author_view", $0)) }
      let nobodys = try await driver.read(.tenant(TenantID(.zero))) { try number(Self.count, $0) }
      let all = try await driver.read(.everyTenant) { try number(Self.count, $0) }
      let writing = try await driver.write(.tenant(mine)) { try number(Self.count, $0) }
      let unset = try await driver.read { connection in
        try connection.run(script: "SET LOCAL forum.tenant = ''")
        return try number(Self.count, connection)
      }
      #expect(own == (1, 1) && nobodys == 0 && all == 2 && writing == 1 && unset == 0)
    }
  }

  @Test("rows of another tenant are neither changed nor deleted, none is made or given away, and no GRANT is asked for")
  func writing() async throws {
    try await withUsers { driver in
      let (mine, theirs) = (mine.raw, theirs.raw)
      let changed = try await driver.write(.tenant(self.mine)) { connection in
        [try connection.execute(Self.rename, [.id(theirs)]), try connection.execute(Self.delete, [.id(theirs)])]
      }
      #expect(changed == [0, 0])
      for (sql, parameters) in [(Self.insert, [SQLValue.id(RawID(high: 2, low: 2)), .id(theirs)]), (Self.give, [.id(mine), .id(theirs)])] {
        let error = await #expect(throws: PostgresError.self) { try await driver.write(.tenant(self.mine)) { try $0.execute(sql, parameters) } }
        #expect(error?.state == "42501" && error?.message.contains("row-level security") == true && error?.hint == nil)
      }
      let everybody = try await driver.write(.everyTenant) { try $0.execute(Self.rename, [.id(theirs)]) }
      #expect(everybody == 1)
    }
  }

  @Test("a reaction belongs to the tenant of its post")
  func reactions() async throws {
    try await withUsers { driver in
      for tenant in [mine, theirs] {
        try await driver.write(.tenant(tenant)) { connection in
          let id = SQLValue.id(tenant.raw)
          for sql: StaticString in [
            "INSERT INTO categories SELECT ?1, ?1, 's', '', '', 0, 1, 0, 0, NULL",
            "INSERT INTO threads SELECT ?1, ?1, ?1, NULL, '', '', '[]', 0, 0, 1, 2, 0, 0, 0, NULL, NULL, 1",
            "INSERT INTO posts SELECT ?1, ?1, ?1, NULL, NULL, '', 'text', '', 1, '{}', 0, 0, NULL, NULL, NULL, 1",
            "INSERT INTO reactions VALUES (?1, ?1, ?1, 'like', 0)",
          ] { try connection.execute(sql, [id]) }
        }
      }
      let own = try await driver.read(.tenant(mine)) { try number("SELECT COUNT(*) FROM reactions", $0) }
      let all = try await driver.read(.everyTenant) { try number("SELECT COUNT(*) FROM reactions", $0) }
      let taken = try await driver.write(.tenant(mine)) { try $0.execute("DELETE FROM reactions", []) }
      #expect(own == 1 && all == 2 && taken == 1)
    }
  }

  @Test("the tenant ends with its transaction: the next one of the session, whoever a pooler gives it to, sees nothing", arguments: [true, false])
  func sessions(prepared: Bool) async throws {
    let server = try #require(PostgresServer.current)
    try await server.withSchema { schema in
      let settings = server.settings(schema)
      let driver = try PostgresDriver(settings: settings)
      try await driver.migrate()
      try await driver.close()
      let connection = PostgresConnection(
        try PostgresLink(settings, try await PostgresAccess(settings)), prepared: prepared, order: nil)
      defer { connection.close() }
      let limit = Duration.seconds(20)
      _ = try connection.transaction(.write, .tenant(mine), limit) { try $0.execute(Self.insert, [.id(mine.raw), .id(mine.raw)]) }
      _ = try? connection.transaction(.write, .everyTenant, limit) { try $0.execute("SELECT 1 / 0", []) }
      // One text, so that what was prepared for one tenant is used for another.
      let scopes: [TenantScope?] = [nil, .tenant(mine), .tenant(theirs), .everyTenant, nil]
      let seen = try scopes.map { scope in try connection.transaction(.read, scope, limit) { try number(Self.count, $0) } }
      #expect(seen == [0, 1, 0, 1, 0])
    }
  }

  @Test("a role with the privileges of the README serves; whoever is above the policies is told how to get below them")
  func privileges() async throws {
    try await #require(PostgresServer.current).withRole { server, schema, role in
      try await server.run("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \(schema) TO \(role)")
      try await server.run("GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA \(schema) TO \(role)")
      let driver = try PostgresDriver(settings: server.settings(schema, user: role, password: "first"))
      try await driver.migrate()
      try await driver.write(.tenant(mine)) { _ = try $0.execute(Self.insert, [.id(mine.raw), .id(mine.raw)]) }
      let clock = SystemClock()
      let archive = RetainedOutbox(store: SQLStore(driver: driver, clock: clock, ids: IDGenerator(clock: clock), outboxIsStream: true))
      let sequence = try await archive.append(subject: "a.b", messageID: nil, payload: [])
      let (own, others) = (
        try await driver.read(.tenant(mine)) { try number(Self.count, $0) }, try await driver.read(.tenant(theirs)) { try number(Self.count, $0) }
      )
      try await driver.close()
      #expect(sequence == 1 && own == 1 && others == 0)
    }
    func warning(_ isSuperuser: Bool, _ goesPast: Bool, _ isFirst: Bool) -> String? {
      RowSecurity.warning(user: "ada", isSuperuser: isSuperuser, goesPast: goesPast, isFirst: isFirst)
    }
    #expect(warning(false, false, false) == nil)
    #expect(warning(true, true, false)?.hasSuffix(#"ALTER ROLE "ada" NOSUPERUSER NOBYPASSRLS"#) == true)
    #expect(warning(false, true, false)?.hasSuffix(#"ALTER ROLE "ada" NOBYPASSRLS"#) == true)
    #expect(warning(true, true, true)?.contains("CREATE ROLE forum LOGIN") == true)
  }

  @Test("many rows at once keep every character and number; they are for work of the whole house alone")
  func manyRows() async throws {
    try await #require(PostgresServer.current).withDriver { driver in
      let table = try #require(TableCopy.all.first { $0.name == "metric_hours" })
      let texts = ["", "a\"b\\c", "\u{1}\t\r\n\u{1F}", "é 🙂 \u{2028}", #"\u0041"#]
      let rows = texts.enumerated().map { [SQLValue.id(mine.raw), .text($1), .integer(Int64.max - Int64($0)), .integer(.min)] }
      try await driver.write { try $0.insert(rows, into: table) }
      let found = try await driver.read { connection in
        var found: [[SQLValue]] = []
        try connection.query("SELECT tenant_id, metric, hour_at, count FROM metric_hours ORDER BY hour_at DESC", []) {
          found.append([.id($0.id(0)), .text($0.text(1)), .integer($0.integer(2)), .integer($0.integer(3))])
        }
        return found
      }
      #expect(found == rows)
      let own = [[SQLValue.id(mine.raw), .text("m"), .integer(1), .integer(1)]]
      await #expect(throws: PostgresError.self) { try await driver.write(.tenant(mine)) { try $0.insert(own, into: table) } }
      let none = await #expect(throws: AppError.self) {
        try await driver.write { try $0.insert([[.id(mine.raw), .text("a\u{0}"), .integer(1), .integer(1)]], into: table) }
      }
      #expect(none?.slug == "text_not_storable")
    }
  }
}
