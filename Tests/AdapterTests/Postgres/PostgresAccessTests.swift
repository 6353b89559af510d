import ForumKernel
import Foundation
import Postgres
import SQLStore
import Support
import Testing

@Suite("Postgres: who may connect, and what they may do")
struct PostgresAccessTests {
  private func withRole(_ body: (PostgresServer, _ schema: String, _ role: String) async throws -> Void) async throws {
    try await #require(PostgresServer.current).withRole(body)
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
      #expect((reading as? AppError)?.slug == "store_forbidden")
      try await server.run("GRANT SELECT, INSERT, UPDATE, DELETE ON leases TO \(role)".qualified(schema))
      try await driver.read { try $0.query("SELECT name FROM leases", []) { _ in } }
      try await server.run("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA \(schema) TO \(role)")
      #expect(await driver.advice() == nil)
      try await server.run("REVOKE INSERT ON \(schema).posts, \(schema).leases FROM \(role)")
      let advice = try #require(await driver.advice())
      #expect(advice.hasSuffix("GRANT SELECT, INSERT, UPDATE, DELETE ON \(schema).leases, \(schema).posts TO \(role)"), "\(advice)")
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
