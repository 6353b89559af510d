import ForumKernel
import Workers

extension Application {
  private static let settleDeadline = Duration.seconds(120)

  /// Brings what follows the event stream and writes to the store to the stream's end. The search index is left out: it is never moved. Throws
  /// `unavailable` (`events_waiting`) when the broker does not take the last events, or somebody does not handle them.
  func settle() async throws {
    if let outbox = storage.outbox, try await !outbox.published(within: Self.settleDeadline) {
      throw AppError(.unavailable, "events_waiting", "The event stream does not take the last events. Look at `forum-lite doctor`, then try again.")
    }
    let end = try await stream.info().end
    for consumer in consumers where consumer.name != SearchIndexer.name {
      try await loop(of: consumer).catchUp(to: end, within: Self.settleDeadline)
    }
  }

  /// Brings the search index to the stream's end.
  func settleIndex() async throws {
    let end = try await stream.info().end
    for consumer in consumers where consumer.name == SearchIndexer.name {
      try await loop(of: consumer).catchUp(to: end, within: Self.settleDeadline)
    }
  }
}
