public import Admin
public import ForumKernel

extension SQLStore: JobStore {
  public func jobs() async throws -> [JobRecord] {
    try await read(.everyTenant) { try JobQueries.listJobs($0).map(JobRecord.init) }
  }

  public func register(_ name: String, schedule: String, dueAt: Timestamp?) async throws {
    // A write only where something changes: every node does this at its start.
    guard try await jobs().first(where: { $0.name == name })?.schedule != schedule else { return }
    try await driver.write(.everyTenant) { try JobQueries.registerJob($0, name: name, schedule: schedule, dueAt: dueAt?.milliseconds) }
  }

  public func claim(_ name: String, holder: String, until end: Timestamp, dueBy: Timestamp?, now: Timestamp) async throws -> Bool {
    try await driver.write(.everyTenant) {
      try JobQueries.claimJob(
        $0, holder: holder, leaseEndsAt: end.milliseconds, startedAt: now.milliseconds, name: name, now: now.milliseconds,
        anyTime: dueBy == nil ? 1 : 0, dueBy: dueBy?.milliseconds ?? 0) == 1
    }
  }

  public func renew(_ name: String, holder: String, until end: Timestamp) async throws -> Bool {
    try await driver.write(.everyTenant) { try JobQueries.renewJob($0, leaseEndsAt: end.milliseconds, name: name, holder: holder) == 1 }
  }

  public func finish(_ name: String, holder: String, _ outcome: JobRecord.Outcome, _ message: String, dueAt: Timestamp?, now: Timestamp) async throws
  {
    try await driver.write(.everyTenant) {
      try JobQueries.finishJob(
        $0, endedAt: now.milliseconds, outcome: outcome.rawValue, message: message, dueAt: dueAt?.milliseconds, failed: outcome == .failed ? 1 : 0,
        name: name, holder: holder)
    }
  }

  public func pull(_ name: String, to time: Timestamp) async throws {
    try await driver.write(.everyTenant) { try JobQueries.pullJob($0, dueAt: time.milliseconds, name: name) }
  }

  public func reschedule(_ name: String, dueAt: Timestamp?, now: Timestamp) async throws -> Bool {
    try await driver.write(.everyTenant) { try JobQueries.rescheduleJob($0, dueAt: dueAt?.milliseconds, name: name, now: now.milliseconds) == 1 }
  }
}

extension JobRecord {
  fileprivate init(_ row: JobQueries.ListJobsRow) {
    self.init(
      name: row.name, schedule: row.schedule, dueAt: row.dueAt.map(Timestamp.init(milliseconds:)), holder: row.holder,
      leaseEndsAt: Timestamp(milliseconds: row.leaseEndsAt), startedAt: row.startedAt.map(Timestamp.init(milliseconds:)),
      endedAt: row.endedAt.map(Timestamp.init(milliseconds:)), outcome: row.outcome.flatMap(Outcome.init(rawValue:)), message: row.message,
      runs: row.runs, failures: row.failures)
  }
}
