import Dispatch
import ForumKernel
import SQLStore
import Synchronization

/// The one writer with group commit: whoever waits while a commit is on its way goes into the next one together, so that they share its fsync.
final class WriteQueue: Sendable {
  struct Job: Sendable {
    /// Runs the caller's closure in a savepoint; what it returns answers the caller once the fate of the commit is known.
    let run: @Sendable (SQLiteConnection) -> Answer
    /// Answers a caller whose closure never ran.
    let refuse: @Sendable (any Error) -> Void
  }

  typealias Answer = (_ failure: (any Error)?) -> Void

  private struct State {
    var jobs: [Job] = []
    var isDraining = false
    var isClosed = false
    /// Why nothing is written any more.
    var failure: AppError?
  }

  private let database: OpenedDatabase
  private let settings: SQLiteDriverSettings
  private let state = Mutex(State())
  private let thread = DispatchQueue(label: "sqlite.group-commit", qos: .userInitiated)
  private let clock = ContinuousClock()
  private let checkpoints: Checkpoints

  init(_ database: OpenedDatabase, _ settings: SQLiteDriverSettings, isFile: Bool) {
    self.database = database
    self.settings = settings
    checkpoints = Checkpoints(database, pages: isFile ? settings.checkpointPages : .max)
  }

  /// Why a write would be refused right now.
  var refusal: AppError? { state.withLock { refusal($0) } }
  var depth: Int { state.withLock { $0.jobs.count } }

  /// The reason when the job is refused; then it never runs.
  func enqueue(_ job: Job) -> AppError? {
    let (refusal, starts) = state.withLock { state -> (AppError?, Bool) in
      if let refusal = self.refusal(state) { return (refusal, false) }
      state.jobs.append(job)
      let starts = !state.isDraining
      state.isDraining = true
      return (nil, starts)
    }
    if starts { thread.async { self.drain() } }
    return refusal
  }

  /// Refuses new writes and returns when the queued ones have been answered.
  func finish() async {
    state.withLock { $0.isClosed = true }
    await withCheckedContinuation { continuation in thread.async { continuation.resume() } }
    checkpoints.finish()
  }

  private func refusal(_ state: borrowing State) -> AppError? {
    if let failure = state.failure { return failure }
    if state.isClosed { return AppError(.unavailable, "store_closed", "The server is stopping.", retryAfterSeconds: 5) }
    if state.jobs.count >= settings.queueMax {
      return AppError(.unavailable, "writer_busy", "Too many changes are waiting to be saved. Try again soon.", retryAfterSeconds: 1)
    }
    return nil
  }

  private func drain() {
    while let batch = takeBatch() { commit(batch) }
  }

  private func takeBatch() -> [Job]? {
    state.withLock { state in
      guard !state.jobs.isEmpty else {
        state.isDraining = false
        return nil
      }
      return takeJobs(&state)
    }
  }

  private func takeJobs(_ state: inout State) -> [Job] {
    guard state.jobs.count > settings.batchMax else {
      defer { state.jobs = [] }
      return state.jobs
    }
    defer { state.jobs.removeFirst(settings.batchMax) }
    return Array(state.jobs.prefix(settings.batchMax))
  }

  /// One transaction for the batch and for what comes in while it runs; then the after-commit actions, then the answers.
  private func commit(_ batch: [Job]) {
    var answers: [Answer] = []
    var waiting = batch[...]
    let end = clock.now + settings.batchBudget
    let failure = database.use { connection -> (any Error)? in
      do {
        try connection.execute("BEGIN IMMEDIATE", [])
        while let job = waiting.popFirst() {
          answers.append(job.run(connection))
          guard connection.isInTransaction else {
            throw AppError(.unavailable, "commit_lost", "The change could not be saved.", retryAfterSeconds: 5)
          }
          if clock.now > end { break }
          if waiting.isEmpty && answers.count < settings.batchMax { waiting = state.withLock { takeJobs(&$0) }[...] }
        }
        try connection.execute("COMMIT", [])
        for action in connection.takeActions() { action() }
        return nil
      } catch {
        _ = connection.takeActions()
        if connection.isInTransaction { _ = try? connection.execute("ROLLBACK", []) }
        return error
      }
    }
    if let failure, answers.isEmpty {
      // The transaction did not even begin: to try again with the same callers would be an endless loop.
      for job in waiting { job.refuse(Self.shown(failure)) }
    } else if !waiting.isEmpty {
      state.withLock { $0.jobs.insert(contentsOf: waiting, at: 0) }
    }
    answer(answers, failure)
    if failure == nil { checkpoints.committed() }
  }

  private func answer(_ answers: [Answer], _ failure: (any Error)?) {
    if let failure { stopIfFatal(failure) }
    for answer in answers { answer(failure.map(Self.shown)) }
  }

  /// Takes no more writes after an error that leaves the file's state unknown, whether a commit or a caller's statement met it.
  func stopIfFatal(_ error: any Error) {
    guard SQLiteFailure.isFatal(error) else { return }
    state.withLock {
      $0.failure = AppError(.unavailable, "store_failed", "The disk failed (\(error)). Nothing is saved any more: check it, then restart.")
    }
  }

  private static func shown(_ failure: any Error) -> any Error {
    failure is AppError ? failure : AppError(.unavailable, "commit_failed", "The change could not be saved.", retryAfterSeconds: 5)
  }
}
