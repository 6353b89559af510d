import Foundation
import Glibc
import Synchronization

/// A thread that hashes and does nothing else, and lets everything else go first on its core: who reads is not to notice how many sign in.
final class HashingThread: Sendable {
  /// Of 19, which is the least: with this the kernel gives about a tenth of a core that others want.
  private static let niceness: Int32 = 10

  /// What the thread has of its owner, so that it ends with it.
  private final class Work: Sendable {
    /// nil: there will be no more.
    private let waiting = Mutex<[(@Sendable () -> Void)?]>([])
    private let count = DispatchSemaphore(value: 0)

    func add(_ work: (@Sendable () -> Void)?) {
      waiting.withLock { $0.append(work) }
      count.signal()
    }

    func run() {
      // Zero is the calling thread on Linux. Where that is not allowed it hashes as before.
      _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, HashingThread.niceness)
      while true {
        count.wait()
        guard let work = waiting.withLock({ $0.removeFirst() }) else { return }
        work()
      }
    }
  }

  private let work = Work()

  init(name: String) {
    let thread = Thread { [work] in work.run() }
    thread.name = name
    thread.start()
  }

  deinit { work.add(nil) }

  /// In the order in which it is given.
  func run(_ body: @escaping @Sendable () -> Void) { work.add(body) }
}
