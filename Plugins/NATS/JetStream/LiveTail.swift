import ForumKernel
import StreamTail
import Synchronization

/// The newest messages of the stream, in memory, and everybody who follows it. One consumer on the server feeds it, in order and without gaps, however
/// many follow here; when the feed breaks it is begun anew where it stopped.
final class LiveTail: Sendable {
  private struct State {
    var tail: TailState
    var epoch: String?
    var subscribers = SubscriberList()
    /// A sequence that is known to be in the stream, and on its way here.
    var known: Int64 = 0
    /// Which feed may append; an older one's late messages are nobody's.
    var feed = 0
    var waiters: [Int: (sequence: Int64, continuation: CheckedContinuation<Bool, Never>)] = [:]
    var nextWaiter = 0
    var isClosed = false
  }

  /// Each topic of a live connection is one; how many connections there are is bounded before.
  static let subscribersMax = 100_000

  private let limits: NATSStreamLimits
  private let state: Mutex<State>

  init(_ limits: NATSStreamLimits) {
    self.limits = limits
    state = Mutex(State(tail: TailState(messagesMax: limits.tailMessagesMax, bytesMax: limits.tailBytesMax)))
  }

  /// Up to where messages have come; nil before the first contact with the server.
  var end: StreamPosition? { state.withLock { state in state.epoch.map { StreamPosition(epoch: $0, sequence: state.tail.last) } } }

  /// Messages up to here are in the stream: readers and subscribers wait until they have come.
  func expect(_ sequence: Int64, epoch: String?) {
    state.withLock { if epoch == nil || epoch == $0.epoch { $0.known = max($0.known, sequence) } }
  }

  /// Up to `limit` messages after `sequence`; nil when they must be asked for, because they are older or not here yet.
  func page(after sequence: Int64, limit: Int) -> [StreamMessage]? {
    state.withLock { state in
      guard state.epoch != nil, sequence < state.tail.last || (sequence == state.tail.last && state.known <= sequence) else { return nil }
      return state.tail.page(after: sequence, limit: limit)
    }
  }

  /// Returns after what the messages come. Throws `unavailable` before the first contact with the server.
  func subscribe(_ continuation: SubscriberList.Continuation, filters: [SubjectFilter]) throws -> StreamPosition {
    try state.withLock { state in
      guard !state.isClosed else { throw AppError(NATSError.closed) }
      guard let epoch = state.epoch else { throw AppError(NATSError.timedOut) }
      guard state.subscribers.count() < Self.subscribersMax else {
        throw AppError(.tooMany, "too_many_subscribers", "Too many readers follow the stream.", retryAfterSeconds: 5)
      }
      state.subscribers.add(continuation, filters: filters)
      return StreamPosition(epoch: epoch, sequence: state.tail.last)
    }
  }

  /// True when everything has come that is known to be in the stream now, false when it has not after `timeout`.
  func caughtUp(_ timeout: Duration) async -> Bool {
    if state.withLock({ Self.isCaughtUp($0, $0.known) }) { return true }
    return await withTaskGroup { group in
      group.addTask { await self.wait() }
      group.addTask {
        try? await Task.sleep(for: timeout)
        return false
      }
      let isReached = await group.next() ?? false
      group.cancelAll()
      return isReached
    }
  }

  /// Ends all subscriptions and waits.
  func close() {
    let (subscribers, waiters) = state.withLock { state in
      state.isClosed = true
      state.feed += 1
      defer { state.waiters.removeAll() }
      return (state.subscribers.removeAll(), state.waiters.values.map(\.continuation))
    }
    for subscriber in subscribers { subscriber.finish() }
    for waiter in waiters { waiter.resume(returning: false) }
  }

  private static func isCaughtUp(_ state: State, _ sequence: Int64) -> Bool {
    state.isClosed || (state.epoch != nil && state.tail.last >= sequence)
  }

  private func wait() async -> Bool {
    let id = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        let isOver = state.withLock { state in
          if Task.isCancelled || Self.isCaughtUp(state, state.known) { return true }
          state.waiters[id] = (state.known, continuation)
          return false
        }
        if isOver { continuation.resume(returning: true) }
      }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: id) }?.continuation.resume(returning: false)
    }
  }
}

extension LiveTail {
  /// A new feed, and the sequence after which it is to begin: where the last one stopped, unless the stream is another one or far ahead; then those
  /// who follow are sent to read.
  func beginFeed(_ info: StreamInfo) -> (feed: Int, after: Int64) {
    let (feed, after, ended, ready) = state.withLock { state in
      state.feed += 1
      let oldest = max(info.first - 1, info.last - Int64(limits.tailMessagesMax))
      let isContinued = state.epoch == info.epoch && (oldest...info.last).contains(state.tail.last)
      var ended: [SubscriberList.Continuation] = []
      if !isContinued {
        // What was published before the first contact is in this very stream; what is known of another one says nothing.
        if state.epoch != nil, state.epoch != info.epoch { state.known = 0 }
        state.epoch = info.epoch
        state.tail = TailState(messagesMax: limits.tailMessagesMax, bytesMax: limits.tailBytesMax)
        state.tail.begin(with: [], last: oldest)
        ended = state.subscribers.removeAll()
      }
      state.known = max(state.known, info.last)
      return (state.feed, state.tail.last, ended, Self.ready(&state))
    }
    for subscriber in ended { subscriber.finish() }
    for waiter in ready { waiter.resume(returning: true) }
    return (feed, after)
  }

  /// The next message of a feed: into the tail, to whom it concerns. Called on the connection's event loop.
  func append(_ message: StreamMessage, feed: Int) {
    let (ended, ready) = state.withLock { state -> ([SubscriberList.Continuation], [CheckedContinuation<Bool, Never>]) in
      guard feed == state.feed, message.sequence > state.tail.last else { return ([], []) }
      // A sequence that was skipped was removed from the stream: the feed's own numbers have no gap.
      _ = state.tail.append(message)
      return (state.subscribers.send(message), Self.ready(&state))
    }
    for subscriber in ended { subscriber.finish() }
    for waiter in ready { waiter.resume(returning: true) }
  }

  /// Forgets and returns those whose wait is over; they are resumed outside of the lock.
  private static func ready(_ state: inout State) -> [CheckedContinuation<Bool, Never>] {
    guard !state.waiters.isEmpty else { return [] }
    let ready = state.waiters.filter { $0.value.sequence <= state.tail.last }
    for id in ready.keys { state.waiters[id] = nil }
    return ready.values.map(\.continuation)
  }
}
