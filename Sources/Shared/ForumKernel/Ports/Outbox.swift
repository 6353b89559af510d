/// The events of commits that wait to be published to a stream on another machine. The relay moves them; several nodes share one outbox, and whoever
/// holds its lease relays.
public protocol Outbox: Sendable {
  /// From now on `observer` is called after each commit of this process that appended events. It never waits and never throws.
  func observeCommits(_ observer: @escaping @Sendable () -> Void)
  /// The oldest `limit` events that wait, in order. Their sequences are the outbox's; the stream gives them its own.
  func unpublished(limit: Int) async throws -> [StreamMessage]
  /// These are in the stream; they wait no more.
  func markPublished(_ messages: [StreamMessage]) async throws
  /// The stream will never take this one: kept among the dead letters of `DeadLetter.outboxConsumer`; it waits no more.
  func setAside(_ message: StreamMessage, reason: String) async throws
  /// What waits now, of all nodes that share the store.
  func backlog() async throws -> OutboxBacklog
}

/// The right of one of the processes that share a store to do something alone.
public protocol NodeLease: Sendable {
  /// True when `holder` has the right for `duration` from now on: nobody else holds the lease, or theirs is over.
  func takeLease(holder: String, for duration: Duration) async throws -> Bool
  /// Gives the lease back early; nothing happens when another one holds it.
  func endLease(holder: String) async throws
}

/// The leases that are taken in more than one place.
public enum LeaseName {
  /// Of whoever carries the store's events on: the relay, or the one process that is its own stream.
  public static let events = "outbox"
}

/// How far an outbox is from being empty.
public struct OutboxBacklog: Sendable, Equatable {
  /// Events that wait.
  public let count: Int
  /// The sequence of the first one that waits; nil when none does.
  public let first: Int64?
  /// The newest sequence ever.
  public let last: Int64

  public init(count: Int, first: Int64?, last: Int64) {
    self.count = count
    self.first = first
    self.last = last
  }
}

extension Outbox {
  /// How often `published` looks.
  private static var lookInterval: Duration { .milliseconds(10) }

  /// True when everything that is committed now is in the stream, false when that takes longer than `deadline`.
  public func published(within deadline: Duration) async throws -> Bool {
    let end = ContinuousClock.now + deadline
    let last = try await backlog().last
    while let first = try await backlog().first, first <= last {
      guard ContinuousClock.now < end else { return false }
      try await Task.sleep(for: Self.lookInterval)
    }
    return true
  }
}
