import ForumKernel
import Postgres
import SQLStore
import Support
import Testing

@Suite(
  "Postgres: replicas", .serialized,
  .enabled(if: PostgresServer.isThere && PostgresServer.replica != nil, "Run it by scripts/with-postgres --replica."))
struct PostgresReplicaTests {
  private static let insert: StaticString = "INSERT INTO leases (name, holder, expires_at) VALUES (?1, '', 0)"
  private let writer = RequestCaller(user: ID(RawID(high: 1, low: 1)), address: "10.0.0.1", onlyReads: false)

  private func reader(_ number: UInt64 = 1, address: String = "10.0.0.1") -> RequestCaller {
    RequestCaller(user: number == 0 ? nil : ID(RawID(high: 1, low: number)), address: address, onlyReads: true)
  }

  /// Runs `body` with a driver that has a replica, when that one can be used, and what runs SQL on the replica. Its replay goes on afterwards.
  private func withReplica(
    lagMax: Duration = .seconds(60), _ body: (PostgresDriver, _ onReplica: (StaticString) async throws -> Void) async throws -> Void
  ) async throws {
    let (server, place) = (try #require(PostgresServer.current), try #require(PostgresServer.replica))
    try await server.withSchema { schema in
      var settings = server.settings(schema)
      (settings.replicas, settings.replicaLagMax) = ([place], lagMax)
      let driver = try PostgresDriver(settings: settings)
      try await driver.migrate()
      let other = try PostgresDriver(settings: server.replicaSettings(schema, at: place))
      let onReplica = { (sql: StaticString) in try await other.read { try $0.query(sql, []) { _ in } } }
      try await eventually { await driver.replicaStates().first?.problem == nil }
      // The tables have come over, too.
      try await eventually { try await isOnReplica(driver, reader(9)) }
      let result: Result<Void, any Error>
      do { result = .success(try await body(driver, onReplica)) } catch { result = .failure(error) }
      try await onReplica("SELECT pg_wal_replay_resume()")
      try await other.close()
      try await driver.close()
      try result.get()
    }
  }

  private func eventually(_ holds: () async throws -> Bool) async throws {
    for _ in 0..<1200 {
      if (try? await holds()) == true { return }
      try await Task.sleep(for: .milliseconds(50))
    }
    Issue.record("it did not come about within a minute")
  }

  private func isOnReplica(_ driver: PostgresDriver, _ caller: RequestCaller?) async throws -> Bool {
    try await RequestCaller.$current.withValue(caller) {
      try await driver.read { connection in
        var answer: Int64 = 0
        try connection.query("SELECT pg_is_in_recovery() FROM schema_migrations LIMIT 1", []) { answer = $0.integer(0) }
        return answer == 1
      }
    }
  }

  private func isOnPrimary(_ driver: PostgresDriver, _ caller: RequestCaller?) async throws -> Bool { try await !isOnReplica(driver, caller) }

  private func names(_ driver: PostgresDriver, _ caller: RequestCaller?) async throws -> Int64 {
    try await RequestCaller.$current.withValue(caller) {
      try await driver.read { connection in
        var count: Int64 = 0
        try connection.query("SELECT COUNT(*) FROM leases", []) { count = $0.integer(0) }
        return count
      }
    }
  }

  private func write(_ driver: PostgresDriver, _ name: String, as caller: RequestCaller? = nil) async throws {
    try await RequestCaller.$current.withValue(caller ?? writer) { try await driver.write { _ = try $0.execute(Self.insert, [.text(name)]) } }
  }

  @Test("requests that only read go to the replica, all else goes to the primary")
  func division() async throws {
    try await withReplica { driver, _ in
      #expect(try await isOnReplica(driver, reader(0)))
      #expect(try await isOnReplica(driver, reader(2)))
      #expect(try await isOnPrimary(driver, writer))
      #expect(try await isOnPrimary(driver, nil))
      let state = try #require(await driver.replicaStates().first)
      #expect(state.problem == nil && state.endpoint == PostgresServer.replica && state.reads >= 2)
    }
  }

  @Test("a caller reads each of its own writes at once, whatever the replica has")
  func ownWrites() async throws {
    try await withReplica { driver, _ in
      for number in 1...100 {
        try await write(driver, "n\(number)")
        let seen = try await names(driver, reader())
        #expect(seen == Int64(number))
      }
      // A while later the replica has them, and answers again.
      try await eventually { try await isOnReplica(driver, reader()) }
      let seen = try await names(driver, reader())
      #expect(seen == 100)
    }
  }

  @Test("while replay is paused the writer reads the primary, and others what the replica has; then the replica is left out until it catches up")
  func paused() async throws {
    try await withReplica(lagMax: .seconds(3)) { driver, onReplica in
      try await write(driver, "before")
      try await eventually { try await names(driver, reader(7)) == 1 }
      try await onReplica("SELECT pg_wal_replay_pause()")
      try await write(driver, "after")
      let (own, others) = (try await names(driver, reader()), try await names(driver, reader(7, address: "10.0.0.7")))
      #expect(own == 2 && (1...2).contains(others))
      try await eventually { await driver.replicaStates().first?.problem?.contains("behind") == true }
      let all = try await names(driver, reader(7, address: "10.0.0.7"))
      #expect(all == 2)
      #expect(try await isOnPrimary(driver, reader(7)))
      try await onReplica("SELECT pg_wal_replay_resume()")
      try await eventually { try await isOnReplica(driver, reader(7)) }
      try await eventually { try await isOnReplica(driver, reader()) }
      let caughtUp = try await names(driver, reader())
      #expect(caughtUp == 2)
    }
  }

  @Test("who wrote as nobody, from an address, reads it signed in from there too")
  func beforeSignIn() async throws {
    try await withReplica { driver, onReplica in
      try await onReplica("SELECT pg_wal_replay_pause()")
      try await write(driver, "registration", as: RequestCaller(user: nil, address: "10.0.0.5", onlyReads: false))
      let (known, unknown) = (try await names(driver, reader(5, address: "10.0.0.5")), try await names(driver, reader(0, address: "10.0.0.5")))
      #expect(known == 1 && unknown == 1)
    }
  }

  @Test("a replica that is not there is told, and the primary answers")
  func dead() async throws {
    try await #require(PostgresServer.current).withDriver({ $0.replicas = ["127.0.0.1:1"] }) { driver in
      #expect(await driver.replicaStates().map(\.problem) == ["can't be reached"])
      let isPrimary = try await isOnPrimary(driver, reader())
      #expect(isPrimary)
    }
  }

  @Test("a primary named as replica is none")
  func noStandby() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver({ $0.replicas = [String($0.url.split(separator: "@")[1].split(separator: "/")[0])] }) { driver in
      #expect(await driver.replicaStates().map(\.problem) == ["is no standby"])
    }
  }
}
