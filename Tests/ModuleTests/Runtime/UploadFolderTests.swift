import Forum
import ForumKernel
import Foundation
import Support
import Testing

@testable import ForumRuntime

@Suite("The folder of uploads") struct UploadFolderTests {
  private func names(_ folder: String) -> [String] { (try? FileManager.default.contentsOfDirectory(atPath: folder + "/uploads")) ?? [] }

  /// Waits until nothing is there, for at most ten seconds.
  private func empties(_ folder: String) async throws -> Bool {
    for _ in 0..<1000 where !names(folder).isEmpty { try await Task.sleep(for: .milliseconds(10)) }
    return names(folder).isEmpty
  }

  @Test("a file goes when its writer lets go of it, and stays once it is finished") func lettingGo() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let spool = try UploadFolder(dataDirectory: folder)
      func write(finishing: Bool) async throws -> String {
        let file = try await spool.begin()
        try await file.append(Array("words".utf8))
        if finishing { #expect(try await file.finish().bytes == 5) }
        #expect(names(folder).count == 1)
        return file.path
      }
      _ = try await write(finishing: false)
      #expect(try await empties(folder))
      let kept = try await write(finishing: true)
      #expect(names(folder).count == 1)
      await spool.remove([kept])
      #expect(names(folder).isEmpty)
    }
  }

  @Test("who gives up while a file is made for them leaves none") func givingUp() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let spool = try UploadFolder(dataDirectory: folder)
      for _ in 0..<200 {
        let asking = Task { _ = try await spool.begin() }
        asking.cancel()
        _ = await asking.result
      }
      #expect(try await empties(folder))
    }
  }
}
