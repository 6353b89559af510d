import ForumKernel
import Foundation
import SQLStore
import SQLite
import Support
import Synchronization
import Testing

/// The engines that the suite runs over.
enum SQLBackend: String, CaseIterable, CustomTestStringConvertible {
  case sqliteFile = "store.sqlite"
  case sqliteMemory = "store.sqlite in memory"

  var testDescription: String { rawValue }

  /// Runs `body` on a fresh database with the schema.
  func with(_ body: (SQLiteDriver) async throws -> Void) async throws {
    switch self {
    case .sqliteMemory: try await Self.run(try SQLiteDriver.inMemory(), body)
    case .sqliteFile:
      try await withTemporaryFolder { folder in
        _ = try StoreFolder(folder)
        try await Self.run(try SQLiteDriver(path: folder + "/forum.sqlite"), body)
      }
    }
  }

  private static func run(_ driver: SQLiteDriver, _ body: (SQLiteDriver) async throws -> Void) async throws {
    try await driver.migrate()
    try await body(driver)
    try await driver.close()
  }
}

@Suite struct SQLDriverContract {
  private static let insert: StaticString = "INSERT INTO leases (name, holder, expires_at) VALUES (?1, ?2, ?3)"
  private static let count: StaticString = "SELECT COUNT(*) FROM leases"

  private func count(_ driver: SQLiteDriver) async throws -> Int64 {
    try await driver.read { connection in
      var count: Int64 = 0
      try connection.query(Self.count, []) { count = $0.integer(0) }
      return count
    }
  }

  @Test("a body that throws leaves nothing behind, and the others of its batch are kept", arguments: SQLBackend.allCases)
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

  @Test("what a write did is there for the next read, and runs its after-commit actions once and in order", arguments: SQLBackend.allCases)
  func order(backend: SQLBackend) async throws {
    try await backend.with { driver in
      let seen = Order()
      for number in 0..<20 {
        _ = try await driver.write { connection in
          try connection.execute(Self.insert, [.text("n\(number)"), .text(""), .integer(0)])
          connection.afterCommit { seen.append(number) }
        }
        let rows = try await count(driver)
        #expect(rows == Int64(number + 1))
      }
      _ = try? await driver.write { connection in
        connection.afterCommit { seen.append(-1) }
        throw AppError(.conflict, "wanted", "This one fails.")
      }
      #expect(seen.all == Array(0..<20))
    }
  }

  @Test("a row that is there already is told as the constraint and its columns", arguments: SQLBackend.allCases)
  func constraints(backend: SQLBackend) async throws {
    try await backend.with { driver in
      _ = try await driver.write { try $0.execute(Self.insert, [.text("n"), .text(""), .integer(0)]) }
      let error = await #expect(throws: SQLConstraintError.self) {
        _ = try await driver.write { try $0.execute(Self.insert, [.text("n"), .text(""), .integer(0)]) }
      }
      #expect(error == SQLConstraintError(.unique, "leases.name"))
    }
  }

  @Test("every kind of value comes back as it went in", arguments: SQLBackend.allCases)
  func values(backend: SQLBackend) async throws {
    try await backend.with { driver in
      let id = RawID(high: .max, low: 1)
      let found = try await driver.read { connection -> [String] in
        var found: [String] = []
        try connection.query("SELECT ?1, ?2, ?3, ?4, ?5", [.integer(.min), .real(0.5), .text("ü\u{0}\""), .id(id), .null]) { row in
          found = ["\(row.integer(0))", "\(row.real(1))", row.text(2), row.id(3).description, "\(row.isNull(4))"]
        }
        return found
      }
      #expect(found == ["\(Int64.min)", "0.5", "ü\u{0}\"", id.description, "true"])
    }
  }

  @Test("migrating again changes nothing", arguments: SQLBackend.allCases)
  func migrations(backend: SQLBackend) async throws {
    try await backend.with { driver in
      _ = try await driver.write { try $0.execute(Self.insert, [.text("n"), .text(""), .integer(0)]) }
      try await driver.migrate()
      let rows = try await count(driver)
      #expect(rows == 1)
    }
  }

  @Test("what was acknowledged is there after the file is opened again; a closed driver takes nothing")
  func reopening() async throws {
    try await withTemporaryFolder { folder in
      _ = try StoreFolder(folder)
      let first = try SQLiteDriver(path: folder + "/forum.sqlite")
      try await first.migrate()
      _ = try await first.write { try $0.execute(Self.insert, [.text("n"), .text(""), .integer(0)]) }
      try await first.close()
      let error = await #expect(throws: AppError.self) {
        _ = try await first.write { try $0.execute(Self.insert, [.text("m"), .text(""), .integer(0)]) }
      }
      #expect(error?.slug == "store_closed")
      let second = try SQLiteDriver(path: folder + "/forum.sqlite")
      let rows = try await count(second)
      #expect(rows == 1)
      try await second.close()
    }
  }
}

/// A folder that is there.
private struct StoreFolder {
  init(_ path: String) throws { try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true) }
}

/// What happened, in order.
private final class Order: Sendable {
  private let numbers = Mutex<[Int]>([])
  func append(_ number: Int) { numbers.withLock { $0.append(number) } }
  var all: [Int] { numbers.withLock { $0 } }
}
