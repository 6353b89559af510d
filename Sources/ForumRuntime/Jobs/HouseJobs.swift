import Admin
import Auth
import Forum
import ForumKernel
import Notifications

extension ServerConfig {
  /// What people asked for about themselves and did not do since.
  func privacyJob(_ auth: AuthModule, clock: any WallClock) throws -> Job {
    Job(
      "privacy", "Erases accounts whose time to come back is over, and removes exports that are past theirs.", try Schedule(jobs.privacy),
      missedRuns: .once
    ) {
      let begun = try await auth.eraseAccount.eraseAbandoned(now: clock.now)
      return "began \(begun) erasures, removed \(try await auth.exportAccount.removeExpired()) exports"
    }
  }

  /// What nobody uses of the files that were uploaded. Of every tenant that there is: the keys of one that is gone went with it.
  func attachmentsJobs(_ collect: CollectAttachments, _ tenants: @escaping @Sendable () async throws -> [TenantID]) throws -> [Job] {
    [
      Job("attachments", "Removes uploads that no post uses.", try Schedule(jobs.attachments), missedRuns: .once) {
        "removed \(try await collect.orphans()) uploads"
      },
      // Seldom: it lists everything that the blob store has, and finds what a crash left.
      Job("stray-blobs", "Removes bytes of attachments that nothing names.", try Schedule("every 1d"), missedRuns: .once) {
        var strays = 0
        for tenant in try await tenants() { strays += try await collect.strays(of: tenant) }
        return "removed \(strays) blobs"
      },
    ]
  }

  /// The forum's own jobs over its store.
  func houseJobs(
    _ upkeep: any StoreUpkeep, _ webhookStore: any WebhookStore, _ audit: KeepAudit, _ changes: ApplyDueChanges, _ sendDigests: SendDigests,
    clock: any WallClock
  ) throws -> [Job] {
    let (age, count) = (stream.retentionAge, Int64(stream.retentionCount))
    return [
      Job("sweep", "Removes events, idempotency keys, drafts and sessions that are past their time.", try Schedule(jobs.sweep), missedRuns: .once) {
        try await upkeep.sweep(eventsOlderThan: age, beyond: count).message
      },
      Job("audit-retention", "Prunes the audit log behind a signed checkpoint.", try Schedule("every 1d"), missedRuns: .once) {
        "removed \(try await audit.prune()) lines"
      },
      Job("recount", "Compares every counter with what it counts, and mends those that differ.", try Schedule(jobs.recount), missedRuns: .skip) {
        try await upkeep.recount().message
      },
      Job(
        ApplyDueChanges.job, "Publishes, locks, unlocks, pins and unpins threads whose time has come.", try Schedule("every 1h"), missedRuns: .once,
        earliest: { try await changes.next() }
      ) {
        "made \(try await changes(now: clock.now)) changes"
      },
      Job("reading-marks", "Removes the reading marks that say nothing any more.", try Schedule(jobs.readingMarks), missedRuns: .once) {
        try await upkeep.sweepReadingMarks(idleFor: .seconds(AttentionLimits.idleMarkSeconds)).message
      },
      Job("webhook-log", "Removes the deliveries of webhooks that are over and past their time.", try Schedule("every 1h"), missedRuns: .once) {
        let before = clock.now.adding(seconds: -webhooks.logRetention.components.seconds)
        return "removed \(try await webhookStore.sweepDeliveries(madeBefore: before, kept: WebhookLimits.logMax)) deliveries"
      },
      Job("digests", "Sends what people have not read by mail, to those who asked for it.", try Schedule(jobs.digests), missedRuns: .once) {
        let sent = try await sendDigests()
        return "\(sent) digests sent"
      },
    ]
  }
}
