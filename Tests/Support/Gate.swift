import Dispatch
import Synchronization

/// Opens once; a body, which can't await, waits for it on its own thread.
public final class Gate: Sendable {
  private let isOpen = Atomic<Bool>(false)
  private let group = DispatchGroup()

  public init() { group.enter() }

  public func open() {
    if !isOpen.exchange(true, ordering: .relaxed) { group.leave() }
  }

  /// Blocks the thread, for ten seconds at most.
  public func wait() { _ = group.wait(timeout: .now() + 10) }

  public func opened() async {
    await withCheckedContinuation { continuation in group.notify(queue: .global()) { continuation.resume() } }
  }
}
