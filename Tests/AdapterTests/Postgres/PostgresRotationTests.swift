import ForumKernel
import ForumWiring
import Foundation
import Postgres
import SQLStore
import Support
import Testing

@Suite("Postgres: passwords that change", .enabled(if: PostgresServer.isThere))
struct PostgresRotationTests {
  private static let insert: StaticString = "INSERT INTO leases (name, holder, expires_at) VALUES (?1, '', 0)"

  /// Runs `body` with a driver that connects as a role of its own by this secret, and what changes the role's password.
  private func withDriver(
    _ secret: ChangingSecret, lifetime: Duration, writers: Int = 1, inURL: Bool = false,
    _ body: (PostgresDriver, _ change: (String) async throws -> Void) async throws -> Void
  ) async throws {
    try await #require(PostgresServer.current).withRole { server, schema, role in
      try await server.run("GRANT SELECT, INSERT ON \(schema).leases TO \(role)")
      var settings = server.settings(schema, user: role, password: "stale")
      if inURL {
        settings.urlSource = TemplateSecret(secret) { server.settings(schema, user: role, password: $0).url }
      } else {
        settings.password = secret
      }
      (settings.writers, settings.connectionLifetime, settings.waitTimeout) = (writers, lifetime, .seconds(30))
      let driver = try PostgresDriver(settings: settings)
      try await body(driver) { try await server.run("ALTER ROLE \(role) PASSWORD '\($0)'") }
      try await driver.close()
    }
  }

  @Test("while the forum writes, passwords change there and then here: every write is saved, over new connections too", arguments: [false, true])
  func whileWriting(inURL: Bool) async throws {
    let secret = ChangingSecret("first")
    // A connection is replaced after each use, so each write meets the password of the moment.
    try await withDriver(secret, lifetime: .zero, writers: 4, inURL: inURL) { driver, change in
      let (written, over) = (Counter(), Counter())
      try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<8 {
          group.addTask {
            repeat {
              let name = "n\(writer).\(written.add())"
              try await driver.write { _ = try $0.execute(Self.insert, [.text(name)]) }
            } while over.count == 0
          }
        }
        for number in 0..<4 {
          try await change("password \(number)")
          let before = written.count
          while written.count < before + 20 { try await Task.sleep(for: .milliseconds(5)) }
          secret.change(to: "password \(number)")
        }
        over.add()
        try await group.waitForAll()
      }
      let rows = try await driver.read { connection in
        var count: Int64 = 0
        try connection.query("SELECT COUNT(*) FROM leases", []) { count = $0.integer(0) }
        return count
      }
      #expect(rows == Int64(written.count))
      #expect(secret.asked > 4)
    }
  }

  @Test("a first connection waits for the password that the server has already")
  func waiting() async throws {
    let secret = ChangingSecret("first")
    try await withDriver(secret, lifetime: .seconds(60)) { driver, change in
      try await change("second")
      async let ready: Void = driver.checkWritable()
      while secret.asked < 3 { try await Task.sleep(for: .milliseconds(5)) }
      secret.change(to: "second")
      try await ready
    }
  }

  @Test("a password that stays wrong is told as such")
  func wrong() async throws {
    try await #require(PostgresServer.current).withRole { server, schema, role in
      var settings = server.settings(schema, user: role)
      (settings.password, settings.waitTimeout) = (ChangingSecret("wr0ng"), .milliseconds(200))
      let driver = try PostgresDriver(settings: settings)
      let error = await #expect(throws: PostgresSetupError.self) { try await driver.migrate() }
      let text = try #require(error).description
      #expect(text.contains("lets nobody in") && text.contains(role) && !text.contains("wr0ng"), "\(text)")
      try await driver.close()
    }
  }
}

/// A secret that is part of a longer one.
private struct TemplateSecret: SecretSource {
  let inner: ChangingSecret
  let make: @Sendable (String) -> String

  init(_ inner: ChangingSecret, _ make: @escaping @Sendable (String) -> String) {
    self.inner = inner
    self.make = make
  }

  func secret() async throws -> String { make(try await inner.secret()) }
}
