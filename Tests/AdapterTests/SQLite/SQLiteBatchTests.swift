import Dispatch
import ForumKernel
import SQLStore
import SQLite
import Support
import Testing

@Suite("Group commit over SQLite") struct SQLiteBatchTests {
  private static let insert: StaticString = "INSERT INTO leases (name, holder, expires_at) VALUES (?1, '', 0)"
  /// Never ends by itself. Interrupting an INSERT makes SQLite roll back the whole transaction.
  private static let endless: StaticString = """
    INSERT INTO leases (name, holder, expires_at)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i, '', 0 FROM n
    """

  @Test("a write that takes too long is undone alone: the others of its batch are saved")
  func innocents() async throws {
    var settings = SQLiteDriverSettings()
    settings.writeBudget = .milliseconds(50)
    settings.batchBudget = .seconds(10)
    let driver = try SQLiteDriver.inMemory(settings: settings)
    try await driver.migrate()
    let gate = DispatchSemaphore(value: 0)
    try await withThrowingTaskGroup { group in
      // Holds the writer until the rest waits, so that the rest is one batch.
      let (isHeld, held) = AsyncStream.makeStream(of: Void.self)
      group.addTask {
        _ = try await driver.write { _ in
          held.finish()
          // Left open, since this may run twice.
          gate.wait()
          gate.signal()
        }
      }
      for await _ in isHeld {}
      for number in 0..<8 {
        group.addTask { _ = try await driver.write { try $0.execute(Self.insert, [.text("n\(number)")]) } }
      }
      group.addTask {
        let error = await #expect(throws: AppError.self) { _ = try await driver.write { try $0.execute(Self.endless, []) } }
        #expect(error?.slug == "write_too_long")
      }
      while driver.queueDepth < 9 { await Task.yield() }
      gate.signal()
      try await group.waitForAll()
    }
    let names = try await driver.read { connection in
      var names: [String] = []
      try connection.query("SELECT name FROM leases ORDER BY name", []) { names.append($0.text(0)) }
      return names
    }
    #expect(names == (0..<8).map { "n\($0)" })
    try await driver.close()
  }
}
