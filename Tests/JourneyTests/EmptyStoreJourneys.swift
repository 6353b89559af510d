import ForumKernel
import ForumRuntime
import Foundation
import Support
import Testing

@Suite("Whether a store is empty") struct EmptyStoreJourneys {
  @Test("a store in which a forum was is told from an empty one, which stays empty")
  func occupied() async throws {
    try await withTemporaryFolder { folder in
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      let (config, adapters) = (try storedConfig(folder), try TestAdapters.inMemory())
      for _ in 1...2 { try await config.requireEmptyStore(adapters, logger: .silent) }
      try await withStoredForum(in: folder) { _ in }
      let error = await #expect(throws: AppError.self) { try await config.requireEmptyStore(adapters, logger: .silent) }
      #expect(error?.slug == "store_occupied" && error?.message.contains("sqlite") == true)
    }
  }
}
