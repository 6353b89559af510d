import Admin
import Foundation
import SQLStore
import Support
import Testing

@testable import SQLite

@Suite("Upgrades of a database") struct SQLiteUpgradeTests {
  /// A database as a program knew it that had the first `count` schema steps.
  private func makeOld(_ path: String, steps count: Int) async throws -> [Migration] {
    let steps = Array(Migration.sqlite.prefix(count))
    let writer = try OpenedDatabase(path: path, isReader: false)
    try writer.use { connection in
      _ = try SchemaMigrations.pending(steps, in: connection)
      try SchemaMigrations.apply(steps, to: connection)
      try connection.execute("INSERT INTO leases (name, holder, expires_at) VALUES ('of old', '', 0)", [])
    }
    try writer.close()
    return steps
  }

  @Test("an older database is kept as it was before it is brought up to date; a new one is not")
  func kept() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let steps = try await makeOld(folder + "/old.sqlite", steps: 3)
      let driver = try SQLiteDriver(path: folder + "/old.sqlite")
      try await driver.migrate()
      #expect(try driver.inspect().schema == Migration.sqlite.last?.number)
      try await driver.close()
      let fresh = try SQLiteDriver(path: folder + "/new.sqlite")
      try await fresh.migrate()
      try await fresh.close()
      let number = String(format: "%03d", try #require(steps.last).number)
      let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
      #expect(names == ["new.sqlite", "old.sqlite", "old.sqlite.before-\(number)"])
      let before = try SQLiteDriver(path: folder + "/old.sqlite.before-\(number)")
      #expect(try before.inspect().rows.filter { $0.value > 0 } == ["leases": 1, "schema_migrations": 3])
      try await before.close()
    }
  }

  @Test("whoever goes back to the copy and upgrades once more has kept what was written between")
  func keptAgain() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let path = folder + "/old.sqlite"
      let steps = try await makeOld(path, steps: 3)
      let kept = path + ".before-" + String(format: "%03d", try #require(steps.last).number)
      for leases in [1, 2] as [Int64] {
        let driver = try SQLiteDriver(path: path)
        try await driver.migrate()
        try await driver.close()
        let before = try SQLiteDriver(path: kept)
        #expect(try before.inspect().rows["leases"] == leases)
        try await before.close()
        for end in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + end) }
        try FileManager.default.copyItem(atPath: kept, toPath: path)
        let writer = try OpenedDatabase(path: path, isReader: false)
        try writer.use { try $0.execute("INSERT OR IGNORE INTO leases (name, holder, expires_at) VALUES ('between', '', 0)", []) }
        try writer.close()
      }
    }
  }

  @Test("what SQLite finds wrong is told")
  func damage() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let path = folder + "/forum.sqlite"
      let driver = try SQLiteDriver(path: path)
      try await driver.migrate()
      #expect(try driver.inspect().problems.isEmpty)
      try await driver.close()
      var bytes = try Data(contentsOf: URL(filePath: path))
      bytes.replaceSubrange(8192..<20_480, with: Data(repeating: 0xA5, count: 12_288))
      try bytes.write(to: URL(filePath: path))
      let damaged = try SQLiteDriver(path: path)
      #expect(try !damaged.inspect().problems.isEmpty)
      try await damaged.close()
    }
  }
}
