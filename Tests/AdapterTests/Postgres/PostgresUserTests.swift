import ForumKernel
import Foundation
import Postgres
import SQLStore
import Support
import Testing

@Suite("Postgres: users that come and go", .enabled(if: PostgresServer.isThere))
struct PostgresUserTests {
  private static let insert: StaticString = "INSERT INTO leases (name, holder, expires_at) VALUES (?1, '', 0)"

  private static func credentials(_ user: String) -> String { #"{"username":"\#(user)","password":"pass/word"}"# }

  /// Runs `body` with two users that may do the same, and settings that come to the schema by what `secret` says.
  private func withUsers(_ body: (PostgresServer, _ users: [String], _ settings: (ChangingSecret) -> PostgresDriverSettings) async throws -> Void)
    async throws
  {
    try await #require(PostgresServer.current).withRole { server, schema, role in
      let users = ["\(role)_a", "\(role)_b"]
      for user in users {
        try await server.run(
          "CREATE ROLE \(user) LOGIN PASSWORD 'pass/word'; GRANT \(user) TO CURRENT_USER; GRANT USAGE ON SCHEMA \(schema) TO \(user); "
            + "GRANT SELECT, INSERT ON \(schema).leases TO \(user)")
      }
      let outcome: Result<Void, any Error>
      do {
        try await body(server, users) { secret in
          var settings = server.settings(schema, user: "nobody", password: "nothing")
          settings.credentials = secret
          return settings
        }
        outcome = .success(())
      } catch {
        outcome = .failure(error)
      }
      for user in users {
        try await server.run("DO $$ BEGIN IF to_regrole('\(user)') IS NOT NULL THEN DROP OWNED BY \(user); DROP ROLE \(user); END IF; END $$")
      }
      try outcome.get()
    }
  }

  private func sessions(of user: String, _ driver: PostgresDriver) async throws -> Int64 {
    try await driver.read { connection in
      var count: Int64 = 0
      try connection.query("SELECT COUNT(*) FROM pg_stat_activity WHERE usename = ?1", [.text(user)]) { count = $0.integer(0) }
      return count
    }
  }

  @Test("when a user is replaced, idle connections become the new one's by themselves") func idle() async throws {
    try await withUsers { server, users, settings in
      let secret = ChangingSecret(Self.credentials(users[0]))
      let driver = try PostgresDriver(settings: settings(secret))
      try await withThrowingTaskGroup(of: Void.self) { group in
        for number in 0..<4 { group.addTask { try await driver.write { _ = try $0.execute(Self.insert, [.text("n\(number)")]) } } }
        try await group.waitForAll()
      }
      #expect(try await sessions(of: users[0], driver) > 1)
      secret.replace(with: Self.credentials(users[1]))
      let end = ContinuousClock.now + .seconds(20)
      while try await sessions(of: users[0], driver) > 0 {
        try #require(ContinuousClock.now < end)
        try await Task.sleep(for: .milliseconds(20))
      }
      #expect(try await sessions(of: users[1], driver) > 1)
      try await driver.close()
    }
  }

  @Test("a user that was dropped under its sessions costs no write: the source is told, and gives another one", arguments: [false, true])
  func dropped(endsSessions: Bool) async throws {
    try await withUsers { server, users, settings in
      let secret = ChangingSecret(Self.credentials(users[0]), successor: Self.credentials(users[1]))
      let driver = try PostgresDriver(settings: settings(secret))
      try await driver.write { _ = try $0.execute(Self.insert, [.text("before")]) }
      try await server.run("DROP OWNED BY \(users[0]); DROP ROLE \(users[0])")
      if endsSessions {
        try await server.run("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '\(users[0])'")
      }
      try await driver.write { _ = try $0.execute(Self.insert, [.text("after")]) }
      #expect(try await sessions(of: users[1], driver) > 0 && secret.edition == 1)
      try await driver.close()
    }
  }

  @Test("a user with an end makes no tables, since nobody could drop it then") func owner() async throws {
    try await withUsers { server, users, _ in
      try await server.run("ALTER ROLE \(users[0]) VALID UNTIL '2100-01-01'")
      var ending = server.settings(users[0], user: "nobody", password: "nothing")
      ending.credentials = ChangingSecret(Self.credentials(users[0]))
      try await server.run("CREATE SCHEMA \(users[0]) AUTHORIZATION \(users[0])")
      let driver = try PostgresDriver(settings: ending)
      let error = await #expect(throws: PostgresSetupError.self) { try await driver.migrate() }
      #expect(error == .endingOwner(users[0]))
      try await driver.close()
    }
  }

  @Test("what is no user and password is told, and not repeated") func malformed() async throws {
    var settings = PostgresDriverSettings(url: "postgresql://127.0.0.1:1/x")
    settings.credentials = ChangingSecret(#"{"username":"hush"}"#)
    let driver = try PostgresDriver(settings: settings)
    let error = await #expect(throws: PostgresSetupError.self) { try await driver.migrate() }
    #expect(error?.description.contains("store.credentials is not") == true && error?.description.contains("hush") == false)
    try await driver.close()
  }
}
