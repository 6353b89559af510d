import ForumKernel
import Logging

/// Hands messages to a consumer, and takes out the one that it can never handle: that one is kept among the dead letters, and the rest goes on.
struct DeadLetterOffice: Sendable {
  let consumer: any EventConsumer
  let archive: any StreamArchive
  let clock: any WallClock
  let logger: Logger

  /// Throws what may be over when it is tried again: a back end that is away, a time-out.
  func handOver(_ messages: [StreamMessage], through position: StreamPosition) async throws {
    do {
      try await consumer.handle(messages, through: position)
    } catch  where Self.isFinal(error) {
      for message in messages { try await handOver(message, in: position.epoch) }
      try await consumer.handle([], through: position)
    }
  }

  private func handOver(_ message: StreamMessage, in epoch: String) async throws {
    let position = StreamPosition(epoch: epoch, sequence: message.sequence)
    do {
      try await consumer.handle([message], through: position)
    } catch  where Self.isFinal(error) {
      let reason = (error as? AppError).map { "\($0.slug): \($0.message)" } ?? "\(error)"
      // Twice: once among the others, once alone.
      try await archive.addDeadLetter(DeadLetter(consumer: consumer.name, message: message, reason: reason, attempts: 2, time: clock.now))
      logger.error(
        "a message can't be handled; it is a dead letter",
        metadata: ["consumer": "\(consumer.name)", "position": "\(position)", "subject": "\(message.subject)", "error": "\(reason)"])
    }
  }

  /// Whether the content is refused, so that the same is refused again.
  private static func isFinal(_ error: any Error) -> Bool {
    switch error {
    case let error as AppError: error.code == .invalid || error.code == .conflict
    case is DecodingError: true
    default: false
    }
  }
}
