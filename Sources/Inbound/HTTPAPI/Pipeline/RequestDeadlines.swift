import Synchronization

/// Cancels handlers that take longer than a request may. One sweep a second serves all requests: a timer for each would cost more than most answers.
final class RequestDeadlines: Sendable {
  private struct Running {
    let deadline: ContinuousClock.Instant
    let cancel: @Sendable () -> Void
  }

  private struct State {
    var next: UInt64 = 0
    var running: [UInt64: Running] = [:]
  }

  private static let sweepSeconds = 1
  private let limit: Duration
  private let state = Mutex(State())

  init(limit: Duration) { self.limit = limit }

  /// What `work` gives; throws `DeadlineExceeded` when it failed after it had been cancelled.
  func run<Result: Sendable>(_ work: @escaping @Sendable () async throws -> Result) async throws -> Result {
    let task = Task.immediate(operation: work)
    let ticket = state.withLock { state in
      state.next += 1
      state.running[state.next] = Running(deadline: .now + limit) { task.cancel() }
      return state.next
    }
    let result = await withTaskCancellationHandler {
      await task.result
    } onCancel: {
      task.cancel()
    }
    let wasInTime = state.withLock { $0.running.removeValue(forKey: ticket) != nil }
    switch result {
    case .success(let value): return value
    case .failure(let error): throw wasInTime ? error : DeadlineExceeded()
    }
  }

  /// Cancels what is late.
  func sweep(at now: ContinuousClock.Instant = .now) {
    let late = state.withLock { state in
      let late = state.running.filter { $0.value.deadline <= now }
      for ticket in late.keys { state.running[ticket] = nil }
      return late.values
    }
    for running in late { running.cancel() }
  }

  /// Cancels everything that runs, at the end of a shutdown.
  func cancelAll() { sweep(at: .now + limit) }

  /// Sweeps until it is cancelled.
  func run() async {
    while !Task.isCancelled {
      // Only cancellation throws here, and that ends the loop.
      try? await Task.sleep(for: .seconds(Self.sweepSeconds))
      sweep()
    }
  }
}

/// The handler was cancelled because it took too long.
struct DeadlineExceeded: Error {}
