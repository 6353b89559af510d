import Auth
import ForumKernel
import Support
import Synchronization
import Testing

@testable import ForumRuntime

@Suite("Rewriting the files for several erasures") struct SharedScrubTests {
  private let clock = ManualClock()

  @Test("is done at once, then waits for a hundred times as long, and does for all who came meanwhile")
  func shared() async throws {
    let scrub = SharedScrub(clock: clock)
    let ids = IDGenerator(clock: clock)
    let runs = Mutex(0)
    let slow: @Sendable () async throws -> SharedScrub.Remains = {
      runs.withLock { $0 += 1 }
      try await Task.sleep(for: .milliseconds(60))
      return [("a copy", "reason")]
    }
    let erasures: [ErasureID] = (0..<4).map { _ in ids.next() }
    #expect(try await scrub.remains(after: erasures[0], slow).map(\.item) == ["a copy"])
    for erasure in erasures[1...] {
      await #expect(throws: AppError.self) { _ = try await scrub.remains(after: erasure, slow) }
    }
    clock.advance(seconds: 600)
    for erasure in erasures[1...] { #expect(try await scrub.remains(after: erasure, slow).map(\.item) == ["a copy"]) }
    #expect(runs.withLock { $0 } == 2)
  }

  @Test("one that is under way does not do for who comes then, and one that failed does for nobody")
  func covers() async throws {
    let scrub = SharedScrub(clock: clock)
    let ids = IDGenerator(clock: clock)
    let (first, late): (ErasureID, ErasureID) = (ids.next(), ids.next())
    let (begun, beginning) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let (goes, going) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
    let running = Task {
      try await scrub.remains(after: first) {
        beginning.yield()
        for await _ in goes { break }
        return []
      }
    }
    for await _ in begun { break }
    await #expect(throws: AppError.self) { _ = try await scrub.remains(after: late) { [] } }
    going.yield()
    _ = try await running.value
    clock.advance(seconds: 3600)
    await #expect(throws: AppError.self) {
      _ = try await scrub.remains(after: late) { throw AppError(.unavailable, "scrub_blocked", "Not now.") }
    }
    let runs = Mutex(0)
    _ = try await scrub.remains(after: late) {
      runs.withLock { $0 += 1 }
      return []
    }
    #expect(runs.withLock { $0 } == 1)
  }
}
