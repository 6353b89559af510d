import Dispatch
import ForumKernel
import ForumWiring
import Testing

@Suite("Threads for work that blocks") struct WorkThreadsTests {
  private static let busy = AppError(.unavailable, "busy", "Busy.", retryAfterSeconds: 1)

  /// Waits until it is so, for at most ten seconds.
  private func until(_ isTrue: () -> Bool) async throws {
    for _ in 0..<1000 where !isTrue() { try await Task.sleep(for: .milliseconds(10)) }
    #expect(isTrue())
  }

  @Test("work is done, and what it throws is thrown") func outcome() async throws {
    let threads = WorkThreads(threads: 2, waitingMax: 2, busy: Self.busy)
    #expect(try await threads.run { () throws(AppError) in 7 } == 7)
    let error = await #expect(throws: AppError.self) { try await threads.run { () throws(AppError) -> Int in throw AppError.notFound("thing") } }
    #expect(error?.code == .notFound)
  }

  @Test("who finds all threads at work and enough waiting is turned away; later there is room again") func bound() async throws {
    let threads = WorkThreads(threads: 1, waitingMax: 0, busy: Self.busy)
    let (gate, begun) = (DispatchSemaphore(value: 0), Flag())
    let running = Task {
      try await threads.run { () throws(AppError) in
        begun.set()
        gate.wait()
      }
    }
    try await until { begun.isSet }
    let error = await #expect(throws: AppError.self) { try await threads.run { () throws(AppError) in } }
    #expect(error == Self.busy)
    gate.signal()
    try await running.value
    #expect(try await threads.run { () throws(AppError) in true })
  }

  @Test("who is cancelled waits no longer, and what had not begun is left out") func cancelling() async throws {
    let threads = WorkThreads(threads: 1, waitingMax: 4, busy: Self.busy)
    let (gate, begun) = (DispatchSemaphore(value: 0), Flag())
    let running = Task {
      try await threads.run { () throws(AppError) in
        begun.set()
        gate.wait()
      }
    }
    try await until { begun.isSet }
    let other = Flag()
    let waiting = Task { try await threads.run { () throws(AppError) in other.set() } }
    waiting.cancel()
    await #expect(throws: AppError.self) { try await waiting.value }
    running.cancel()
    await #expect(throws: AppError.self) { try await running.value }
    gate.signal()
    #expect(try await threads.run { () throws(AppError) in true })
    #expect(!other.isSet)
  }
}

private final class Flag: Sendable {
  private let semaphore = DispatchSemaphore(value: 0)
  func set() { semaphore.signal() }
  var isSet: Bool {
    guard semaphore.wait(timeout: .now()) == .success else { return false }
    semaphore.signal()
    return true
  }
}
