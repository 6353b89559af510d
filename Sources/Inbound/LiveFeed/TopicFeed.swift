import Forum
public import ForumKernel

/// The events of some topics for one client. Ends when every topic has ended; throws when the viewer may not see it any more.
public struct TopicFeed: AsyncSequence, Sendable {
  private let feed: LiveFeed
  private let topics: [FollowedTopic]
  private let viewer: LiveViewer
  private let filters: [SubjectFilter]
  /// Where it begins.
  public let start: StreamPosition
  /// Where the stream ended when the feed began: what comes after is live.
  private let end: StreamPosition
  private let isReset: Bool

  init(
    _ feed: LiveFeed, _ topics: [LiveTopic], _ principal: Principal, _ viewer: @escaping LiveViewer, after start: StreamPosition,
    end: StreamPosition, isReset: Bool
  ) {
    self.feed = feed
    self.topics = topics.map { FollowedTopic($0, principal) }
    self.viewer = viewer
    self.start = start
    self.end = end
    self.isReset = isReset
    filters = self.topics.flatMap(\.filters) + SignIn.filters(principal)
  }

  public func makeAsyncIterator() -> Iterator {
    Iterator(self, isReset ? LiveEvent(resetAt: start, topics.map(\.topic)) : nil, topics)
  }

  private func follower(after position: StreamPosition) -> StreamFollower {
    feed.stream.follow(after: position, matching: filters, bufferMax: LiveFeed.bufferMax)
  }

  public struct Iterator: AsyncIteratorProtocol {
    private let source: TopicFeed
    private var epoch: String
    /// Events after it are live.
    private var end: Int64
    private var follower: StreamFollower.Iterator
    private var first: LiveEvent?
    /// Those that have not ended.
    private var topics: [FollowedTopic]

    fileprivate init(_ source: TopicFeed, _ first: LiveEvent?, _ topics: [FollowedTopic]) {
      self.source = source
      self.first = first
      self.topics = topics
      epoch = source.start.epoch
      end = source.end.sequence
      follower = source.follower(after: source.start).makeAsyncIterator()
    }

    /// nil at the end, and when the task was cancelled.
    public mutating func next() async throws -> LiveEvent? {
      if let event = first {
        first = nil
        return event
      }
      while !topics.isEmpty {
        let message: StreamMessage
        do {
          guard let next = try await follower.next() else { return nil }
          message = next
        } catch let error as AppError where error.slug == "position_gone" {
          return try await startOver()
        }
        if let event = try await event(of: message) { return event }
      }
      return nil
    }

    private mutating func event(of message: StreamMessage) async throws -> LiveEvent? {
      let principal = try await source.viewer()
      try SignIn.check(message, principal)
      var concerned: [LiveTopic] = []
      for followed in topics where followed.matches(message) {
        if try await !source.feed.hides(message, in: followed.topic, from: principal) { concerned.append(followed.topic) }
      }
      guard !concerned.isEmpty else { return nil }
      for topic in concerned {
        try topic.authorize(principal)
        try await source.feed.readmit(topic, message, principal)
      }
      topics.removeAll { concerned.contains($0.topic) && $0.topic.isEnded(by: message) }
      return try await source.feed.event(of: message, epoch: epoch, isLive: message.sequence > end, for: concerned, principal.readScope)
    }

    /// The client fell so far behind that the stream does not hold what it missed, or history was replaced.
    private mutating func startOver() async throws -> LiveEvent {
      let end = try await source.feed.end().position
      (epoch, self.end) = (end.epoch, end.sequence)
      follower = source.follower(after: end).makeAsyncIterator()
      return LiveEvent(resetAt: end, topics.map(\.topic))
    }
  }
}

/// The end of the viewer's own session comes by the same stream, so that a feed ends also where nothing else happens.
private enum SignIn {
  static func filters(_ principal: Principal) -> [SubjectFilter] {
    guard let user = principal.userID else { return [] }
    return ["auth.\(principal.tenant).user.\(user).session.ended", "auth.\(principal.tenant).user.\(user).user.>"].compactMap { SubjectFilter($0) }
  }

  /// Throws `unauthenticated` for the event that ends the session.
  static func check(_ message: StreamMessage, _ principal: Principal) throws {
    guard let session = principal.sessionID, message.eventType == SessionEnd.type, try message.event(SessionEnd.self).event.sessionID == session
    else {
      return
    }
    throw AppError(.unauthenticated, "session_revoked", "This session has ended. Sign in again.")
  }
}

/// Auth's event, as far as it is needed here.
private struct SessionEnd: DomainEvent {
  static let type = "auth.session.ended"
  static let aggregate = "user"
  let sessionID: RawID
  var aggregateID: RawID { sessionID }

  enum CodingKeys: String, CodingKey {
    case sessionID = "session_id"
  }
}
