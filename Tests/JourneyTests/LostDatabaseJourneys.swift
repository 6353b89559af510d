import ForumKernel
import ForumRuntime
import Foundation
import Support
import Testing

@Suite("A directory that has lost its database") struct LostDatabaseJourneys {
  private func refusal(of folder: String) async throws -> [AppError?] {
    let (config, adapters) = (try storedConfig(folder), try TestAdapters.inMemory())
    let opened = await #expect(throws: AppError.self) { _ = try await OperatorLine(config: config, adapters: adapters, logger: .silent) }
    let inspected = await #expect(throws: AppError.self) { _ = try await AuditInspection.run(config: config, adapters: adapters, logger: .silent) }
    return [opened, inspected]
  }

  @Test(
    "is not begun anew: what is left is told, and stays as it is", arguments: [true, false],
    ["audit-anchors.jsonl", "index/manifest", "keys/audit.key"])
  func refused(isEmpty: Bool, trace: String) async throws {
    try await withTemporaryFolder { folder in
      try await withStoredForum(in: folder) { _ in }
      let (files, database, left) = (FileManager.default, folder + "/forum.sqlite", "\(folder)/\(trace)")
      try files.createDirectory(atPath: URL(filePath: left).deletingLastPathComponent().path, withIntermediateDirectories: true)
      try Data("what the forum left".utf8).write(to: URL(filePath: left))
      try files.removeItem(atPath: database)
      if isEmpty { try Data().write(to: URL(filePath: database)) }
      let names = try files.subpathsOfDirectory(atPath: folder).sorted()
      for error in try await refusal(of: folder) {
        #expect(error?.slug == "store_missing" && error?.code == .invalid)
        #expect(error?.message.contains(trace) == true && error?.message.contains("forum-lite restore") == true)
      }
      #expect(try files.subpathsOfDirectory(atPath: folder).sorted() == names)
      #expect(files.contents(atPath: database)?.count == (isEmpty ? 0 : nil))
    }
  }

  @Test("is no new one whose first start was cut off: that starts", arguments: [true, false])
  func cutFirstStart(hasDatabase: Bool) async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder + "/index", withIntermediateDirectories: true)
      try Data("1\n".utf8).write(to: URL(filePath: folder + "/format"))
      if hasDatabase { try Data().write(to: URL(filePath: folder + "/forum.sqlite")) }
      try await withStoredForum(in: folder) { stored in
        _ = try await stored.forum.visitor.get("categories").expect(200)
      }
    }
  }

  @Test("is no place to move a forum to")
  func transfer() async throws {
    try await withTemporaryFolder { folder in
      let (old, lost) = (folder + "/old", folder + "/lost")
      try await withStoredForum(in: old) { _ in }
      try await withStoredForum(in: lost) { _ in }
      try FileManager.default.removeItem(atPath: lost + "/forum.sqlite")
      try Data("what the forum left".utf8).write(to: URL(filePath: lost + "/audit-anchors.jsonl"))
      let error = await #expect(throws: AppError.self) {
        _ = try await TransferTarget(
          try storedConfig(lost), source: try storedConfig(old), isTrial: false, adapters: try TestAdapters.inMemory(), logger: .silent)
      }
      #expect(error?.slug == "store_missing")
    }
  }
}
