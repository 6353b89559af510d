import ForumKernel
import Foundation
import Support
import Testing

@testable import ForumRuntime

@Suite("Store lock") struct StoreLockTests {
  @Test("a second holder is refused with the process that holds the directory, until the first lets go") func secondIsRefused() async throws {
    try await withTemporaryFolder { folder in
      do {
        let lock = try StoreLock(directory: folder)
        let error = #expect(throws: AppError.self) { _ = try StoreLock(directory: folder) }
        #expect(error?.slug == "store_in_use" && error?.message.contains("process \(getpid())") == true)
        withExtendedLifetime(lock) {}
      }
      _ = try StoreLock(directory: folder)
    }
  }
}
