import ForumKernel
import Foundation
import SQLStore
import Support
import Synchronization
import Testing

@testable import SQLite

@Suite("SQLite and its disk") struct SQLiteDiskTests {
  private func inFolder(_ body: (String) async throws -> Void) async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o755])
      try await body(folder)
    }
  }

  private final class Disk: Sendable {
    private let value = Mutex(false)
    var isFull: Bool {
      get { value.withLock { $0 } }
      set { value.withLock { $0 = newValue } }
    }
  }

  private static let fullDisk = AppError(.unavailable, "disk_full", "The disk is full.")

  @Test("after a write that found no room the store is not writable until there is room, also when small writes come through")
  func readiness() async throws {
    try await inFolder { folder in
      let disk = Disk()
      let requireRoom: @Sendable (String) throws -> Void = { _ in if disk.isFull { throw Self.fullDisk } }
      let driver = try SQLiteDriver(file: folder + "/forum.sqlite", SQLiteDriverSettings(), requireRoom: requireRoom)
      _ = try await driver.write(.everyTenant) { try $0.execute("CREATE TABLE notes (text TEXT)", []) }
      try await driver.checkWritable()
      disk.isFull = true
      // Nobody was refused anything yet.
      try await driver.checkWritable()
      let refused = await refusal { _ = try await driver.write(.everyTenant) { _ -> Int in throw Self.fullDisk } }
      #expect(refused == "disk_full")
      for _ in 0..<2 {
        _ = try await driver.write(.everyTenant) { try $0.execute("INSERT INTO notes VALUES ('small')", []) }
        #expect(await refusal { try await driver.checkWritable() } == "disk_full")
      }
      disk.isFull = false
      try await driver.checkWritable()
      try await driver.checkWritable()
      try await driver.close()
    }
  }

  @Test("what SQLite says of a full disk, also of its shared memory, is an error that passes, with the file's name at the start")
  func words() throws {
    for code: Int32 in [13, 4874] {
      let (running, opening) = (SQLiteFailure.error(code, "x"), SQLiteFailure.ofFile("open", "/data/forum.sqlite", code, "x"))
      #expect((running as? AppError)?.slug == "disk_full" && !SQLiteFailure.isFatal(running))
      #expect((opening as? AppError)?.slug == "disk_full" && (opening as? AppError)?.message.contains("/data/forum.sqlite") == true)
    }
    let copying = try #require(SQLiteFailure.ofFile("write", "/data/copy", 1034, "not an error") as? AppError)
    #expect(copying.message.contains("/data/copy") && copying.message.contains("disk I/O error") && !copying.message.contains("not an error"))
  }

  @Test("room is found where there is some, and nothing is left of the look") func room() async throws {
    try await inFolder { folder in
      try DiskRoom.require(beside: folder + "/forum.sqlite")
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder).isEmpty)
    }
  }

  @Test("no file of a database can be read by others, also in a folder that is open to them") func modes() async throws {
    try await inFolder { folder in
      let files = FileManager.default
      let driver = try SQLiteDriver(path: folder + "/forum.sqlite")
      try await driver.migrate()
      try driver.copy(to: folder + "/copy.sqlite")
      let names = try files.contentsOfDirectory(atPath: folder)
      #expect(Set(names) == ["forum.sqlite", "forum.sqlite-wal", "forum.sqlite-shm", "copy.sqlite"])
      for name in names { #expect(try files.attributesOfItem(atPath: "\(folder)/\(name)")[.posixPermissions] as? Int == 0o600, "\(name)") }
      try await driver.close()
    }
  }

  @Test("a folder whose name is the beginning of a URI is a folder") func uriNames() throws {
    #expect(DatabaseFile.name("file:x/forum.sqlite") == "./file:x/forum.sqlite" && DatabaseFile.name("/a/file:x") == "/a/file:x")
  }

  @Test("a database that can't be opened is told with its path and the reason") func notOpened() async throws {
    try await inFolder { folder in
      let error = #expect(throws: AppError.self) { _ = try SQLiteDriver(path: folder + "/not/there.sqlite") }
      #expect(error?.message.contains("not/there.sqlite: No such file or directory") == true)
    }
  }
}
