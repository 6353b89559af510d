import Dispatch
import ForumKernel
import Postgres
import SQLStore
import Support
import Synchronization
import Testing

@Suite("Postgres: writes that meet", .enabled(if: PostgresServer.isThere))
struct PostgresConflictTests {
  private static let insert: StaticString = "INSERT INTO leases (name, holder, expires_at) VALUES (?1, '', 0)"
  private static let value: StaticString = "SELECT expires_at FROM leases WHERE name = ?1"
  private static let change: StaticString = "UPDATE leases SET expires_at = ?2 WHERE name = ?1"

  @Test("of twenty changes at once that read and then write one row, all count; each runs its after-commit action once")
  func increments() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver { driver in
      try await driver.write { _ = try $0.execute(Self.insert, [.text("n")]) }
      let (runs, actions) = (Counter(), Counter())
      let bothHaveRead = Meeting(of: 2)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<20 {
          group.addTask {
            try await driver.write { connection in
              var value: Int64 = 0
              try connection.query(Self.value, [.text("n")]) { value = $0.integer(0) }
              if runs.add() <= 2 { bothHaveRead.arrive() }
              connection.afterCommit { actions.add() }
              try connection.execute(Self.change, [.text("n"), .integer(value + 1)])
            }
          }
        }
        try await group.waitForAll()
      }
      let value = try await driver.read { connection in
        var value: Int64 = 0
        try connection.query(Self.value, [.text("n")]) { value = $0.integer(0) }
        return value
      }
      #expect(value == 20)
      #expect(actions.count == 20)
      #expect(runs.count > 20)
    }
  }

  @Test("of two changes that each see that nobody has done it, one does it")
  func writeSkew() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver { driver in
      let (runs, done) = (Counter(), Counter())
      let bothHaveRead = Meeting(of: 2)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for name in ["a", "b"] {
          group.addTask {
            try await driver.write { connection in
              var count: Int64 = 0
              try connection.query("SELECT COUNT(*) FROM leases", []) { count = $0.integer(0) }
              if runs.add() <= 2 { bothHaveRead.arrive() }
              guard count == 0 else { return }
              try connection.execute(Self.insert, [.text(name)])
              connection.afterCommit { done.add() }
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(runs.count >= 3)
      #expect(done.count == 1)
    }
  }

  @Test("of two that make the same row at once after they had looked, one does; the other looks again and sees it")
  func sameRow() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver { driver in
      let (runs, found) = (Counter(), Counter())
      let bothHaveLooked = Meeting(of: 2)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for _ in 0..<2 {
          group.addTask {
            try await driver.write { connection in
              var isThere = false
              try connection.query(Self.value, [.text("n")]) { _ in isThere = true }
              if runs.add() <= 2 { bothHaveLooked.arrive() }
              if isThere { connection.afterCommit { found.add() } } else { try connection.execute(Self.insert, [.text("n")]) }
            }
          }
        }
        try await group.waitForAll()
      }
      #expect(found.count == 1)
    }
  }

  @Test("a write that always meets another one is given up as unavailable")
  func bounded() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver({ $0.conflictsMax = 3 }) { driver in
      let runs = Counter()
      let error = await #expect(throws: AppError.self) {
        try await driver.write { connection in
          runs.add()
          try connection.execute("DO $$ BEGIN RAISE EXCEPTION 'wanted' USING ERRCODE = '40001'; END $$", [])
        }
      }
      #expect(error?.code == .unavailable && error?.slug == "write_conflicts" && error?.retryAfterSeconds == 1)
      #expect(runs.count == 4)
    }
  }

  @Test("a body that hides a conflict runs again; one that hides another error does not commit")
  func hiddenErrors() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver { driver in
      let runs = Counter()
      try await driver.write { connection in
        try connection.execute(Self.insert, [.text("n")])
        guard runs.add() == 1 else { return }
        _ = try? connection.execute("DO $$ BEGIN RAISE EXCEPTION 'wanted' USING ERRCODE = '40P01'; END $$", [])
      }
      #expect(runs.count == 2)
      let error = await #expect(throws: SQLConstraintError.self) {
        try await driver.write { connection in
          try connection.execute(Self.insert, [.text("m")])
          _ = try? connection.execute(Self.insert, [.text("n")])
        }
      }
      #expect(error?.detail == "leases.name")
      let rows = try await driver.read { connection in
        var count: Int64 = 0
        try connection.query("SELECT COUNT(*) FROM leases", []) { count = $0.integer(0) }
        return count
      }
      #expect(rows == 1)
    }
  }
}

/// Counts from several threads.
final class Counter: Sendable {
  private let number = Atomic<Int>(0)
  @discardableResult func add() -> Int { number.add(1, ordering: .relaxed).newValue }
  var count: Int { number.load(ordering: .relaxed) }
}

/// Lets a number of threads go on only when all of them have come, or after ten seconds.
struct Meeting: Sendable {
  private let group = DispatchGroup()

  init(of count: Int) {
    for _ in 0..<count { group.enter() }
  }

  func arrive() {
    group.leave()
    _ = group.wait(timeout: .now() + 10)
  }
}
