public import ForumKernel
import Synchronization

/// How far each consumer has come, in memory: for metrics, and for requests that wait until what was written can be found.
public final class ConsumerProgress: Sendable {
  private struct Waiter {
    let consumer: String
    let epoch: String?
    let sequence: Int64
    let continuation: CheckedContinuation<Bool, Never>

    func isMet(by position: StreamPosition) -> Bool { sequence <= position.sequence && (epoch ?? position.epoch) == position.epoch }
  }

  /// A consumer with nothing to do.
  private struct Idler {
    let sequence: Int64
    let continuation: CheckedContinuation<Void, Never>
  }

  private struct State {
    var positions: [String: StreamPosition] = [:]
    /// How many loops run, by consumer.
    var loops: [String: Int] = [:]
    var idlers: [String: Idler] = [:]
    var waiters: [UInt64: Waiter] = [:]
    var nextWaiter: UInt64 = 0
  }

  private let state = Mutex(State())

  public init() {}

  public func position(of consumer: String) -> StreamPosition? { state.withLock { $0.positions[consumer] } }

  public var positions: [String: StreamPosition] { state.withLock { $0.positions } }

  func begins(_ consumer: String) { state.withLock { $0.loops[consumer, default: 0] += 1 } }

  func ends(_ consumer: String) { state.withLock { $0.loops[consumer, default: 0] -= 1 } }

  /// Whether a loop runs in this process.
  func isFollowed(by consumer: String) -> Bool { state.withLock { $0.loops[consumer, default: 0] > 0 } }

  /// Wakes those who wait for this position.
  func reached(_ position: StreamPosition, by consumer: String) {
    let awake = state.withLock { state in
      state.positions[consumer] = position
      let ready = state.waiters.filter { $0.value.consumer == consumer && $0.value.isMet(by: position) }
      for key in ready.keys { state.waiters[key] = nil }
      return ready.values.map(\.continuation)
    }
    for continuation in awake { continuation.resume(returning: true) }
  }

  /// True when `consumer` came to `sequence` before `deadline` had passed; in that epoch, where one is given.
  public func wait(for consumer: String, sequence: Int64, epoch: String? = nil, deadline: Duration) async -> Bool {
    await withTaskGroup(of: Bool.self) { group in
      group.addTask { await self.wait(for: consumer, sequence: sequence, epoch: epoch) }
      group.addTask {
        try? await Task.sleep(for: deadline)
        return false
      }
      let isReached = await group.next() ?? false
      group.cancelAll()
      return isReached
    }
  }

  private func wait(for consumer: String, sequence: Int64, epoch: String?) async -> Bool {
    let key = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let (isOver, idler) = state.withLock { state -> (Bool, Idler?) in
          let waiter = Waiter(consumer: consumer, epoch: epoch, sequence: sequence, continuation: continuation)
          if let position = state.positions[consumer], waiter.isMet(by: position) { return (true, nil) }
          if Task.isCancelled { return (true, nil) }
          state.waiters[key] = waiter
          guard let idler = state.idlers[consumer], idler.sequence < sequence else { return (false, nil) }
          state.idlers[consumer] = nil
          return (false, idler)
        }
        if isOver { continuation.resume(returning: !Task.isCancelled) }
        idler?.continuation.resume()
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: key) }?.continuation.resume(returning: false)
    }
  }

  /// Returns when somebody waits for more than `sequence` of `consumer`, or the task is cancelled: messages that the consumer does not follow do not
  /// wake it, and yet it must pass them to be where it is waited for. For the one loop that runs the consumer.
  func isAwaited(_ consumer: String, beyond sequence: Int64) async {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isAwaited = state.withLock { state in
          if Task.isCancelled || state.waiters.values.contains(where: { $0.consumer == consumer && $0.sequence > sequence }) { return true }
          state.idlers[consumer] = Idler(sequence: sequence, continuation: continuation)
          return false
        }
        if isAwaited { continuation.resume() }
      }
    } onCancel: {
      state.withLock { $0.idlers.removeValue(forKey: consumer) }?.continuation.resume()
    }
  }
}
