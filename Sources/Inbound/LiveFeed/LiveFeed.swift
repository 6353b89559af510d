public import Forum
public import ForumKernel

/// Live events of a thread, with replay: the same stream that the consumers follow, filtered by subject.
public struct LiveFeed: Sendable {
  /// Messages that wait for a slow client before it falls back to reading: about a second of a busy forum.
  private static let bufferMax = 256

  let stream: any EventStream
  let reader: any ForumReader

  public init(stream: any EventStream, reader: any ForumReader) {
    self.stream = stream
    self.reader = reader
  }

  /// The events of a thread after `lastEventID`, without end; without one from now on. A position that is gone, of another epoch, in the future or
  /// not one of ours gives a `reset` event first. Throws `notFound` when the thread is not visible; the feed ends when the thread is deleted.
  public func thread(_ id: ThreadID, _ tenant: TenantID, after lastEventID: String?) async throws -> ThreadFeed {
    guard try await reader.thread(id, tenant) != nil else { throw AppError.notFound("thread") }
    let filters = [SubjectFilter("forum.\(tenant).thread.\(id).>")].compactMap(\.self)
    let info = try await stream.info()
    let end = StreamPosition(epoch: info.epoch, sequence: info.last)
    guard let lastEventID else { return feed(after: end, filters, tenant, reset: nil) }
    guard let position = StreamPosition(lastEventID), position.epoch == info.epoch, (info.first - 1...info.last).contains(position.sequence) else {
      return feed(after: end, filters, tenant, reset: .reset(at: end))
    }
    return feed(after: position, filters, tenant, reset: nil)
  }

  private func feed(after position: StreamPosition, _ filters: [SubjectFilter], _ tenant: TenantID, reset: LiveEvent?) -> ThreadFeed {
    ThreadFeed(
      follower: stream.follow(after: position, matching: filters, bufferMax: Self.bufferMax), epoch: position.epoch, reset: reset, tenant: tenant,
      reader: reader)
  }
}

/// The events of one thread for one client.
public struct ThreadFeed: AsyncSequence, Sendable {
  let follower: StreamFollower
  let epoch: String
  let reset: LiveEvent?
  let tenant: TenantID
  let reader: any ForumReader

  public func makeAsyncIterator() -> Iterator { Iterator(feed: self, follower: follower.makeAsyncIterator()) }

  /// What a message is about, when it tells that something can be seen now.
  fileprivate func entity(of message: StreamMessage) async throws -> LiveEvent.Entity? {
    switch message.eventType {
    case PostCreated.type, PostEdited.type, PostRestored.type:
      try await reader.post(message.event(PostEdited.self).event.postID, tenant).map { .post($0) }
    case CommentCreated.type, CommentEdited.type, CommentRestored.type:
      try await reader.comment(message.event(CommentEdited.self).event.commentID, tenant).map { .comment($0) }
    default: nil
    }
  }

  public struct Iterator: AsyncIteratorProtocol {
    private let feed: ThreadFeed
    private var follower: StreamFollower.Iterator
    private var first: LiveEvent?
    private var isOver = false

    init(feed: ThreadFeed, follower: StreamFollower.Iterator) {
      self.feed = feed
      first = feed.reset
      self.follower = follower
    }

    public mutating func next() async throws -> LiveEvent? {
      if let event = first {
        first = nil
        return event
      }
      guard !isOver, let message = try await follower.next() else { return nil }
      isOver = message.eventType == ThreadChanged.type && (try? message.event(ThreadChanged.self).event.change) == .deleted
      return LiveEvent(message, epoch: feed.epoch, try await feed.entity(of: message))
    }
  }
}
