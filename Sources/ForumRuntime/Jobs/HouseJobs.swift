import Admin
import ForumKernel

extension ServerConfig {
  private func auditRetention(_ keep: KeepAudit) throws -> Job {
    let retention = audit.retention
    return Job("audit-retention", "Prunes the audit log behind a signed checkpoint.", try Schedule("every 1d"), missedRuns: .once) {
      try await keep.prune(olderThan: retention)
      return "kept what is younger than \(retention.components.seconds / 86_400) days"
    }
  }

  /// The forum's own jobs over its store.
  func houseJobs(_ upkeep: any StoreUpkeep, _ audit: KeepAudit) throws -> [Job] {
    let (age, count) = (stream.retentionAge, Int64(stream.retentionCount))
    return [
      Job("sweep", "Removes events, idempotency keys and sessions that are past their time.", try Schedule(jobs.sweep), missedRuns: .once) {
        try await upkeep.sweep(eventsOlderThan: age, beyond: count).message
      },
      Job("recount", "Compares every counter with what it counts, and mends those that differ.", try Schedule(jobs.recount), missedRuns: .skip) {
        try await upkeep.recount().message
      },
    ] + (self.audit.legalHold ? [] : [try auditRetention(audit)])
  }
}
