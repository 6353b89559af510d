import Foundation
public import Postgres
public import SQLStore

/// The Postgres server that tests may use: any role that may create schemas and roles and is no superuser, in a database of its own.
public struct PostgresServer: Sendable {
  /// `FORUM_TEST_POSTGRES=postgresql://user:password@127.0.0.1:5432/forum`; without it these tests are skipped, and say so.
  public static let current: PostgresServer? = ProcessInfo.processInfo.environment["FORUM_TEST_POSTGRES"].flatMap(PostgresServer.init)
  public static var isThere: Bool { current != nil }

  /// `FORUM_TEST_POSTGRES_REPLICA=127.0.0.1:5433`: a streaming standby of it, which tests may pause.
  public static let replica = ProcessInfo.processInfo.environment["FORUM_TEST_POSTGRES_REPLICA"]

  private let components: URLComponents
  /// All tests share the server's connections.
  private let places = Places(10)

  private init?(_ url: String) {
    guard let components = URLComponents(string: url), components.host != nil else { return nil }
    self.components = components
  }

  /// Runs `body` with a name for a fresh schema, and removes that one afterwards.
  public func withSchema<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    await places.take()
    let result: Swift.Result<Result, any Error>
    do { result = .success(try await withNewSchema(body)) } catch { result = .failure(error) }
    await places.giveBack()
    return try result.get()
  }

  private func withNewSchema<Result>(_ body: (String) async throws -> Result) async throws -> Result {
    let schema = "forum_\(UInt64.random(in: 0...UInt64.max))"
    try await run("CREATE SCHEMA \(schema)")
    let result: Result
    do {
      result = try await body(schema)
    } catch {
      try await run("DROP SCHEMA \(schema) CASCADE")
      throw error
    }
    try await run("DROP SCHEMA \(schema) CASCADE")
    return result
  }

  /// Settings of a driver that reads in `schema` on the standby.
  public func replicaSettings(_ schema: String, at place: String) -> PostgresDriverSettings {
    var other = components
    let parts = place.split(separator: ":")
    (other.host, other.port) = (String(parts[0]), Int(parts[1]))
    return Self(other).settings(schema)
  }

  private init(_ components: URLComponents) { self.components = components }

  /// Settings of a driver that works in `schema`, with few connections, since all tests share the server.
  public func settings(_ schema: String, user: String? = nil, password: String? = nil, options: String = "") -> PostgresDriverSettings {
    var components = components
    if let user { components.user = user }
    if let password { components.password = password }
    components.queryItems = (components.queryItems ?? []) + [URLQueryItem(name: "options", value: "-csearch_path=\(schema) \(options)")]
    var settings = PostgresDriverSettings(url: components.string ?? "")
    settings.writers = 4
    settings.readers = 2
    settings.waitTimeout = .seconds(20)
    return settings
  }

  /// Runs `body` on a driver over a fresh schema, with the tables unless told otherwise.
  public func withDriver<Result>(
    migrated: Bool = true, _ change: (inout PostgresDriverSettings) -> Void = { _ in }, _ body: (PostgresDriver) async throws -> Result
  ) async throws -> Result {
    try await withSchema { schema in
      var settings = settings(schema)
      change(&settings)
      let driver = try PostgresDriver(settings: settings)
      if migrated { try await driver.migrate() }
      let result: Result
      do {
        result = try await body(driver)
      } catch {
        try await driver.close()
        throw error
      }
      try await driver.close()
      return result
    }
  }

  /// Runs `body` with a schema that has the tables, and a role that may use the schema, with the password `first`.
  public func withRole(_ body: (PostgresServer, _ schema: String, _ role: String) async throws -> Void) async throws {
    try await withSchema { schema in
      let owner = try PostgresDriver(settings: settings(schema))
      try await owner.migrate()
      try await owner.close()
      let role = schema + "_role"
      try await run("CREATE ROLE \(role) LOGIN PASSWORD 'first'; GRANT \(role) TO CURRENT_USER; GRANT USAGE ON SCHEMA \(schema) TO \(role)")
      do { try await body(self, schema, role) } catch {
        try await run("DROP OWNED BY \(role); DROP ROLE \(role)")
        throw error
      }
      try await run("DROP OWNED BY \(role); DROP ROLE \(role)")
    }
  }

  /// Runs any SQL, as the role of the environment.
  public func run(_ sql: String) async throws {
    let driver = try PostgresDriver(settings: settings("public"))
    let result: Swift.Result<Void, any Error>
    do {
      try await driver.write { connection in
        try connection.execute(
          "CREATE OR REPLACE FUNCTION pg_temp.run(command text) RETURNS void LANGUAGE plpgsql AS 'BEGIN EXECUTE command; END'", [])
        try connection.query("SELECT pg_temp.run(?1)", [.text(sql)]) { _ in }
      }
      result = .success(())
    } catch {
      result = .failure(error)
    }
    try await driver.close()
    try result.get()
  }
}

extension SQLDriver {
  /// Over the rows of every tenant.
  public func write<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
    try await write(.everyTenant, body)
  }

  /// Over the rows of every tenant.
  public func read<Result: Sendable>(_ body: @escaping @Sendable (any SQLConnection) throws -> Result) async throws -> Result {
    try await read(.everyTenant, body)
  }
}

/// So many may be inside at once.
private actor Places {
  private var free: Int
  private var waiting: [CheckedContinuation<Void, Never>] = []

  init(_ count: Int) { free = count }

  func take() async {
    if free > 0 { free -= 1 } else { await withCheckedContinuation { waiting.append($0) } }
  }

  func giveBack() {
    if waiting.isEmpty { free += 1 } else { waiting.removeFirst().resume() }
  }
}
