import ForumKernel
import Postgres
import SQLStore
import Support
import Synchronization
import Testing

@Suite("Postgres: connections that break", .enabled(if: PostgresServer.isThere))
struct PostgresConnectionTests {
  private static let insert: StaticString = "INSERT INTO leases (name, holder, expires_at) VALUES (?1, '', 0)"
  private static let endItself: StaticString = "SELECT pg_terminate_backend(pg_backend_pid())"

  private func count(_ driver: PostgresDriver) async throws -> Int64 {
    try await driver.read { connection in
      var count: Int64 = 0
      try connection.query("SELECT COUNT(*) FROM leases", []) { count = $0.integer(0) }
      return count
    }
  }

  @Test("one that breaks before the commit is opened anew and the body runs again, once")
  func once() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver { driver in
      let (runs, actions) = (Counter(), Counter())
      try await driver.write { connection in
        try connection.execute(Self.insert, [.text("n")])
        connection.afterCommit { actions.add() }
        if runs.add() == 1 { try connection.execute(Self.endItself, []) }
      }
      #expect(runs.count == 2 && actions.count == 1)
      let rows = try await count(driver)
      #expect(rows == 1)
    }
  }

  @Test("one that breaks again and again is answered as unavailable, and the next call works")
  func always() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver { driver in
      let runs = Counter()
      let error = await #expect(throws: AppError.self) {
        try await driver.write { connection in
          runs.add()
          try connection.execute(Self.insert, [.text("n")])
          try connection.execute(Self.endItself, [])
        }
      }
      #expect(error?.code == .unavailable && error?.slug == "store_unreachable" && (error?.retryAfterSeconds ?? 0) > 0)
      #expect(runs.count == 2)
      let reading = await #expect(throws: AppError.self) { try await driver.read { _ = try $0.execute(Self.endItself, []) } }
      #expect(reading?.slug == "store_unreachable")
      try await driver.write { _ = try $0.execute(Self.insert, [.text("m")]) }
      let rows = try await count(driver)
      #expect(rows == 1)
    }
  }

  @Test("one that breaks during the commit is answered as unknown, and the body does not run again")
  func commit() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver { driver in
      try await driver.write { connection in
        try connection.execute(
          """
          CREATE FUNCTION end_itself() RETURNS trigger LANGUAGE plpgsql AS $$
          BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); RETURN NEW; END $$
          """, [])
        try connection.execute(
          """
          CREATE CONSTRAINT TRIGGER end_itself AFTER INSERT ON leases DEFERRABLE INITIALLY DEFERRED
          FOR EACH ROW EXECUTE FUNCTION end_itself()
          """, [])
      }
      let (runs, actions) = (Counter(), Counter())
      let error = await #expect(throws: AppError.self) {
        try await driver.write { connection in
          runs.add()
          connection.afterCommit { actions.add() }
          try connection.execute(Self.insert, [.text("n")])
        }
      }
      #expect(error?.code == .unavailable && error?.slug == "commit_unknown")
      #expect(runs.count == 1 && actions.count == 0)
      try await driver.checkWritable()
    }
  }

  @Test("all that are idle may break at once: nobody is told")
  func idle() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withSchema { schema in
      var settings = server.settings(schema)
      settings.url += "&application_name=\(schema)"
      let driver = try PostgresDriver(settings: settings)
      try await driver.migrate()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<8 { group.addTask { try await driver.write { _ = try $0.execute(Self.insert, [.text("n\(number)")]) } } }
        try await group.waitForAll()
      }
      try await server.run("PERFORM pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '\(schema)'".asBlock)
      for _ in 0..<6 {
        try await driver.checkWritable()
        let rows = try await count(driver)
        #expect(rows == 8)
      }
      try await driver.close()
    }
  }

  @Test("a transaction that takes too long is ended and undone, whether in one statement or in several")
  func timeouts() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withSchema { schema in
      var settings = server.settings(schema)
      let owner = try PostgresDriver(settings: settings)
      try await owner.migrate()
      try await owner.close()
      settings.statementTimeout = .milliseconds(400)
      let driver = try PostgresDriver(settings: settings)
      let writing = await #expect(throws: AppError.self) { try await driver.write { _ = try $0.execute("SELECT pg_sleep(5)", []) } }
      #expect(writing?.code == .unavailable && writing?.slug == "write_too_long")
      let reading = await #expect(throws: AppError.self) { try await driver.read { _ = try $0.execute("SELECT pg_sleep(5)", []) } }
      #expect(reading?.slug == "read_too_long")
      let many = await #expect(throws: AppError.self) {
        try await driver.write { connection in
          for number in 0..<40 {
            try connection.execute(Self.insert, [.text("n\(number)")])
            try connection.execute("SELECT pg_sleep(0.05)", [])
          }
        }
      }
      #expect(many?.slug == "write_too_long")
      let rows = try await count(driver)
      #expect(rows == 0)
      try await driver.close()
    }
  }

  @Test("a schema where another program keeps its own steps is refused before anything is made there")
  func otherProgram() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withSchema { schema in
      try await server.run("CREATE TABLE \(schema).schema_migrations (version text)")
      let driver = try PostgresDriver(settings: server.settings(schema))
      await #expect(throws: PostgresSetupError.otherProgram) { try await driver.migrate() }
      try await driver.close()
    }
  }

  @Test("a server that takes no changes is said to be read-only, by writes and by the readiness check")
  func readOnly() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withSchema { schema in
      let owner = try PostgresDriver(settings: server.settings(schema))
      try await owner.migrate()
      try await owner.close()
      let driver = try PostgresDriver(settings: server.settings(schema, options: "-cdefault_transaction_read_only=on"))
      let ready = await #expect(throws: AppError.self) { try await driver.checkWritable() }
      #expect(ready?.code == .unavailable && ready?.slug == "store_read_only")
      let written = await #expect(throws: AppError.self) { try await driver.write { _ = try $0.execute(Self.insert, [.text("n")]) } }
      #expect(written?.slug == "store_read_only" && (written?.retryAfterSeconds ?? 0) > 0)
      let rows = try await count(driver)
      #expect(rows == 0)
      try await driver.close()
    }
  }
}

extension String {
  /// As an anonymous block.
  fileprivate var asBlock: String { "DO $block$ BEGIN \(self); END $block$" }
}
