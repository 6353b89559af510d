import ForumKernel
import SQLStore
import Support
import Testing

@testable import Postgres

@Suite("Postgres: the queries and the schema", .enabled(if: PostgresServer.isThere))
struct PostgresQueryTests {
  private static let types: Set<String> = ["bigint", "double precision", "text", "uuid"]

  @Test("every query of the store is understood, with parameters of the five kinds alone")
  func preparing() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withSchema { schema in
      let settings = server.settings(schema)
      let driver = try PostgresDriver(settings: settings)
      try await driver.migrate()
      try await driver.close()
      let link = try PostgresLink(settings, try await PostgresAccess(settings))
      let end = ContinuousClock.now + .seconds(60)
      for (number, sql) in Migration.postgresQueries.enumerated() {
        let statement = PostgresStatement(sql, number: number)
        do { try link.prepare(statement.name, statement.text, [], until: end) } catch { Issue.record("\(error): \(sql)") }
      }
      let found = try link.run("SELECT array_to_string(parameter_types, ','), statement FROM pg_prepared_statements", until: end)
      #expect(found.count == Migration.postgresQueries.count && found.count > 100)
      for row in 0..<found.count {
        found.current = row
        let others = Set(found.text(0).split(separator: ",").map(String.init)).subtracting(Self.types)
        #expect(others.isEmpty, "\(others) in \(found.text(1))")
      }
      link.finish()
    }
  }

  @Test("every query of the store runs, and its columns can be read", arguments: [true, false])
  func running(prepared: Bool) async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver({ $0.prepared = prepared }) { driver in
      for sql in Migration.postgresQueries {
        let count = (1...).prefix { sql.description.contains("?\($0)") }.count
        do {
          try await driver.write { connection in
            try connection.query(sql, [SQLValue](repeating: .null, count: count)) { _ in }
            throw Undone()
          }
        } catch is Undone {
        } catch let error as SQLConstraintError where error.kind == .notNull {
        } catch { Issue.record("\(error): \(sql)") }
      }
    }
  }

  @Test("two nodes that start at once both find the schema complete; an edited step is refused")
  func migrating() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withSchema { schema in
      let nodes = try (0..<3).map { _ in try PostgresDriver(settings: server.settings(schema)) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for node in nodes { group.addTask { try await node.migrate() } }
        try await group.waitForAll()
      }
      let applied = try await nodes[0].read { connection in
        var numbers: [Int] = []
        try connection.query("SELECT number FROM schema_migrations ORDER BY number", []) { numbers.append(Int($0.integer(0))) }
        return numbers
      }
      #expect(applied == Migration.postgres.map(\.number))
      try await nodes[0].write { _ = try $0.execute("UPDATE schema_migrations SET sha256 = 'x' WHERE number = 1", []) }
      await #expect(throws: SchemaError.edited(number: 1, name: "kernel")) { try await nodes[1].migrate() }
      for node in nodes { try await node.close() }
    }
  }

  @Test("statements that the server has lost are prepared anew")
  func lostStatements() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver({ $0.writers = 1 }) { driver in
      let sql: StaticString = "SELECT * FROM leases"
      try await driver.write { try $0.query(sql, []) { _ in } }
      try await driver.write { _ = try $0.execute("DEALLOCATE ALL", []) }
      try await driver.write { try $0.query(sql, []) { _ in } }
      try await driver.write { _ = try $0.execute("ALTER TABLE leases ADD COLUMN note text", []) }
      try await driver.write { try $0.query(sql, []) { _ in } }
    }
  }

  @Test("the stream's archive works over it: known messages, bounds, dead letters")
  func archive() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver({ $0.writers = 1 }) { driver in
      let clock = SystemClock()
      let archive = RetainedOutbox(store: SQLStore(driver: driver, clock: clock, ids: IDGenerator(clock: clock), outboxIsStream: true))
      // The first call makes the epoch.
      let empty = try await archive.bounds()
      #expect(empty.last == 0)
      let first = try await archive.append(subject: "a.b", messageID: "m", payload: Array("ü".utf8))
      let again = try await archive.append(subject: "a.b", messageID: "m", payload: [])
      let second = try await archive.append(subject: "a.c", messageID: nil, payload: [])
      #expect([first, again, second] == [1, 1, 2])
      let bounds = try await archive.bounds()
      #expect(bounds.first == 1 && bounds.last == 2)
      let messages = try await archive.read(after: 0, limit: 10)
      #expect(messages.map(\.subject) == ["a.b", "a.c"] && messages.first?.payload == Array("ü".utf8))
      let letter = DeadLetter(consumer: "c", message: messages[0], reason: "why", attempts: 3, time: clock.now)
      try await archive.addDeadLetter(letter)
      try await archive.addDeadLetter(letter)
      let letters = try await archive.deadLetters(of: "c", upTo: .max, limit: 5)
      let counts = try await archive.deadLetterCounts()
      #expect(letters == [letter] && counts == ["c": 1])
    }
  }
}

/// Thrown to undo.
private struct Undone: Error {}
