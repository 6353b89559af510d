import ForumKernel
import SQLStore
import Support
import Synchronization
import Testing

@Suite struct SQLDriverContract {
  private static let insert: StaticString = "INSERT INTO leases (name, holder, expires_at) VALUES (?1, ?2, ?3)"
  private static let count: StaticString = "SELECT COUNT(*) FROM leases"

  private func count(_ driver: any SQLDriver) async throws -> Int64 {
    try await driver.read { connection in
      var count: Int64 = 0
      try connection.query(Self.count, []) { count = $0.integer(0) }
      return count
    }
  }

  @Test("a suite without a server says so", .enabled(if: !PostgresServer.isThere))
  func skipped() { Issue.record("store.postgres was left out: FORUM_TEST_POSTGRES names no server", severity: .warning) }

  @Test("a body that throws leaves nothing behind, and the others of its time are kept", arguments: SQLBackend.available)
  func atomicity(backend: SQLBackend) async throws {
    try await backend.with { driver in
      let failures = try await withThrowingTaskGroup(of: Bool.self) { group in
        for number in 0..<64 {
          group.addTask {
            do {
              _ = try await driver.write { connection in
                try connection.execute(Self.insert, [.text("n\(number)"), .text(""), .integer(0)])
                if number.isMultiple(of: 4) { throw AppError(.conflict, "wanted", "This one fails.") }
              }
              return false
            } catch let error as AppError where error.slug == "wanted" {
              return true
            }
          }
        }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(failures == 16)
      let rows = try await count(driver)
      #expect(rows == 48)
    }
  }

  @Test("what a write did is there for the next read, and runs its after-commit actions once and in order", arguments: SQLBackend.available)
  func order(backend: SQLBackend) async throws {
    try await backend.with { driver in
      let seen = Order()
      for number in 0..<20 {
        _ = try await driver.write { connection in
          try connection.execute(Self.insert, [.text("n\(number)"), .text(""), .integer(0)])
          connection.afterCommit { seen.append(number * 2) }
          connection.afterCommit { seen.append(number * 2 + 1) }
        }
        let rows = try await count(driver)
        #expect(rows == Int64(number + 1))
      }
      _ = try? await driver.write { connection in
        connection.afterCommit { seen.append(-1) }
        throw AppError(.conflict, "wanted", "This one fails.")
      }
      #expect(seen.all == Array(0..<40))
    }
  }

  @Test("the after-commit actions of writes at the same time run in the order of their commits", arguments: SQLBackend.available)
  func orderOfCommits(backend: SQLBackend) async throws {
    try await backend.with { driver in
      let seen = Order()
      _ = try await driver.write { try $0.execute(Self.insert, [.text("n"), .text(""), .integer(0)]) }
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<30 {
          group.addTask {
            try await driver.write { connection in
              try connection.query("UPDATE leases SET expires_at = expires_at + 1 RETURNING expires_at", []) { row in
                let number = Int(row.integer(0))
                connection.afterCommit { seen.append(number) }
              }
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(seen.all == Array(1...30))
    }
  }

  @Test("a read sees one moment: what is written meanwhile is not there", arguments: SQLBackend.available.filter { $0 != .sqliteMemory })
  func snapshot(backend: SQLBackend) async throws {
    try await backend.with { driver in
      let (begun, written) = (Gate(), Gate())
      async let seen = driver.read { connection in
        var counts: [Int64] = []
        try connection.query(Self.count, []) { counts.append($0.integer(0)) }
        begun.open()
        written.wait()
        try connection.query(Self.count, []) { counts.append($0.integer(0)) }
        return counts
      }
      await begun.opened()
      try await driver.write { _ = try $0.execute(Self.insert, [.text("n"), .text(""), .integer(0)]) }
      written.open()
      let counts = try await seen
      #expect(counts == [0, 0])
    }
  }

  @Test("migrating again changes nothing", arguments: SQLBackend.available)
  func migrations(backend: SQLBackend) async throws {
    try await backend.with { driver in
      _ = try await driver.write { try $0.execute(Self.insert, [.text("n"), .text(""), .integer(0)]) }
      try await driver.migrate()
      try await driver.checkWritable()
      let rows = try await count(driver)
      #expect(rows == 1)
    }
  }

  @Test("a schema that is newer than the program is refused", arguments: SQLBackend.available)
  func newerSchema(backend: SQLBackend) async throws {
    try await backend.with { driver in
      try await driver.write { _ = try $0.execute("INSERT INTO schema_migrations (number, sha256) VALUES (9999, '')", []) }
      await #expect(throws: SchemaError.newerThanProgram(number: 9999)) { try await driver.migrate() }
    }
  }

  @Test(
    "what was acknowledged is there after the database is opened again; a closed driver takes and gives nothing",
    arguments: SQLBackend.available.filter { $0 != .sqliteMemory })
  func reopening(backend: SQLBackend) async throws {
    try await backend.withOpening { open in
      let first = try open()
      try await first.migrate()
      _ = try await first.write { try $0.execute(Self.insert, [.text("n"), .text(""), .integer(0)]) }
      try await first.close()
      let error = await #expect(throws: AppError.self) {
        _ = try await first.write { try $0.execute(Self.insert, [.text("m"), .text(""), .integer(0)]) }
      }
      #expect(error?.slug == "store_closed")
      let unread = await #expect(throws: AppError.self) { try await count(first) }
      #expect(unread?.slug == "store_closed")
      let second = try open()
      let rows = try await count(second)
      #expect(rows == 1)
      try await second.close()
    }
  }
}

/// What happened, in order.
private final class Order: Sendable {
  private let numbers = Mutex<[Int]>([])
  func append(_ number: Int) { numbers.withLock { $0.append(number) } }
  var all: [Int] { numbers.withLock { $0 } }
}
