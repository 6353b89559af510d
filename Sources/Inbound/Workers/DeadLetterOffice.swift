import ForumKernel
import Logging
import Synchronization

/// Hands messages to a consumer, and takes out those that it can't handle: they are kept among the dead letters, and the rest goes on.
///
/// A message whose content is refused is a dead letter at once. One that fails in another way, as by a fault of the program, is tried for some minutes,
/// and is set aside when a message after it can be handled: that shows that what the consumer stands on is there. What is away or busy makes no dead
/// letters, however long it is.
final class DeadLetterOffice: Sendable {
  /// How long a message is tried that fails alone.
  static let patienceSeconds: Int64 = 300
  /// How many messages after it may fail too, before it is held for the back end's fault.
  static let neighboursMax = 8

  /// The message that fails, and how often it has.
  private struct Failing {
    let position: StreamPosition
    let since: Timestamp
    var attempts: Int
  }

  private let consumer: any EventConsumer
  private let archive: any StreamArchive
  private let clock: any WallClock
  private let logger: Logger
  private let failing = Mutex<Failing?>(nil)

  init(consumer: any EventConsumer, archive: any StreamArchive, clock: any WallClock, logger: Logger) {
    self.consumer = consumer
    self.archive = archive
    self.clock = clock
    self.logger = logger
  }

  /// Throws what may be over when it is tried again: a back end that is away, a time-out.
  func handOver(_ messages: [StreamMessage], through position: StreamPosition) async throws {
    do {
      try await consumer.handle(messages, through: position)
    } catch  where !Self.isOfBackEnd(error) {
      try await handOverOneByOne(messages, in: position.epoch)
      try await consumer.handle([], through: position)
    }
  }

  private func handOverOneByOne(_ messages: [StreamMessage], in epoch: String) async throws {
    // It may have come so far before it failed.
    let done = try await consumer.position().flatMap { $0.epoch == epoch ? $0.sequence : nil } ?? 0
    var rest = messages.drop { $0.sequence <= done }
    while let message = rest.first {
      guard let failure = try await failure(of: message, in: epoch) else {
        rest.removeFirst()
        continue
      }
      if Self.isFinal(failure) {
        // Twice: once among the others, once alone.
        let letter = letter(message, failure, attempts: 2)
        try await archive.addDeadLetter(letter)
        tell(letter)
        rest.removeFirst()
      } else {
        rest.removeFirst(try await setAside(rest, failure, in: epoch))
      }
    }
  }

  /// Why the message can't be handled alone; nil when it was. Throws what is the fault of a back end.
  private func failure(of message: StreamMessage, in epoch: String) async throws -> (any Error)? {
    do {
      try await consumer.handle([message], through: StreamPosition(epoch: epoch, sequence: message.sequence))
      return nil
    } catch  where !Self.isOfBackEnd(error) {
      return error
    }
  }

  /// Sets aside the first of `messages` as soon as one after it is handled, and with it those between them, which fail as well. How many they are
  /// together with the one that was handled. Throws `failure` when there is none, or too early: then nothing is set aside.
  private func setAside(_ messages: ArraySlice<StreamMessage>, _ failure: any Error, in epoch: String) async throws -> Int {
    guard let first = messages.first, let attempts = lastingAttempts(StreamPosition(epoch: epoch, sequence: first.sequence)) else { throw failure }
    var letters = [letter(first, failure, attempts: attempts)]
    do {
      for message in messages.dropFirst().prefix(Self.neighboursMax) {
        // Before the position moves past it: a crash must not lose it.
        try await archive.addDeadLetter(letters[letters.count - 1])
        guard let failure = try await self.failure(of: message, in: epoch) else {
          await tryOnceMore(letters)
          return letters.count + 1
        }
        letters.append(letter(message, failure, attempts: 1))
      }
    } catch {
      try await takeBack(letters, in: epoch)
      throw error
    }
    try await takeBack(letters, in: epoch)
    throw failure
  }

  /// Counts one more failure of the message at this position: how many there are, when they have lasted long enough.
  private func lastingAttempts(_ position: StreamPosition) -> Int? {
    let now = clock.now
    return failing.withLock { failing in
      var known = failing.flatMap { $0.position == position ? $0 : nil } ?? Failing(position: position, since: now, attempts: 0)
      known.attempts += 1
      failing = known
      return known.since.adding(seconds: Self.patienceSeconds) <= now ? known.attempts : nil
    }
  }

  /// What the consumer stands on has just been there, and need not have been before.
  private func tryOnceMore(_ letters: [DeadLetter]) async {
    for letter in letters {
      do {
        try await consumer.handle([letter.message], through: nil)
        try await archive.removeDeadLetter(of: letter.consumer, sequence: letter.message.sequence)
      } catch {
        tell(letter)
      }
    }
  }

  /// Unless the consumer has passed them all the same: a commit may succeed whose answer is lost.
  private func takeBack(_ letters: [DeadLetter], in epoch: String) async throws {
    if let position = try await consumer.position(), position.epoch == epoch, letters.contains(where: { $0.message.sequence <= position.sequence }) {
      return
    }
    for letter in letters { try await archive.removeDeadLetter(of: letter.consumer, sequence: letter.message.sequence) }
  }

  private func letter(_ message: StreamMessage, _ failure: any Error, attempts: Int) -> DeadLetter {
    DeadLetter(consumer: consumer.name, message: message, failure: failure, attempts: attempts, time: clock.now)
  }

  private func tell(_ letter: DeadLetter) {
    logger.error(
      "a message can't be handled; it is a dead letter",
      metadata: [
        "consumer": "\(letter.consumer)", "sequence": "\(letter.message.sequence)", "subject": "\(letter.message.subject)",
        "error": "\(letter.reason)",
      ])
  }

  /// Whether the content is refused, so that the same is refused again.
  private static func isFinal(_ error: any Error) -> Bool {
    switch error {
    case let error as AppError: error.code == .invalid || error.code == .conflict
    case is DecodingError: true
    default: false
    }
  }

  /// Whether what the consumer stands on is away or busy, or the consumer is to end: no message is at fault.
  private static func isOfBackEnd(_ error: any Error) -> Bool {
    switch error {
    case let error as AppError: error.code == .unavailable || error.code == .tooMany
    default: error is CancellationError
    }
  }
}
