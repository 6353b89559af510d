import ForumKernel
import ForumRuntime
import Foundation
import Support
import Testing

@Suite("What the doctor sees of a store") struct DoctorJourneys {
  private static let pageBytes = 4096

  /// Destroys the page that the text is in.
  private func damage(_ file: String, at text: String) throws {
    var bytes = try Data(contentsOf: URL(filePath: file))
    let place = try #require(bytes.range(of: Data(text.utf8))).lowerBound / Self.pageBytes * Self.pageBytes
    bytes.replaceSubrange(place..<place + Self.pageBytes, with: Data(repeating: 0xFF, count: Self.pageBytes))
    try bytes.write(to: URL(filePath: file))
  }

  private func storeProblem(_ line: OperatorLine) async throws -> String? {
    guard case .status(let status) = try await line.call(.inspection) else { return "no status" }
    return status.parts.first { $0.name == "store" }?.problem
  }

  private func problemWithoutServer(_ folder: String) async throws -> String? {
    let line = try await OperatorLine(config: try storedConfig(folder), adapters: try TestAdapters.inMemory(), logger: .silent)
    let problem = try await storeProblem(line)
    await line.close()
    return problem
  }

  @Test("a page of the database that is damaged is found, beside the server and without it, and looking changes nothing")
  func damagedPage() async throws {
    try await withTemporaryFolder { folder in
      let file = folder + "/forum.sqlite"
      try await withStoredForum(in: folder) { stored in
        let ada = try await stored.forum.member("ada")
        _ = try await stored.forum.thread(by: ada, body: "The text of the page that goes.")
        #expect(try await storeProblem(stored.line()) == nil)
      }
      try damage(file, at: "The text of the page that goes.")
      let before = try Data(contentsOf: URL(filePath: file))
      let alone = try #require(try await problemWithoutServer(folder))
      #expect(alone.contains("damaged") && alone.contains("restore") && alone.count < 500)
      #expect(try Data(contentsOf: URL(filePath: file)) == before)
      try await withStoredForum(in: folder) { stored in
        let beside = try await storeProblem(stored.line())
        #expect(beside == alone)
      }
    }
  }

  @Test("a file that is no database is told with what to do")
  func noDatabase() async throws {
    try await withTemporaryFolder { folder in
      try await withStoredForum(in: folder) { _ in }
      try Data(repeating: 0x2E, count: 10_000).write(to: URL(filePath: folder + "/forum.sqlite"))
      let error = await #expect(throws: AppError.self) {
        _ = try await OperatorLine(config: try storedConfig(folder), adapters: try TestAdapters.inMemory(), logger: .silent)
      }
      #expect(error?.slug == "store_damaged" && error?.message.contains("forum-lite restore") == true)
    }
  }
}
