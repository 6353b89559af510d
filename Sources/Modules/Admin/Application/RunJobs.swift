public import ForumKernel

/// The jobs of this forum: what is due is run, by this node when no other one does; people with `system.operate` see and start them.
public struct RunJobs: Sendable {
  /// How long after the death of the node that runs a job another one may take it.
  private static let leaseSeconds: Int64 = 60
  /// A time that is over by less than this was not missed: schedulers look once a second, and may be busy with another job.
  private static let graceSeconds: Int64 = 300
  private static let messageLengthMax = 1000
  /// How long work that failed waits, though there is something to do for it.
  private static let failureSeconds: Int64 = 60

  public let jobs: [Job]
  private let store: any JobStore
  private let admin: any AdminStore
  private let holder: String
  private let clock: any WallClock

  /// `holder` is this process's own name among all nodes.
  public init(jobs: [Job], store: any JobStore, admin: any AdminStore, holder: String, clock: any WallClock) {
    self.jobs = jobs
    self.store = store
    self.admin = admin
    self.holder = holder
    self.clock = clock
  }

  /// Makes the jobs known to the store, as the configuration has them now.
  public func register() async throws {
    let now = clock.now
    for job in jobs {
      try await store.register(job.name, schedule: job.schedule.text, dueAt: job.schedule.next(after: now))
      try await pull(job, notBefore: nil)
    }
  }

  /// Runs what is due, one job after another: they are background work and are not to compete. Answers those that this node ran.
  public func runDue() async throws -> [JobView] {
    var ran: [JobView] = []
    for record in try await store.jobs() {
      let now = clock.now
      guard let job = jobs.first(where: { $0.name == record.name }), let due = record.dueAt else { continue }
      guard due <= now, !record.isRunning(now) else {
        // Later than its next time from now: the clock was ahead when that was set.
        if let next = job.schedule.next(after: now), next < due { try await store.pull(job.name, to: next) }
        continue
      }
      if job.missedRuns == .skip, now >= due.adding(seconds: Self.graceSeconds) {
        _ = try await store.reschedule(job.name, dueAt: job.schedule.next(after: now), now: now)
      } else if try await store.claim(job.name, holder: holder, until: leaseEnd, dueBy: now, now: now) {
        ran.append(try await execute(job))
      }
    }
    return ran
  }

  /// Runs the job now and answers when it is over. Throws `notFound`, `conflict` (`job_running`).
  public func run(_ name: String) async throws -> JobView {
    let job = try self.job(name)
    try await register()
    guard try await store.claim(name, holder: holder, until: leaseEnd, dueBy: nil, now: clock.now) else { throw Self.running(name) }
    return try await execute(job)
  }

  /// All jobs of this program with how they went, also those that never ran; for the operator of the machine, who needs no permission.
  public func list() async throws -> [JobView] {
    let records = Dictionary(try await store.jobs().map { ($0.name, $0) }) { first, _ in first }
    let now = clock.now
    return jobs.map { JobView($0, records[$0.name], now: now) }
  }

  /// Needs `system.operate`.
  public func list(by principal: Principal) async throws -> [JobView] {
    try principal.require(.systemOperate)
    return try await list()
  }

  /// Makes the job due now: a node takes it within seconds. Needs `system.operate`. Throws `notFound`, `conflict` (`job_running`).
  public func request(_ name: String, by principal: Principal) async throws -> JobView {
    try principal.require(.systemOperate)
    _ = try job(name)
    try await register()
    let now = clock.now
    guard try await store.reschedule(name, dueAt: now, now: now) else { throw Self.running(name) }
    try await admin.write(principal.tenant, actor: principal.userID) { try $0.audit(AuditEntry(action: "job.run", target: "job:\(name)")) }
    return try await view(name)
  }

  /// A job that this node holds. What goes wrong in it becomes its result.
  private func execute(_ job: Job) async throws -> JobView {
    let (outcome, message, isCut) = await result(of: job)
    let now = clock.now
    // Cut by the end of the server: the next one does it.
    let due = isCut ? now : job.schedule.next(after: now)
    let (store, holder) = (store, holder)
    // Beyond a task that was cancelled.
    try await Task {
      try await store.finish(job.name, holder: holder, outcome, String(message.prefix(Self.messageLengthMax)), dueAt: due, now: now)
      // After it: what is planned while the job ran must not wait for its next time.
      try await pull(job, notBefore: outcome == .failed ? now.adding(seconds: Self.failureSeconds) : nil)
    }.value
    return try await Task { try await view(job.name) }.value
  }

  private func pull(_ job: Job, notBefore least: Timestamp?) async throws {
    guard let earliest = try await job.earliest() else { return }
    try await store.pull(job.name, to: max(earliest, least ?? earliest))
  }

  private func result(of job: Job) async -> (JobRecord.Outcome, String, isCut: Bool) {
    do {
      return try await withThrowingTaskGroup(of: String.self) { group in
        group.addTask { try await job.work() }
        group.addTask { try await keepLease(of: job) }
        group.addTask {
          try await Task.sleep(for: .seconds(job.secondsMax))
          throw AppError(.unavailable, "job_too_long", "It took longer than \(job.secondsMax) s and was stopped.")
        }
        defer { group.cancelAll() }
        return (.done, try await group.next() ?? "", false)
      }
    } catch is CancellationError {
      return (.failed, "The server stopped before its end.", true)
    } catch {
      return (.failed, (error as? AppError)?.message ?? "\(error)", false)
    }
  }

  /// Returns never; throws when the job is another node's.
  private func keepLease(of job: Job) async throws -> String {
    while true {
      try await Task.sleep(for: .seconds(Self.leaseSeconds / 3))
      guard try await store.renew(job.name, holder: holder, until: leaseEnd) else {
        throw AppError(.conflict, "job_lost", "Another node took it, since this one stood still for too long.")
      }
    }
  }

  private var leaseEnd: Timestamp { clock.now.adding(seconds: Self.leaseSeconds) }

  private func view(_ name: String) async throws -> JobView {
    guard let view = try await list().first(where: { $0.name == name }) else { throw AppError.notFound("job") }
    return view
  }

  private func job(_ name: String) throws(AppError) -> Job {
    guard let job = jobs.first(where: { $0.name == name }) else { throw AppError.notFound("job") }
    return job
  }

  private static func running(_ name: String) -> AppError { AppError(.conflict, "job_running", "The job \(name) is being run at the moment.") }
}
