import ForumKernel
import Foundation
import Support
import Testing

@testable import InvertedIndex

@Suite("The index and its disk") struct IndexDiskTests {
  private let tenant = TenantID(RawID(high: 1, low: 1))

  private func document(_ number: Int) -> SearchDocument {
    SearchDocument(
      tenant: tenant, id: RawID(high: 7, low: UInt64(number)), kind: .post, threadID: RawID(high: 8, low: 1), categoryID: RawID(high: 9, low: 1),
      author: "ada", tags: [], title: "", body: "loom", createdAt: Timestamp(milliseconds: Int64(number)))
  }

  private func names(_ folder: String) throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

  @Test("of a file that can't be written nothing remains") func halfFile() async throws {
    try await withTemporaryFolder { folder in
      // What can't be renamed over.
      try FileManager.default.createDirectory(atPath: folder + "/taken/by", withIntermediateDirectories: true)
      let error = #expect(throws: AppError.self) { try DurableFile.write([1, 2, 3], named: "taken", in: folder) }
      #expect(error?.slug == "index_write" && error?.message.contains("Success") == false)
      #expect(try names(folder) == ["taken"])
    }
  }

  @Test("tries that fail leave nothing behind, what was there before can be read, and a try that does not fail has all")
  func repeatedFlush() async throws {
    try await withTemporaryFolder { folder in
      let index = try InvertedIndex(directory: folder)
      try await index.apply([.put(document(1))], checkpoint: StreamPosition(epoch: "e", sequence: 1))
      try await index.close()
      let before = try names(folder)
      try FileManager.default.createDirectory(atPath: folder + "/manifest.new", withIntermediateDirectories: true)
      try await index.apply([.put(document(2))], checkpoint: StreamPosition(epoch: "e", sequence: 2))
      for _ in 0..<3 {
        #expect(await refusal { try await index.close() } == "index_write")
        #expect(try names(folder) == (before + ["manifest.new"]).sorted())
      }
      #expect(try await InvertedIndex(directory: folder).statistics().documents == 1)
      try FileManager.default.removeItem(atPath: folder + "/manifest.new")
      try await index.close()
      #expect(try await InvertedIndex(directory: folder).statistics().documents == 2)
    }
  }

  @Test("a file where the folder should be is told") func file() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      try Data().write(to: URL(filePath: folder + "/index"))
      let error = #expect(throws: AppError.self) { _ = try InvertedIndex(directory: folder + "/index") }
      #expect(error?.slug == "data_directory" && error?.message.contains("\(folder)/index: there is something else of that name") == true)
    }
  }
}
