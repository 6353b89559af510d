public import ForumKernel

extension StreamLog {
  /// Dead letters that can be listed and delivered again: the newest of a consumer.
  public static let deadLettersMax = 1000

  /// The newest dead letters of a consumer, newest first by sequence.
  public func deadLetters(of consumer: String, limit: Int = deadLettersMax) async throws -> [DeadLetter] {
    try await reader.archive.deadLetters(of: consumer, upTo: .max, limit: min(limit, Self.deadLettersMax))
  }

  /// Gives a dead letter back to its consumer, as if it had never been delivered. Throws `notFound`: `consumer_not_found` when no such consumer is
  /// open, `dead_letter_not_found`, or `message_gone` when retention has removed the message from the stream.
  public func redeliver(deadLetter sequence: Int64, of consumer: String) async throws {
    guard let open = self.open(consumer: consumer) else { throw AppError.notFound("consumer") }
    guard try await deadLetters(of: consumer).contains(where: { $0.message.sequence == sequence }) else { throw AppError.notFound("dead_letter") }
    guard try await reader.message(sequence) != nil else {
      throw AppError(.notFound, "message_gone", "The message is not in the stream any more.")
    }
    try await open.reopen(sequence)
    try await reader.archive.removeDeadLetter(of: consumer, sequence: sequence)
  }
}
