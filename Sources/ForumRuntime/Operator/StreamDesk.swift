import ForumKernel
import Logging
import Workers

extension Application {
  /// Does what `forum-lite stream` asks. Throws `notFound` (`consumer_not_found`, `dead_letter_not_found`), and `conflict` (`consumer_gone`) where nothing
  /// of this program takes the message.
  func perform(_ request: StreamRequest) async throws -> StreamReply {
    switch request {
    case .overview: return .overview(try await streamOverview())
    case .deadLetters(let consumer, let end, let limit):
      let counts = try await storage.archive.deadLetterCounts()
      let names = try consumer.map { [try known($0, counts)] } ?? Array(counts.keys)
      let letters = try await deadLetters(of: names, upTo: end, limit: limit)
      return .deadLetters(letters.map(DeadLetterView.init), total: names.reduce(0) { $0 + (counts[$1] ?? 0) })
    case .retry(let consumer, let sequence): return .retried(try await retry(try await deadLetter(of: consumer, sequence)))
    case .discard(let consumer, let sequence):
      let letter = try await deadLetter(of: consumer, sequence)
      try await storage.archive.removeDeadLetter(of: consumer, sequence: sequence)
      logger.notice("a dead letter was discarded", metadata: letter.metadata)
      return .discarded
    }
  }

  /// The newest `limit` dead letters of these consumers, newest first.
  func deadLetters(of consumers: [String], upTo sequence: Int64 = .max, limit: Int) async throws -> [DeadLetter] {
    var letters: [DeadLetter] = []
    for consumer in consumers { letters += try await storage.archive.deadLetters(of: consumer, upTo: sequence, limit: limit) }
    if consumers.count > 1 { letters.sort { $0.time > $1.time } }
    return Array(letters.prefix(limit))
  }

  /// How many dead letters each consumer of this forum has, none included.
  var deadLetterCounts: [String: Int] {
    get async throws { Dictionary(uniqueKeysWithValues: consumerNames.map { ($0, 0) }).merging(try await storage.archive.deadLetterCounts()) { $1 } }
  }

  /// What to do about dead letters; nil where there are none, and where the store can't tell, of which its own part says why.
  var deadLetterAdvice: String? {
    get async {
      let counts = (try? await storage.archive.deadLetterCounts()) ?? [:]
      guard !counts.isEmpty else { return nil }
      let all = counts.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" }.joined(separator: ", ")
      return """
        Consumers gave up messages (\(all)). See why with `forum-lite stream dead-letters`; when that is mended, `forum-lite stream retry CONSUMER --all`, \
        or `forum-lite stream discard CONSUMER SEQUENCE`.
        """
    }
  }

  private var consumerNames: [String] { consumers.map(\.name) + (storage.outbox == nil ? [] : [DeadLetter.outboxConsumer]) }

  /// The name, where a consumer or dead letters of it are there.
  private func known(_ name: String, _ counts: [String: Int]) throws(AppError) -> String {
    let names = Set(consumerNames).union(counts.keys)
    guard names.contains(name) else {
      throw AppError(.notFound, "consumer_not_found", "There is no consumer “\(name)”. Known: \(names.sorted().joined(separator: ", ")).")
    }
    return name
  }

  private func deadLetter(of name: String, _ sequence: Int64) async throws -> DeadLetter {
    let name = try known(name, try await storage.archive.deadLetterCounts())
    let letters = try await storage.archive.deadLetters(of: name, upTo: sequence, limit: 1)
    guard let letter = letters.first, letter.message.sequence == sequence else {
      throw AppError(
        .notFound, "dead_letter_not_found",
        "“\(name)” has no dead letter with the sequence \(sequence). `forum-lite stream dead-letters --consumer \(name)` lists those that it has.")
    }
    return letter
  }

  /// Why the message can't be handled this time either; nil when it is, and its dead letter is gone. The message is the dead letter's own: the stream may
  /// have lost it, or hold another one of that sequence.
  private func retry(_ letter: DeadLetter) async throws -> OperatorFailure? {
    let deliver = try delivery(to: letter.consumer)
    do {
      try await deliver(letter.message)
    } catch let error as CancellationError {
      throw error
    } catch {
      let again = DeadLetter(consumer: letter.consumer, message: letter.message, failure: error, attempts: letter.attempts + 1, time: clock.now)
      try await storage.archive.addDeadLetter(again)
      return OperatorFailure(error)
    }
    try await storage.archive.removeDeadLetter(of: letter.consumer, sequence: letter.message.sequence)
    logger.notice("a dead letter was handled", metadata: letter.metadata)
    return nil
  }

  /// What takes a message of this consumer's dead letters.
  private func delivery(to name: String) throws(AppError) -> (StreamMessage) async throws -> Void {
    if let consumer = consumers.first(where: { $0.name == name }) { return { try await consumer.handle([$0], through: nil) } }
    guard name == DeadLetter.outboxConsumer, storage.outbox != nil else {
      throw AppError(
        .conflict, "consumer_gone",
        "This forum has no “\(name)” any more that would take the message. Take it away: `forum-lite stream discard \(name) SEQUENCE`.")
    }
    return { _ = try await stream.publish(subject: $0.subject, messageID: $0.messageID, payload: $0.payload) }
  }

  private func streamOverview() async throws -> StreamOverview {
    let info = try await stream.info()
    let counts = try await deadLetterCounts
    var lines: [StreamOverview.Consumer] = []
    for consumer in consumers {
      let position = await position(of: consumer, info)
      let behind: Int64? = if let position { try await waiting(for: consumer, after: position, info) } else { nil }
      lines.append(StreamOverview.Consumer(name: consumer.name, position: position, behind: behind, deadLetters: counts[consumer.name] ?? 0))
    }
    let backlog = try await storage.outbox?.backlog()
    for name in counts.keys.sorted() where !lines.contains(where: { $0.name == name }) {
      let behind = name == DeadLetter.outboxConsumer ? backlog.map { Int64($0.count) } : nil
      lines.append(StreamOverview.Consumer(name: name, position: nil, behind: behind, deadLetters: counts[name] ?? 0))
    }
    return StreamOverview(epoch: info.epoch, first: info.first, last: info.last, messages: info.last - info.first + 1, consumers: lines)
  }

  /// Up to where it has handled the stream; nil for one that stands in another epoch. Where the index can't tell, its own part of `doctor` says why.
  private func position(of consumer: any EventConsumer, _ info: StreamInfo) async -> Int64? {
    do {
      let stored: StreamPosition? = if let position = progress.position(of: consumer.name) { position } else { try await consumer.position() }
      // A new one begins with the first message there ever was, or where that is gone at the end.
      guard let position = stored else { return info.first <= 1 ? 0 : info.last }
      return position.epoch == info.epoch ? position.sequence : nil
    } catch {
      return nil
    }
  }

  /// Messages from the first one on that the consumer follows and has not handled: its position is stored only when it handles something.
  private func waiting(for consumer: any EventConsumer, after position: Int64, _ info: StreamInfo) async throws -> Int64 {
    var scanned = max(position, info.first - 1)
    while scanned < info.last {
      let batch = try await stream.read(after: scanned, matching: consumer.filters, limit: 1)
      if let first = batch.messages.first { return info.last - first.sequence + 1 }
      guard batch.scannedThrough > scanned else { break }
      scanned = batch.scannedThrough
    }
    return 0
  }
}

extension DeadLetter {
  fileprivate var metadata: Logger.Metadata { ["consumer": "\(consumer)", "sequence": "\(message.sequence)", "subject": "\(message.subject)"] }
}
