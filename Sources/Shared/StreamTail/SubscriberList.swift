public import ForumKernel

/// Who listens to live messages, each behind a bounded buffer.
public struct SubscriberList: Sendable {
  public struct Subscriber: Sendable {
    let filters: [SubjectFilter]
    let continuation: AsyncStream<StreamMessage>.Continuation

    public init(filters: [SubjectFilter], continuation: AsyncStream<StreamMessage>.Continuation) {
      self.filters = filters
      self.continuation = continuation
    }
  }

  private var subscribers: [Int: Subscriber] = [:]
  private var nextID = 0

  public init() {}

  public var count: Int { subscribers.count }

  /// The number by which to remove it.
  public mutating func add(_ subscriber: Subscriber) -> Int {
    nextID += 1
    subscribers[nextID] = subscriber
    return nextID
  }

  public mutating func remove(_ id: Int) { subscribers[id] = nil }

  /// Hands the message to whom it concerns. Returns, and forgets, those whose buffer was full: the caller finishes them, outside of its lock.
  public mutating func send(_ message: StreamMessage) -> [AsyncStream<StreamMessage>.Continuation] {
    var full: [AsyncStream<StreamMessage>.Continuation] = []
    for (id, subscriber) in subscribers where subscriber.filters.match(message.subject) {
      guard case .dropped = subscriber.continuation.yield(message) else { continue }
      full.append(subscriber.continuation)
      subscribers[id] = nil
    }
    return full
  }

  /// Forgets all; the caller finishes them.
  public mutating func removeAll() -> [AsyncStream<StreamMessage>.Continuation] {
    defer { subscribers.removeAll() }
    return subscribers.values.map(\.continuation)
  }
}

extension [SubjectFilter] {
  /// No filter matches everything.
  public func match(_ subject: String) -> Bool { isEmpty || contains { $0.matches(subject) } }
}
