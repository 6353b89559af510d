import Dispatch
import ForumKernel
import Glibc
import SQLStore
import Synchronization

/// The one writer with group commit: whoever waits while a commit is on its way goes into the next one together, so that they share its fsync.
///
/// A caller whose closure throws must not take the others with it. Most throw before they change anything, and a savepoint for each costs
/// copies of all pages that are changed: so a batch begins without, and only when a closure throws after a change is it undone and run again with savepoints.
final class WriteQueue: Sendable {
  struct Job: Sendable {
    /// Runs the caller's closure, in a savepoint when it is to be isolated.
    let run: @Sendable (SQLiteConnection, _ isIsolated: Bool) -> Outcome
    /// Answers a caller whose closure never ran.
    let refuse: @Sendable (any Error) -> Void
  }

  /// Answers a caller once the fate of the commit is known.
  typealias Answer = (_ failure: (any Error)?) -> Void

  enum Outcome {
    case done(Answer)
    /// The closure threw and has left changes: the transaction can't be committed.
    case spoiled
  }

  private struct State {
    var jobs: [Job] = []
    var isDraining = false
    /// The next batch was spoiled before.
    var isIsolated = false
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
  private let full = Atomic(false)

  init(_ database: OpenedDatabase, _ settings: SQLiteDriverSettings, isFile: Bool) {
    self.database = database
    self.settings = settings
    checkpoints = Checkpoints(database, pages: isFile ? settings.checkpointPages : .max)
  }

  /// Why a write would be refused right now.
  var refusal: AppError? { state.withLock { refusal($0) } }
  /// Whether a write found the disk full since this was asked last. That a later one found room says little: the log may have place for a page, and none for a post.
  func takeDiskFull() -> Bool { full.exchange(false, ordering: .relaxed) }
  func markDiskFull() { full.store(true, ordering: .relaxed) }
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

  /// Runs `body` on the writer's connection between two transactions.
  func between(_ body: @escaping @Sendable (OpenedDatabase) -> Void) { thread.async { [database] in body(database) } }

  private func refusal(_ state: borrowing State) -> AppError? {
    if let failure = state.failure { return failure }
    if state.isClosed { return AppError(.unavailable, "store_closed", "The server is stopping.", retryAfterSeconds: 5) }
    if state.jobs.count >= settings.queueMax {
      return AppError(.unavailable, "writer_busy", "Too many changes are waiting to be saved. Try again soon.", retryAfterSeconds: 1)
    }
    return nil
  }

  private func drain() {
    while let (batch, isIsolated) = takeBatch() { commit(batch, isIsolated) }
  }

  private func takeBatch() -> (jobs: [Job], isIsolated: Bool)? {
    state.withLock { state in
      guard !state.jobs.isEmpty else {
        state.isDraining = false
        return nil
      }
      defer { state.isIsolated = false }
      return (takeJobs(&state), state.isIsolated)
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
  private func commit(_ batch: [Job], _ isIsolated: Bool) {
    var ran: [(job: Job, answer: Answer)] = []
    var waiting = batch[...]
    let failure = database.use { connection -> (any Error)? in
      do {
        try connection.execute("BEGIN IMMEDIATE", [])
        try run(&waiting, &ran, isIsolated, connection)
        try connection.execute("COMMIT", [])
        for action in connection.takeActions() { action() }
        return nil
      } catch {
        _ = connection.takeActions()
        if connection.isInTransaction { _ = try? connection.execute("ROLLBACK", []) }
        return error
      }
    }
    if failure is LostTransaction, let culprit = ran.popLast() {
      // The others did nothing wrong; each round answers one at least.
      again(ran.map(\.job) + waiting)
      culprit.answer(Self.shown(LostTransaction()))
    } else if failure is SpoiledBatch {
      again(ran.map(\.job) + waiting, isIsolated: true)
    } else {
      if let failure { stopIfFatal(failure) }
      if let failure, ran.isEmpty {
        // The transaction did not even begin: to try again with the same callers would be an endless loop.
        for job in waiting { job.refuse(Self.shown(failure)) }
      } else {
        again(waiting)
      }
      for (_, answer) in ran { answer(failure.map(Self.shown)) }
      if failure == nil { checkpoints.committed() }
    }
  }

  /// Runs what waits until the batch is full or its time is over.
  private func run(
    _ waiting: inout ArraySlice<Job>, _ ran: inout [(job: Job, answer: Answer)], _ isIsolated: Bool, _ connection: SQLiteConnection
  ) throws {
    let end = clock.now + settings.batchBudget
    while let job = waiting.first {
      let outcome = job.run(connection, isIsolated)
      guard case .done(let answer) = outcome else { throw SpoiledBatch() }
      waiting.removeFirst()
      ran.append((job, answer))
      guard connection.isInTransaction else { throw LostTransaction() }
      if clock.now > end { return }
      guard waiting.isEmpty && ran.count < settings.batchMax else { continue }
      // Whoever is about to write goes into this commit: on busy cores others run first, on idle ones this takes no time.
      sched_yield()
      waiting = state.withLock { takeJobs(&$0) }[...]
    }
  }

  /// Puts jobs back before those that came later.
  private func again(_ jobs: some Collection<Job>, isIsolated: Bool = false) {
    guard !jobs.isEmpty else { return }
    state.withLock { state in
      state.jobs.insert(contentsOf: jobs, at: 0)
      state.isIsolated = isIsolated
    }
  }

  /// Takes no more writes after an error that leaves the file's state unknown, whether a commit or a caller's statement met it.
  func stopIfFatal(_ error: any Error) {
    if (error as? AppError)?.slug == "disk_full" { markDiskFull() }
    guard SQLiteFailure.isFatal(error) else { return }
    state.withLock {
      $0.failure = AppError(.unavailable, "store_failed", "The disk failed (\(error)). Nothing is saved any more: check it, then restart.")
    }
  }

  private static func shown(_ failure: any Error) -> any Error {
    failure is AppError ? failure : AppError(.unavailable, "commit_failed", "The change could not be saved.", retryAfterSeconds: 5)
  }
}

/// SQLite has rolled the whole batch back by itself, as it does when it interrupts a change or the disk is full.
private struct LostTransaction: Error {}

/// A closure threw and left changes behind.
private struct SpoiledBatch: Error {}
