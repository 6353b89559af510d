import Dispatch
public import ForumKernel
import Glibc
import Synchronization

/// A few threads for work that blocks or takes long, away from those that answer requests. When all are busy and enough wait, the next caller is turned away.
public final class WorkThreads: Sendable {
  /// What the threads have of their owner, so that they end with it.
  private final class Queue: Sendable {
    let niceness: Int32
    /// nil: one thread less.
    private let waiting = Mutex<[(@Sendable () -> Void)?]>([])
    private let count = DispatchSemaphore(value: 0)

    init(niceness: Int32) { self.niceness = niceness }

    func add(_ work: (@Sendable () -> Void)?) {
      waiting.withLock { $0.append(work) }
      count.signal()
    }

    func run() {
      // Zero is the calling thread on Linux. Where that is not allowed it works as any other.
      if niceness != 0 { _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, niceness) }
      while true {
        count.wait()
        guard let work = waiting.withLock({ $0.removeFirst() }) else { return }
        work()
      }
    }
  }

  private let queue: Queue
  private let threads: Int
  private let worksMax: Int
  private let works = Mutex(0)
  private let busy: AppError

  /// `waitingMax`: callers beyond those whose work runs at the moment; others get `busy`. `niceness`: how far the threads let others go first, of 19.
  public init(threads: Int, waitingMax: Int, niceness: Int32 = 0, busy: AppError) {
    self.threads = threads
    worksMax = threads + waitingMax
    self.busy = busy
    queue = Queue(niceness: niceness)
    for _ in 0..<threads { Self.start(queue) }
  }

  deinit { for _ in 0..<threads { queue.add(nil) } }

  /// What `work` gives. A caller that is cancelled waits no longer; what has begun goes on to its end, what has not is left out. Throws `busy` to both
  /// those that find no place and those that gave up.
  public func run<Value: Sendable>(_ work: @escaping @Sendable () throws(AppError) -> Value) async throws(AppError) -> Value {
    let isAdmitted = works.withLock { works in
      guard works < worksMax else { return false }
      works += 1
      return true
    }
    guard isAdmitted else { throw busy }
    let outcome = WorkOutcome<Value>()
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        outcome.wait(continuation)
        queue.add { [weak self] in
          if !outcome.isSettled { outcome.settle(Result(catching: work)) }
          self?.works.withLock { $0 -= 1 }
        }
      }
    } onCancel: {
      outcome.settle(.failure(busy))
    }
    return try result.get()
  }

  // Not Foundation's `Thread`: its end needs libgcc_s at run time.
  private static func start(_ queue: Queue) {
    var (thread, attributes) = (pthread_t(), pthread_attr_t())
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    let context = Unmanaged.passRetained(queue)
    let code = pthread_create(
      &thread, &attributes,
      { context in
        if let context { Unmanaged<Queue>.fromOpaque(context).takeRetainedValue().run() }
        return nil
      }, context.toOpaque())
    precondition(code == 0, "the system gives no thread")
  }
}

/// The end of one piece of work: the first of two counts.
private final class WorkOutcome<Value: Sendable>: Sendable {
  private enum State {
    case open
    case awaited(CheckedContinuation<Result<Value, AppError>, Never>)
    case settled(Result<Value, AppError>)
  }

  private let state = Mutex(State.open)

  var isSettled: Bool { state.withLock { if case .settled = $0 { true } else { false } } }

  func wait(_ continuation: CheckedContinuation<Result<Value, AppError>, Never>) {
    let early = state.withLock { state -> Result<Value, AppError>? in
      if case .settled(let result) = state { return result }
      state = .awaited(continuation)
      return nil
    }
    if let early { continuation.resume(returning: early) }
  }

  func settle(_ result: Result<Value, AppError>) {
    let waiting = state.withLock { state -> CheckedContinuation<Result<Value, AppError>, Never>? in
      defer { if case .settled = state {} else { state = .settled(result) } }
      guard case .awaited(let continuation) = state else { return nil }
      return continuation
    }
    waiting?.resume(returning: result)
  }
}
