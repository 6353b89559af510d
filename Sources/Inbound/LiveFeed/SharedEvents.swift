import ForumKernel
import Synchronization

/// Live events made once for all who follow the same topics and may read the same: a thousand who follow a thread cost one read of a new post.
final class SharedEvents: Sendable {
  struct Key: Hashable {
    let position: StreamPosition
    let topics: [LiveTopic]
    /// Who may read less gets an event of their own.
    let scope: ReadScope
  }

  private struct Entry {
    let event: Task<LiveEvent, any Error>
    let madeAt: ContinuousClock.Instant
  }

  /// Who takes it later reads anew what the event is about: it may have changed.
  static let age = Duration.milliseconds(250)
  private static let countMax = 64

  private let entries = Mutex<[Key: Entry]>([:])

  func event(_ key: Key, make: @escaping @Sendable () async throws -> LiveEvent) async throws -> LiveEvent {
    let now = ContinuousClock.now
    let event = entries.withLock { entries in
      if let known = entries[key], now - known.madeAt < Self.age { return known.event }
      if entries.count >= Self.countMax, let oldest = entries.min(by: { $0.value.madeAt < $1.value.madeAt })?.key { entries[oldest] = nil }
      let event = Task { try await make() }
      entries[key] = Entry(event: event, madeAt: now)
      return event
    }
    return try await event.value
  }
}
