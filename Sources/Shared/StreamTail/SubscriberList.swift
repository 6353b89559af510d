public import ForumKernel
import Synchronization

/// Who listens to live messages, each behind a bounded buffer. Its owner guards it with a lock.
public struct SubscriberList: Sendable {
  public typealias Continuation = AsyncStream<StreamMessage>.Continuation

  private struct Subscriber {
    let filters: [SubjectFilter]
    let continuation: Continuation
  }

  /// Who has gone away. A subscription ends beneath the lock of the task that is cancelled, while `send`, beneath the owner's lock, needs the lock of
  /// the task that it wakes: so the end must not wait for the owner, and has a lock of its own, under which nobody is woken.
  private final class Leavers: Sendable {
    private let ids = Mutex<[Int]>([])

    func add(_ id: Int) { ids.withLock { $0.append(id) } }

    func take() -> [Int] {
      ids.withLock { ids in
        defer { ids.removeAll() }
        return ids
      }
    }
  }

  private var subscribers: [Int: Subscriber] = [:]
  private var tree = SubjectTree()
  private var nextID = 0
  private let leavers = Leavers()
  private static let everything = SubjectFilter(">")!

  public init() {}

  /// How many listen.
  public mutating func count() -> Int {
    forgetLeavers()
    return subscribers.count
  }

  /// Until its stream ends, whoever ends it.
  public mutating func add(_ continuation: Continuation, filters: [SubjectFilter]) {
    forgetLeavers()
    nextID += 1
    let filters = filters.isEmpty ? [Self.everything] : filters
    subscribers[nextID] = Subscriber(filters: filters, continuation: continuation)
    for filter in filters { tree.insert(nextID, filter) }
    continuation.onTermination = { [leavers, nextID] _ in leavers.add(nextID) }
  }

  /// Hands the message to whom it concerns. Returns, and forgets, those whose buffer was full: the caller finishes them, outside of its lock.
  public mutating func send(_ message: StreamMessage) -> [Continuation] {
    forgetLeavers()
    var full: [Continuation] = []
    for id in tree.matches(message.subject) {
      guard let continuation = subscribers[id]?.continuation, case .dropped = continuation.yield(message) else { continue }
      full.append(continuation)
      forget(id)
    }
    return full
  }

  /// Forgets all; the caller finishes them.
  public mutating func removeAll() -> [Continuation] {
    defer {
      subscribers.removeAll()
      tree = SubjectTree()
    }
    return subscribers.values.map(\.continuation)
  }

  private mutating func forgetLeavers() { for id in leavers.take() { forget(id) } }

  private mutating func forget(_ id: Int) {
    guard let subscriber = subscribers.removeValue(forKey: id) else { return }
    for filter in subscriber.filters { tree.remove(id, filter) }
  }
}

extension [SubjectFilter] {
  /// No filter matches everything.
  public func match(_ subject: String) -> Bool { isEmpty || contains { $0.matches(subject) } }
}
