import Synchronization

/// Passes values from one task to another without a queue: who puts one waits until it is taken.
final class Handoff<Element: Sendable>: Sendable {
  private enum State {
    case empty
    case full(Element, CheckedContinuation<Bool, Never>)
    case awaited(CheckedContinuation<Element?, Never>)
    case finished
  }

  private let state = Mutex(State.empty)

  /// False when nobody will take it any more. One task at a time puts.
  func put(_ element: Element) async -> Bool {
    await withCheckedContinuation { continuation in
      // Nobody is woken beneath the lock: a task that is cancelled holds its own while it waits for this one.
      let wake: (() -> Void)? = state.withLock { state in
        switch state {
        case .empty, .full:
          state = .full(element, continuation)
          return nil
        case .awaited(let taker):
          state = .empty
          return {
            taker.resume(returning: element)
            continuation.resume(returning: true)
          }
        case .finished: return { continuation.resume(returning: false) }
        }
      }
      wake?()
    }
  }

  /// Gives the value to a waiting taker; does nothing when none waits.
  func offer(_ element: Element) {
    let taker: CheckedContinuation<Element?, Never>? = state.withLock { state in
      guard case .awaited(let taker) = state else { return nil }
      state = .empty
      return taker
    }
    taker?.resume(returning: element)
  }

  /// The next value; nil after the end. One task takes.
  func take() async -> Element? {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let wake: (() -> Void)? = state.withLock { state in
          switch state {
          case .empty, .awaited:
            state = .awaited(continuation)
            return nil
          case .full(let element, let putter):
            state = .empty
            return {
              putter.resume(returning: true)
              continuation.resume(returning: element)
            }
          case .finished: return { continuation.resume(returning: nil) }
          }
        }
        wake?()
      }
    } onCancel: {
      finish()
    }
  }

  /// Ends both sides; a value that nobody took is given back as not taken.
  func finish() {
    let old = state.withLock { state in
      defer { state = .finished }
      return state
    }
    switch old {
    case .full(_, let putter): putter.resume(returning: false)
    case .awaited(let taker): taker.resume(returning: nil)
    case .empty, .finished: break
    }
  }
}
