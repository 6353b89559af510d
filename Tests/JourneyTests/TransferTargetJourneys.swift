import ForumKernel
import ForumRuntime
import Foundation
import Support
import Testing

@Suite("The target of a transfer") struct TransferTargetJourneys {
  private func slug(_ work: () async throws -> Void) async -> String? {
    do { try await work() } catch { return (error as? AppError)?.slug }
    return nil
  }

  @Test("a trial leaves nothing where no forum is, and says when there is no room")
  func trial() async throws {
    try await withTemporaryFolder { folder in
      let (old, new) = (folder + "/old", folder + "/new")
      try await withStoredForum(in: old) { _ in }
      let target = try await TransferTarget(
        try storedConfig(new), source: try storedConfig(old), isTrial: true, adapters: try TestAdapters.inMemory(), logger: .silent)
      #expect(try await target.store.targetState() == .empty)
      func survey(_ bytes: Int64) -> TransferSurvey {
        TransferSurvey(source: "forum", tables: [], orphans: [], bytes: bytes, transfer: nil, isCapturing: false, isFenced: false)
      }
      #expect(await slug { try target.requireSpace(for: survey(1)) } == nil)
      #expect(await slug { try target.requireSpace(for: survey(1 << 60)) } == "no_space")
      try await target.close()
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["old"])
    }
  }

  @Test("the same store is refused under its short name, in a trial too", arguments: [true, false])
  func sameStore(isTrial: Bool) async throws {
    try await withTemporaryFolder { folder in
      try await withStoredForum(in: folder) { _ in }
      let names = ["sqlite", "store.sqlite"]
      for (source, target) in zip(names, names.reversed()) {
        let refusal = await slug {
          _ = try await TransferTarget(
            try storedConfig(folder, ["store.adapter": target]), source: try storedConfig(folder, ["store.adapter": source]), isTrial: isTrial,
            adapters: try TestAdapters.inMemory(), logger: .silent)
        }
        #expect(refusal == "same_store")
      }
    }
  }

  @Test("a directory without a forum is told, and none is made there")
  func noForum() async throws {
    try await withTemporaryFolder { folder in
      #expect(await slug { try OperatorLine.requireForum(in: folder) } == "no_forum")
      #expect(!FileManager.default.fileExists(atPath: folder))
    }
  }
}
