import ForumKernel
import Postgres
import SQLStore
import Support
import Testing

@Suite("Postgres: the numbers of events", .enabled(if: PostgresServer.isThere))
struct PostgresEventNumberTests {
  /// The number of a new event; `published`: the outbox is itself the stream.
  private static func append(_ connection: any SQLConnection, published: Bool) throws -> Int64 {
    var number: Int64 = 0
    try connection.query(
      "INSERT INTO outbox (subject, created_at, published_at, payload) VALUES ('a', 0, ?1, '') RETURNING sequence", [published ? .integer(1) : .null]
    ) { number = $0.integer(0) }
    return number
  }

  @Test("writers whose events a relay carries do not wait for each other's numbers")
  func relayed() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver { driver in
      // So that both find where the numbers go on.
      _ = try await driver.write { try Self.append($0, published: false) }
      let runs = Counter()
      let bothHaveNumbers = Meeting(of: 2)
      let numbers = try await withThrowingTaskGroup(of: Int64.self) { group in
        for _ in 0..<2 {
          group.addTask {
            try await driver.write { connection in
              runs.add()
              let number = try Self.append(connection, published: false)
              bothHaveNumbers.arrive()
              return number
            }
          }
        }
        return try await group.reduce(into: []) { $0.append($1) }.sorted()
      }
      #expect(numbers == [2, 3])
      #expect(runs.count == 2)
    }
  }

  @Test("whoever carries the events, before and after, the next number is higher than all before, and never given twice")
  func changedCarrier() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver { driver in
      var last: Int64 = 0
      for published in [true, true, false, false, true, false, true, true, false] {
        let number = try await driver.write { try Self.append($0, published: published) }
        #expect(number > last)
        last = number
      }
      _ = try await driver.write { try $0.execute("UPDATE outbox_head SET last_sequence = 1000", []) }
      let numbers = try await withThrowingTaskGroup(of: Int64.self) { group in
        for _ in 0..<8 { group.addTask { try await driver.write { try Self.append($0, published: false) } } }
        return try await group.reduce(into: Set<Int64>()) { $0.insert($1) }
      }
      #expect(numbers.count == 8 && numbers.allSatisfy { $0 > 1000 })
    }
  }

  @Test("the embedded stream has no gaps: what was rolled back gave its number back")
  func embedded() async throws {
    let server = try #require(PostgresServer.current)
    try await server.withDriver { driver in
      let first = try await driver.write { try Self.append($0, published: true) }
      await #expect(throws: AppError.self) {
        try await driver.write { connection in
          _ = try Self.append(connection, published: true)
          throw AppError(.conflict, "wanted", "Wanted.")
        }
      }
      let second = try await driver.write { try Self.append($0, published: true) }
      #expect([first, second] == [1, 2])
    }
  }
}
