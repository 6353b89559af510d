import ForumKernel
import ForumWiring
import Foundation
import SQLStore
import Support
import Testing

@testable import Postgres

@Suite("Postgres: texts, errors and pauses")
struct PostgresValueTests {
  @Test("parameters are renumbered, but not in quotes")
  func parameters() {
    #expect(PostgresStatement.numbered("SELECT ?1, '?2', \"?3\", 'it''s ?4' WHERE a = ?12") == "SELECT $1, '?2', \"?3\", 'it''s ?4' WHERE a = $12")
  }

  @Test("a statement that was prepared with a NULL takes a value later; what it knew it keeps")
  func types() {
    let statement = PostgresStatement("SELECT ?1, ?2", number: 0)
    #expect(!statement.accepts([PostgresType.text, PostgresType.unspecified]))
    statement.types = [PostgresType.text, PostgresType.unspecified]
    #expect(statement.accepts([PostgresType.unspecified, PostgresType.unspecified]))
    #expect(!statement.accepts([PostgresType.unspecified, PostgresType.uuid]))
    #expect(statement.merged([PostgresType.unspecified, PostgresType.uuid]) == [PostgresType.text, PostgresType.uuid])
  }

  @Test("the columns of a unique constraint are read from the detail in any language; without one its name is told")
  func uniqueness() {
    var error = PostgresError("23505", "duplicate key value violates unique constraint \"x\"")
    error.table = "users"
    error.detail = "Schlüssel »(tenant_id, handle_key)=(…, a)=(b)« existiert bereits."
    #expect(PostgresFailure.error(error, isWrite: true) as? SQLConstraintError == SQLConstraintError(.unique, "users.tenant_id, users.handle_key"))
    error.detail = nil
    error.constraint = "users_by_handle"
    #expect(PostgresFailure.error(error, isWrite: true) as? SQLConstraintError == SQLConstraintError(.unique, "users: users_by_handle"))
  }

  @Test(
    "what is short of something, or not there, is unavailable with a time to try again",
    arguments: [
      ("53300", "store_busy"), ("53200", "store_busy"), ("53100", "disk_full"), ("57P03", "store_unreachable"), ("08006", "store_unreachable"),
      ("25006", "store_read_only"), ("57014", "write_too_long"), ("40P01", "write_conflicts"), ("55P03", "store_busy"), ("", "store_unreachable"),
    ])
  func unavailable(state: String, slug: String) {
    let error = PostgresFailure.error(PostgresError(state, "…"), isWrite: true) as? AppError
    #expect(error?.code == .unavailable && error?.slug == slug && (error?.retryAfterSeconds ?? 0) > 0)
  }

  @Test(
    "a privilege that is missing is named by the statement that grants it",
    arguments: [
      ("permission denied for table posts", "SELECT 1", "GRANT SELECT, INSERT, UPDATE, DELETE ON posts TO \"forum\""),
      ("permission denied for schema public", "CREATE TABLE a ()", "GRANT USAGE, CREATE ON SCHEMA public TO \"forum\""),
      ("permission denied for sequence s", "SELECT 1", "GRANT USAGE, SELECT ON SEQUENCE s TO \"forum\""),
      ("must be owner of table posts", "ALTER TABLE posts", "ALTER TABLE posts OWNER TO \"forum\""),
      ("Zugriff verweigert", "SELECT 1", "GRANT USAGE, CREATE ON SCHEMA public TO \"forum\""),
    ])
  func grants(message: String, sql: String, grant: String) {
    var error = PostgresError("42501", message)
    error.advise(user: "forum", refused: sql)
    #expect(error.description.contains("as an owner run: \(grant)"), "\(error)")
  }

  @Test("a library that is not there is told with the Debian package")
  func missingLibrary() {
    let error = #expect(throws: PostgresSetupError.self) { try PostgresLibrary.load("libpq-not-there.so.5") }
    #expect(error?.description.contains("libpq-not-there.so.5") == true)
    #expect(error?.description.contains("apt-get install libpq5") == true)
  }

  @Test("settings become the driver's, and the file of the password is read each time")
  func settings() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let file = folder + "/password"
      let values = SettingValues([
        "store.url": .text("host=db"), "postgres.password_file": .text(file), "postgres.writers": .integer(1),
        "postgres.prepared": .boolean(false),
      ])
      let driver = PostgresSettings().driver(values)
      #expect(driver.url == "host=db" && driver.writers == 1 && driver.readers == 8 && !driver.prepared)
      for password in ["one", "two"] {
        try Data("\(password)\n".utf8).write(to: URL(filePath: file))
        let read = try await driver.password?.secret()
        #expect(read == password)
      }
    }
    #expect(PostgresSettings().driver(SettingValues()).password == nil)
  }

  @Test("conflicts are tried again with pauses that grow to a bound; a broken connection once, over a new one")
  func attempts() {
    var attempts = TransactionAttempts(conflictsMax: 12)
    let pauses = (0..<12).map { _ in attempts.next(after: .runAgain) { $0.upperBound }?.pause }
    #expect(pauses.first == .milliseconds(1) && pauses.last == .milliseconds(100))
    #expect(attempts.next(after: .runAgain) == nil)
    #expect(attempts.next(after: .reconnect) == TransactionAttempts.Next(pause: .zero, isFresh: true))
    #expect(attempts.next(after: .reconnect) == nil)
    #expect(attempts.next(after: .giveUp) == nil)
    var looks = TransactionAttempts(conflictsMax: 12)
    #expect((0..<5).map { _ in looks.next(after: .lookAgain) == nil } == [false, false, false, true, true])
  }

  @Test("a server that is not there is left alone for growing pauses")
  func reconnecting() {
    var pause = ReconnectPause()
    var now = ContinuousClock.now
    #expect(pause.allows(now))
    for milliseconds in [50, 100, 200, 400, 800, 1600, 2000, 2000] {
      pause.failed(now)
      pause.failed(now + .milliseconds(1))
      #expect(!pause.allows(now + .milliseconds(milliseconds - 1)) && pause.allows(now + .milliseconds(milliseconds)))
      now += .milliseconds(milliseconds)
    }
    pause.succeeded()
    #expect(pause.allows(now))
  }
}
