public import Admin
import Auth
import ForumKernel

extension SQLStore: StoreUpkeep {
  /// The newest event always stays: its sequence is where the stream goes on.
  public func sweep(eventsOlderThan age: Duration, beyond count: Int64) async throws -> SweepReport {
    let now = clock.now
    let events = try await sweepEvents(olderThan: now.adding(seconds: -age.components.seconds), beyond: count)
    let failedBefore = now.adding(seconds: -AuthLimits.failuresKeptSeconds).milliseconds
    _ = try await driver.write { try FailureQueries.deleteOldFailures($0, failedBefore: failedBefore) }
    let keys = try await driver.write { try IdempotencyQueries.deleteExpiredIdempotency($0, now: now.milliseconds) }
    return SweepReport(events: events, idempotencyKeys: keys, sessions: try await sweepSessions(now))
  }

  private func sweepEvents(olderThan oldest: Timestamp, beyond count: Int64) async throws -> Int {
    let before = try await read { connection -> Int64 in
      guard let bounds = try OutboxQueries.outboxBounds(connection) else { return 0 }
      let since = try OutboxQueries.firstSequenceSince(connection, since: oldest.milliseconds) ?? 0
      return min(bounds.lastSequence, max(since == 0 ? bounds.lastSequence : since, bounds.lastSequence - count + 1))
    }
    var taken = 0
    while true {
      try Task.checkCancellation()
      let part = try await driver.write { try OutboxQueries.trimOutbox($0, beforeSequence: before, chunkSize: RetentionLimits.sweepChunk) }
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
      let old = try await read {
        try SessionQueries.listOldSessions(
          $0, endedBefore: ended.milliseconds, createdBefore: begun.milliseconds, chunkSize: RetentionLimits.sweepChunk)
      }
      guard !old.isEmpty else { return taken }
      taken += try await driver.write { connection in
        try old.reduce(0) { $0 + (try SessionQueries.deleteSession(connection, id: $1)) }
      }
    }
  }
}
