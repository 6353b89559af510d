public import ForumKernel

/// Work that is done from time to time, by one node at a time. It may be cut at any moment and done again.
public struct Job: Sendable {
  /// What becomes of a time at which no server ran.
  public enum MissedRuns: String, Sendable, Codable {
    /// All of them together are made up for by one run.
    case once
    /// It is left out: the next one is at its own time.
    case skip
  }

  /// Lower-case letters and dashes.
  public let name: String
  public let summary: String
  public let schedule: Schedule
  public let missedRuns: MissedRuns
  /// A run that takes longer is stopped.
  public let secondsMax: Int64
  /// When there is something to do for it, which may be before its next time; nil: nothing is known of.
  let earliest: @Sendable () async throws -> Timestamp?
  /// Does it and says in a line what came of it. It notices when its task is cancelled.
  let work: @Sendable () async throws -> String

  public init(
    _ name: String, _ summary: String, _ schedule: Schedule, missedRuns: MissedRuns, secondsMax: Int64 = 3600,
    earliest: @escaping @Sendable () async throws -> Timestamp? = { nil }, work: @escaping @Sendable () async throws -> String
  ) {
    self.name = name
    self.summary = summary
    self.schedule = schedule
    self.missedRuns = missedRuns
    self.secondsMax = secondsMax
    self.earliest = earliest
    self.work = work
  }
}

/// What the store knows of a job.
public struct JobRecord: Sendable, Equatable {
  public enum Outcome: String, Sendable, Codable, CaseIterable { case done, failed }

  public let name: String
  /// The schedule that `dueAt` came from.
  public let schedule: String
  /// nil: when somebody asks for it.
  public let dueAt: Timestamp?
  /// The node that runs it, until `leaseEndsAt` unless it says that it is alive.
  public let holder: String?
  public let leaseEndsAt: Timestamp
  public let startedAt: Timestamp?
  public let endedAt: Timestamp?
  public let outcome: Outcome?
  /// What came of the last run that ended.
  public let message: String?
  public let runs: Int64
  public let failures: Int64

  public init(
    name: String, schedule: String, dueAt: Timestamp?, holder: String?, leaseEndsAt: Timestamp, startedAt: Timestamp?, endedAt: Timestamp?,
    outcome: Outcome?, message: String?, runs: Int64, failures: Int64
  ) {
    self.name = name
    self.schedule = schedule
    self.dueAt = dueAt
    self.holder = holder
    self.leaseEndsAt = leaseEndsAt
    self.startedAt = startedAt
    self.endedAt = endedAt
    self.outcome = outcome
    self.message = message
    self.runs = runs
    self.failures = failures
  }

  public func isRunning(_ now: Timestamp) -> Bool { holder != nil && now < leaseEndsAt }
}

/// A job with when it is due and what came of its last run.
public struct JobView: Sendable, Codable, Equatable {
  public let name: String
  public let summary: String
  public let schedule: String
  public let missedRuns: Job.MissedRuns
  public let isRunning: Bool
  public let dueAt: Timestamp?
  public let startedAt: Timestamp?
  public let endedAt: Timestamp?
  public let outcome: JobRecord.Outcome?
  public let message: String?
  public let runs: Int64
  public let failures: Int64

  enum CodingKeys: String, CodingKey {
    case name, summary, schedule, outcome, message, runs, failures
    case missedRuns = "missed_runs"
    case isRunning = "running"
    case dueAt = "due_at"
    case startedAt = "started_at"
    case endedAt = "ended_at"
  }

  /// `record`: nil for a job that no scheduler has seen yet.
  init(_ job: Job, _ record: JobRecord?, now: Timestamp) {
    name = job.name
    summary = job.summary
    schedule = job.schedule.text
    missedRuns = job.missedRuns
    isRunning = record?.isRunning(now) ?? false
    dueAt = record?.dueAt
    startedAt = record?.startedAt
    endedAt = record?.endedAt
    outcome = record?.outcome
    message = record?.message
    runs = record?.runs ?? 0
    failures = record?.failures ?? 0
  }
}
