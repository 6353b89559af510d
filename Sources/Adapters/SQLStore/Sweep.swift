public import Admin
import Auth
import Forum
import ForumKernel

extension SQLStore: StoreUpkeep {
  /// The newest event always stays: its sequence is where the stream goes on.
  public func sweep(eventsOlderThan age: Duration, beyond count: Int64) async throws -> SweepReport {
    let now = clock.now
    let events = try await sweepEvents(olderThan: now.adding(seconds: -age.components.seconds), beyond: count)
    let failedBefore = now.adding(seconds: -AuthLimits.failuresKeptSeconds).milliseconds
    _ = try await driver.write(.everyTenant) { try FailureQueries.deleteOldFailures($0, failedBefore: failedBefore) }
    // A link is of no use after its time; an hour more keeps the count of mails to its address whole.
    _ = try await driver.write(.everyTenant) { try MailLinkQueries.deleteOldMailLinks($0, expiredBefore: now.adding(seconds: -3600).milliseconds) }
    _ = try await driver.write(.everyTenant) { try PersonalTokenQueries.deleteExpiredTokens($0, expiredBefore: now.milliseconds) }
    // An hour more, for nodes whose clocks differ.
    _ = try await driver.write(.everyTenant) { try PasskeyQueries.deleteOldChallenges($0, expiredBefore: now.adding(seconds: -3600).milliseconds) }
    _ = try await driver.write(.everyTenant) { try ProviderSignInQueries.deleteOldProviderSignIns($0, expiredBefore: now.milliseconds) }
    let draftsBefore = now.adding(seconds: -DraftLimits.keptSeconds).milliseconds
    _ = try await driver.write(.everyTenant) { try DraftQueries.deleteOldDrafts($0, updatedBefore: draftsBefore) }
    let keys = try await driver.write(.everyTenant) { try IdempotencyQueries.deleteExpiredIdempotency($0, now: now.milliseconds) }
    return SweepReport(events: events, idempotencyKeys: keys, sessions: try await sweepSessions(now))
  }

  /// Looks for them on a reader, in the order of their keys; each is looked at again before it goes.
  public func sweepReadingMarks(idleFor idle: Duration) async throws -> ReadingMarkReport {
    let since = clock.now.adding(seconds: -idle.components.seconds).milliseconds
    var (checked, taken) = (0, 0)
    var last: (user: RawID, thread: RawID)? = (.zero, .zero)
    while let after = last {
      try Task.checkCancellation()
      let page = try await read(.everyTenant) {
        try ReadingMarkQueries.pageReadingMarks(
          $0, idleSince: since, afterUserID: after.user, afterThreadID: after.thread, pageSize: RetentionLimits.sweepChunk)
      }
      checked += page.count
      let idle = page.filter { $0.idle == 1 }
      if !idle.isEmpty {
        taken += try await driver.write(.everyTenant) { connection in
          try idle.reduce(0) {
            $0 + (try ReadingMarkQueries.deleteIdleReadingMark(connection, userID: $1.userID, threadID: $1.threadID, idleSince: since))
          }
        }
      }
      last = Int64(page.count) < RetentionLimits.sweepChunk ? nil : page.last.map { ($0.userID, $0.threadID) }
    }
    return ReadingMarkReport(checked: checked, taken: taken)
  }

  private func sweepEvents(olderThan oldest: Timestamp, beyond count: Int64) async throws -> Int {
    let before = try await read(.everyTenant) { connection -> Int64 in
      guard let bounds = try OutboxQueries.outboxBounds(connection) else { return 0 }
      let since = try OutboxQueries.firstSequenceSince(connection, since: oldest.milliseconds) ?? 0
      return min(bounds.lastSequence, max(since == 0 ? bounds.lastSequence : since, bounds.lastSequence - count + 1))
    }
    var taken = 0
    while true {
      try Task.checkCancellation()
      let part = try await driver.write(.everyTenant) {
        try OutboxQueries.trimOutbox($0, beforeSequence: before, chunkSize: RetentionLimits.sweepChunk)
      }
      taken += part
      if part == 0 { return taken }
    }
  }

  /// Looks for them on a reader: there is no index on when a session ended, which every sign-in would pay for.
  private func sweepSessions(_ now: Timestamp) async throws -> Int {
    let (ended, begun) = (now.adding(seconds: -RetentionLimits.endedSessionSeconds), now.adding(seconds: -RetentionLimits.sessionSeconds))
    var taken = 0
    while true {
      try Task.checkCancellation()
      let old = try await read(.everyTenant) {
        try SessionQueries.listOldSessions(
          $0, endedBefore: ended.milliseconds, createdBefore: begun.milliseconds, chunkSize: RetentionLimits.sweepChunk)
      }
      guard !old.isEmpty else { return taken }
      taken += try await driver.write(.everyTenant) { connection in
        try old.reduce(0) { $0 + (try SessionQueries.deleteSession(connection, id: $1)) }
      }
    }
  }
}
