public import ForumKernel

/// The outbox where the event stream is on another machine: its rows wait for the relay.
public struct RelayedOutbox: Outbox {
  let store: SQLStore

  public init(store: SQLStore) { self.store = store }

  public func observeCommits(_ observer: @escaping @Sendable () -> Void) { store.observeCommits { _ in observer() } }

  public func unpublished(limit: Int) async throws -> [StreamMessage] {
    try await store.read(.everyTenant) { try OutboxQueries.listUnpublished($0, pageSize: Int64(limit)).map(StreamMessage.init) }
  }

  public func markPublished(_ messages: [StreamMessage]) async throws {
    let now = store.clock.now
    let runs = Self.runs(messages.map(\.sequence))
    guard !runs.isEmpty else { return }
    try await store.driver.write(.everyTenant) { connection in
      for run in runs {
        _ = try OutboxQueries.markPublished(
          connection, publishedAt: now.milliseconds, firstSequence: run.lowerBound, lastSequence: run.upperBound)
      }
    }
  }

  public func setAside(_ message: StreamMessage, reason: String) async throws {
    let now = store.clock.now
    try await store.driver.write(.everyTenant) { connection in
      try DeadLetterQueries.putDeadLetter(
        connection, consumer: DeadLetter.outboxConsumer, sequence: message.sequence, subject: message.subject, messageID: message.messageID,
        createdAt: message.time.milliseconds, payload: String(decoding: message.payload, as: UTF8.self), reason: reason, attempts: 1,
        deadAt: now.milliseconds)
      _ = try OutboxQueries.markPublished(
        connection, publishedAt: now.milliseconds, firstSequence: message.sequence, lastSequence: message.sequence)
    }
  }

  public func backlog() async throws -> OutboxBacklog {
    try await store.read(.everyTenant) { connection in
      let backlog = try OutboxQueries.outboxBacklog(connection)
      let first = backlog?.firstSequence ?? 0
      return OutboxBacklog(
        count: Int(backlog?.waiting ?? 0), first: first == 0 ? nil : first, last: try OutboxQueries.outboxBounds(connection)?.lastSequence ?? 0)
    }
  }

  /// Neighbouring sequences together: a row between two that were read may have been committed later, and is not published.
  private static func runs(_ sequences: [Int64]) -> [ClosedRange<Int64>] {
    sequences.reduce(into: []) { runs, sequence in
      if let last = runs.last, last.upperBound + 1 == sequence {
        runs[runs.count - 1] = last.lowerBound...sequence
      } else {
        runs.append(sequence...sequence)
      }
    }
  }
}
