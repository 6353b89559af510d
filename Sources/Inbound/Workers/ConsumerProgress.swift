public import ForumKernel
import Synchronization

/// How far each consumer has come, in memory: for metrics, and for requests that wait until what was written can be found.
public final class ConsumerProgress: Sendable {
  private struct Waiter {
    let consumer: String
    let sequence: Int64
    let continuation: CheckedContinuation<Bool, Never>
  }

  private struct State {
    var positions: [String: StreamPosition] = [:]
    var waiters: [UInt64: Waiter] = [:]
    var nextWaiter: UInt64 = 0
  }

  private let state = Mutex(State())

  public init() {}

  public func position(of consumer: String) -> StreamPosition? { state.withLock { $0.positions[consumer] } }

  public var positions: [String: StreamPosition] { state.withLock { $0.positions } }

  /// Wakes those who wait for this position.
  func reached(_ position: StreamPosition, by consumer: String) {
    let awake = state.withLock { state in
      state.positions[consumer] = position
      let ready = state.waiters.filter { $0.value.consumer == consumer && $0.value.sequence <= position.sequence }
      for key in ready.keys { state.waiters[key] = nil }
      return ready.values.map(\.continuation)
    }
    for continuation in awake { continuation.resume(returning: true) }
  }

  /// True when `consumer` came to `sequence` before `deadline` had passed.
  public func wait(for consumer: String, sequence: Int64, deadline: Duration) async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask { await self.wait(for: consumer, sequence: sequence) }
      group.addTask {
        try? await Task.sleep(for: deadline)
        return false
      }
      let isReached = await group.next() ?? false
      group.cancelAll()
      return isReached
    }
  }

  private func wait(for consumer: String, sequence: Int64) async -> Bool {
    let key = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if let position = state.positions[consumer], position.sequence >= sequence { return true }
          if Task.isCancelled { return true }
          state.waiters[key] = Waiter(consumer: consumer, sequence: sequence, continuation: continuation)
          return false
        }
        if isOver { continuation.resume(returning: !Task.isCancelled) }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: key) }?.continuation.resume(returning: false)
    }
  }
}
