public import ForumKernel

/// The outbox as the archive of the embedded event stream: its rows in commit order are the stream.
public struct RetainedOutbox: StreamArchive {
  static let stream = "events"

  let store: SQLStore

  public init(store: SQLStore) { self.store = store }

  public func observeCommits(_ observer: @escaping @Sendable ([StreamMessage]) -> Void) { store.observeCommits(observer) }

  /// Makes the stream's epoch when there is none yet.
  public func bounds() async throws -> StreamInfo {
    if let info = try await store.read(.everyTenant, { try Self.info($0) }) { return info }
    let epoch = String(UInt64.random(in: 0...UInt64.max), radix: 36)
    return try await store.driver.write(.everyTenant) { connection in
      if let info = try Self.info(connection) { return info }
      try StreamQueries.putEpoch(connection, stream: Self.stream, epoch: epoch)
      return StreamInfo(epoch: epoch, first: 1, last: 0)
    }
  }

  private static func info(_ connection: any SQLConnection) throws -> StreamInfo? {
    guard let epoch = try StreamQueries.findEpoch(connection, stream: stream), let bounds = try OutboxQueries.outboxBounds(connection) else {
      return nil
    }
    return StreamInfo(epoch: epoch, first: max(bounds.firstSequence, 1), last: bounds.lastSequence)
  }

  public func append(subject: String, messageID: String?, payload: [UInt8]) async throws -> Int64 {
    let store = store
    guard let text = String(validating: payload, as: UTF8.self), !text.utf8.contains(0) else {
      throw AppError(.invalid, "payload_not_text", "The store keeps messages as text in UTF-8 without NUL: send JSON, or encode the bytes.")
    }
    return try await store.driver.write(.everyTenant) { connection in
      // Asked first: an insert that conflicts would use up a sequence, and the stream has no gaps.
      if let known = try messageID.flatMap({ try OutboxQueries.findMessage(connection, messageID: $0) }) { return known }
      let now = store.clock.now
      let sequence = try OutboxQueries.appendMessage(
        connection, messageID: messageID, subject: subject, createdAt: now.milliseconds, publishedAt: store.publishedAt(now),
        payload: text)
      guard let sequence else { throw AppError(.conflict, "message_known", "There is a message with this id.") }
      let message = StreamMessage(sequence: sequence, subject: subject, messageID: messageID, time: now, payload: payload)
      connection.afterCommit { store.announce([message]) }
      return sequence
    }
  }

  public func read(after sequence: Int64, limit: Int) async throws -> [StreamMessage] {
    try await store.read(.everyTenant) {
      try OutboxQueries.readOutbox($0, afterSequence: sequence, pageSize: Int64(limit)).map(StreamMessage.init)
    }
  }

  public func firstSequence(since time: Timestamp) async throws -> Int64? {
    try await store.read(.everyTenant) { try OutboxQueries.firstSequenceSince($0, since: time.milliseconds) }.flatMap { $0 == 0 ? nil : $0 }
  }

  public func consumer(named name: String) async throws -> ConsumerRecord? {
    try await store.read(.everyTenant) {
      try StreamQueries.findStreamConsumer($0, name: name).map {
        ConsumerRecord(name: $0.name, settings: $0.settings, ackFloor: $0.ackFloor, state: $0.state)
      }
    }
  }

  public func saveConsumer(_ record: ConsumerRecord) async throws {
    try await store.driver.write(.everyTenant) {
      try StreamQueries.putStreamConsumer($0, name: record.name, settings: record.settings, ackFloor: record.ackFloor, state: record.state)
    }
  }

  public func addDeadLetter(_ letter: DeadLetter) async throws {
    try await store.driver.write(.everyTenant) {
      try DeadLetterQueries.putDeadLetter(
        $0, consumer: letter.consumer, sequence: letter.message.sequence, subject: letter.message.subject, messageID: letter.message.messageID,
        createdAt: letter.message.time.milliseconds, payload: Self.readable(letter.message.payload), reason: letter.reason,
        attempts: Int64(letter.attempts), deadAt: letter.time.milliseconds)
    }
  }

  /// What a stream on another machine holds may be no text, and be a dead letter just for that: then what can't be kept is left out of it.
  private static func readable(_ payload: [UInt8]) -> String {
    String(decoding: payload, as: UTF8.self).replacing("\0", with: "\u{FFFD}")
  }

  public func deadLetters(of consumer: String, upTo sequence: Int64, limit: Int) async throws -> [DeadLetter] {
    try await store.read(.everyTenant) {
      try DeadLetterQueries.listDeadLetters($0, consumer: consumer, lastSequence: sequence, pageSize: Int64(limit)).map { row in
        DeadLetter(
          consumer: consumer,
          message: StreamMessage(
            sequence: row.sequence, subject: row.subject, messageID: row.messageID, time: Timestamp(milliseconds: row.createdAt),
            payload: Array(row.payload.utf8)),
          reason: row.reason, attempts: Int(row.attempts), time: Timestamp(milliseconds: row.deadAt))
      }
    }
  }

  public func deadLetterCounts() async throws -> [String: Int] {
    try await store.read(.everyTenant) { connection in
      Dictionary(uniqueKeysWithValues: try DeadLetterQueries.countDeadLetters(connection).map { ($0.consumer, Int($0.total)) })
    }
  }

  public func removeDeadLetter(of consumer: String, sequence: Int64) async throws {
    try await store.driver.write(.everyTenant) { try DeadLetterQueries.deleteDeadLetter($0, consumer: consumer, sequence: sequence) }
  }
}

extension StreamMessage {
  /// A row of the outbox; an event's id is its message id.
  init(_ row: OutboxQueries.OutboxRow) {
    self.init(
      sequence: row.sequence, subject: row.subject, messageID: row.id?.description ?? row.messageID, time: Timestamp(milliseconds: row.createdAt),
      payload: Array(row.payload.utf8))
  }
}
