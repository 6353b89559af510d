import Auth
import ForumKernel

extension SQLStore {
  /// Forgets what is past its time, in small transactions: events older than `age` or beyond the newest `count`, and expired idempotency keys.
  /// The newest event always stays: its sequence is where the stream goes on.
  public func sweep(eventsOlderThan age: Duration, beyond count: Int64) async throws {
    let now = clock.now
    let oldest = now.adding(seconds: -age.components.seconds)
    let before = try await read { connection -> Int64 in
      guard let bounds = try OutboxQueries.outboxBounds(connection) else { return 0 }
      let since = try OutboxQueries.firstSequenceSince(connection, since: oldest.milliseconds) ?? 0
      return min(bounds.lastSequence, max(since == 0 ? bounds.lastSequence : since, bounds.lastSequence - count + 1))
    }
    while try await driver.write({ try OutboxQueries.trimOutbox($0, beforeSequence: before, chunkSize: RetentionLimits.sweepChunk) }) > 0 {}
    _ = try await driver.write { try IdempotencyQueries.deleteExpiredIdempotency($0, now: now.milliseconds) }
    let failedBefore = now.adding(seconds: -AuthLimits.failuresKeptSeconds).milliseconds
    _ = try await driver.write { try FailureQueries.deleteOldFailures($0, failedBefore: failedBefore) }
  }
}
