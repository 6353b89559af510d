import ForumKernel
import Foundation
import Postgres
import SQLStore
import Support
import Synchronization
import Testing

@Suite("Postgres: who may connect, and what they may do")
struct PostgresAccessTests {
  /// Runs `body` with a role of its own that may use the schema, and its password.
  private func withRole(_ body: (PostgresServer, _ schema: String, _ role: String) async throws -> Void) async throws {
    let server = try #require(PostgresServer.current)
    try await server.withSchema { schema in
      let owner = try PostgresDriver(settings: server.settings(schema))
      try await owner.migrate()
      try await owner.close()
      let role = schema + "_role"
      try await server.run("CREATE ROLE \(role) LOGIN PASSWORD 'first'; GRANT USAGE ON SCHEMA \(schema) TO \(role)")
      do { try await body(server, schema, role) } catch {
        try await server.run("DROP OWNED BY \(role); DROP ROLE \(role)")
        throw error
      }
      try await server.run("DROP OWNED BY \(role); DROP ROLE \(role)")
    }
  }

  @Test("a wrong password stops the start with host and user, and never the password", .enabled(if: PostgresServer.isThere))
  func wrongPassword() async throws {
    try await withRole { server, schema, role in
      let driver = try PostgresDriver(settings: server.settings(schema, user: role, password: "wr0ng-secret"))
      let error = await #expect(throws: PostgresSetupError.self) { try await driver.migrate() }
      let text = try #require(error).description
      #expect(text.contains(" as \(role), database ") && text.contains("authentication failed"), "\(text)")
      #expect(!text.contains("wr0ng-secret"))
      let later = await #expect(throws: AppError.self) { try await driver.checkWritable() }
      #expect(later?.slug == "store_unreachable")
      try await driver.close()
    }
  }

  @Test("the password is asked for at each new connection, so that it can change", .enabled(if: PostgresServer.isThere))
  func rotation() async throws {
    try await withRole { server, schema, role in
      let password = Mutex("first")
      let asked = Counter()
      try await confirmRotation(server, schema, role, { next in password.withLock { $0 = next } }) {
        asked.add()
        return password.withLock { $0 }
      }
      #expect(asked.count >= 2)
    }
  }

  private func confirmRotation(
    _ server: PostgresServer, _ schema: String, _ role: String, _ change: (String) -> Void, _ source: @escaping SecretSource
  ) async throws {
    var settings = server.settings(schema, user: role, password: "stale")
    settings.password = source
    settings.writers = 1
    settings.connectionLifetime = .zero
    let driver = try PostgresDriver(settings: settings)
    try await driver.checkWritable()
    try await server.run("ALTER ROLE \(role) PASSWORD 'second'")
    let error = await #expect(throws: AppError.self) { try await driver.checkWritable() }
    #expect(error?.slug == "store_unreachable")
    change("second")
    try await Task.sleep(for: .milliseconds(200))
    try await driver.checkWritable()
    try await driver.close()
  }

  @Test("what a role may not do is told with the GRANT that is missing", .enabled(if: PostgresServer.isThere))
  func grants() async throws {
    try await withRole { server, schema, role in
      let driver = try PostgresDriver(settings: server.settings(schema, user: role, password: "first"))
      let reading = await #expect(throws: (any Error).self) { try await driver.read { try $0.query("SELECT name FROM leases", []) { _ in } } }
      #expect("\(try #require(reading))".contains(#"GRANT SELECT, INSERT, UPDATE, DELETE ON leases TO "\#(role)""#))
      let migrating = await #expect(throws: (any Error).self) { try await driver.migrate() }
      #expect("\(try #require(migrating))".contains(#"GRANT SELECT, INSERT, UPDATE, DELETE ON schema_migrations TO "\#(role)""#))
      let creating = await #expect(throws: (any Error).self) { try await driver.write { _ = try $0.execute("CREATE TABLE extra (id uuid)", []) } }
      #expect("\(try #require(creating))".contains(#"GRANT USAGE, CREATE ON SCHEMA \#(schema) TO "\#(role)""#))
      try await server.run("GRANT SELECT, INSERT, UPDATE, DELETE ON leases TO \(role)".qualified(schema))
      try await driver.read { try $0.query("SELECT name FROM leases", []) { _ in } }
      try await driver.close()
    }
  }

  @Test("a server without durable commits is refused with the way to mend it", .enabled(if: PostgresServer.isThere))
  func durability() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withSchema { schema in
      let driver = try PostgresDriver(settings: server.settings(schema, options: "-csynchronous_commit=off"))
      let error = await #expect(throws: PostgresSetupError.self) { try await driver.migrate() }
      #expect(error?.description.contains("SET synchronous_commit = on") == true)
      try await driver.close()
    }
  }

  @Test("a URL that can't be read is refused without repeating it")
  func malformed() throws {
    let error = #expect(throws: PostgresSetupError.malformedURL) {
      _ = try PostgresDriver(settings: PostgresDriverSettings(url: "postgresql://u:secret@h:5432/d?nonsense=1"))
    }
    #expect(error?.description.contains("secret") == false)
  }

  @Test("nobody listens: unavailable at once, and an explanation for who starts the server")
  func nobody() async throws {
    let driver = try PostgresDriver(settings: PostgresDriverSettings(url: "postgresql://forum:secret@127.0.0.1:1/forum"))
    let start = await #expect(throws: PostgresSetupError.self) { try await driver.migrate() }
    let text = try #require(start).description
    #expect(text.hasPrefix("Postgres can't be reached at 127.0.0.1:1 as forum, database forum: ") && !text.contains("secret"), "\(text)")
    let error = await #expect(throws: AppError.self) { try await driver.read { _ in } }
    #expect(error?.code == .unavailable && error?.slug == "store_unreachable")
    try await driver.close()
  }
}

extension String {
  /// With the schema before the table.
  fileprivate func qualified(_ schema: String) -> String { replacingOccurrences(of: "leases", with: "\(schema).leases") }
}
