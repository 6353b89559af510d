import ForumKernel
import SQLStore
import Support
import Synchronization
import Testing

@Suite struct GivenUpWriteContract {
  @Test("a task that is cancelled before its write's turn comes writes nothing, and those after it do", arguments: SQLBackend.available)
  func cancelled(backend: SQLBackend) async throws {
    try await backend.with { driver in
      let clock = ManualClock()
      let ids = IDGenerator(clock: clock)
      let store = SQLStore(driver: driver, clock: clock, ids: ids, outboxIsStream: true)
      let tenant: TenantID = ids.next()
      let ran = Atomic(0)
      let task = Task {
        while !Task.isCancelled { await Task.yield() }
        try await store.transaction(tenant, actor: nil) { _ in _ = ran.add(1, ordering: .relaxed) }
      }
      task.cancel()
      let outcome = await task.result
      #expect(throws: CancellationError.self) { try outcome.get() }
      #expect(ran.load(ordering: .relaxed) == 0)
      try await store.transaction(tenant, actor: nil) { _ in _ = ran.add(1, ordering: .relaxed) }
      #expect(ran.load(ordering: .relaxed) > 0)
    }
  }
}
