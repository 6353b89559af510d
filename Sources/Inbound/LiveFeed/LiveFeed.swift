public import Forum
public import ForumKernel

/// Who follows, asked again before each delivery. Throws `unauthenticated` when the sign-in has ended.
public typealias LiveViewer = @Sendable () async throws -> Principal

/// Live events by topic, with replay: the same stream that the consumers follow, filtered by subject. Server-Sent Events, WebSocket and gRPC all
/// take them from here.
public struct LiveFeed: Sendable {
  /// Messages that wait for a slow client before it falls back to reading: about a second of a busy forum.
  static let bufferMax = 256
  /// More topics than a page shows.
  public static let topicsMax = 100

  /// Who is where right now.
  public let presence = PresenceBoard()
  let stream: any EventStream
  let reader: any ForumReader
  let cases: ReadCases
  private let shared = SharedEvents()

  public init(stream: any EventStream, reader: any ForumReader, cases: ReadCases) {
    self.stream = stream
    self.reader = reader
    self.cases = cases
  }

  /// The events of these topics after `position`, in the stream's order, each once, without end; without one from now on. A position that is gone, of
  /// another epoch, in the future or not one of ours gives a `reset` event first. Throws `unauthenticated`, `forbidden`, and `notFound` for a thread or
  /// category that is not visible.
  public func follow(_ topics: [LiveTopic], as viewer: @escaping LiveViewer, after position: String?) async throws -> TopicFeed {
    let principal = try await viewer()
    for topic in topics { try await admit(topic, principal) }
    let end = try await end()
    guard let position else { return TopicFeed(self, topics, principal, viewer, after: end.position, end: end.position, isReset: false) }
    let known = StreamPosition(position).flatMap { $0.epoch == end.position.epoch && end.sequences.contains($0.sequence) ? $0 : nil }
    return TopicFeed(self, topics, principal, viewer, after: known ?? end.position, end: end.position, isReset: known == nil)
  }

  /// Throws for a topic that this viewer can't follow now.
  public func admit(_ topic: LiveTopic, _ principal: Principal) async throws {
    try topic.authorize(principal)
    switch topic {
    case .thread(let id), .presence(let id):
      guard try await reader.thread(id, principal.readScope) != nil else { throw AppError.notFound("thread") }
    case .category(let id):
      guard try await reader.category(id, principal.readScope) != nil else { throw AppError.notFound("category") }
    case .moderationQueue: try await cases.admit(principal)
    case .notifications, .flags: break
    }
  }

  /// Throws `notFound` when a topic that was admitted is one of what the viewer may not read any more. One that is gone has its end by itself.
  func readmit(_ topic: LiveTopic, _ message: StreamMessage, _ principal: Principal) async throws {
    let scope = principal.readScope
    guard scope.isLimited else { return }
    switch topic {
    case .thread(let id), .presence(let id):
      let category = try await reader.thread(id, .all(principal.tenant))?.thread.categoryID ?? message.categoryID
      if let category, !scope.shows(category) { throw AppError.notFound("thread") }
    case .category(let id): if !scope.shows(id) { throw AppError.notFound("category") }
    case .notifications, .moderationQueue, .flags: break
    }
  }

  /// Whether a notification is about what its owner may not read, or a case about what is not this moderator's: it is as if it had not come. Throws
  /// `forbidden` for who moderates nothing any more.
  func hides(_ message: StreamMessage, in topic: LiveTopic, from principal: Principal) async throws -> Bool {
    switch topic {
    case .notifications:
      guard principal.readScope.isLimited, let thread = message.threadID else { return false }
      guard let view = try await reader.thread(thread, .all(principal.tenant)) else { return true }
      return !principal.readScope.shows(view.thread.categoryID)
    case .moderationQueue:
      guard let thread = message.threadID else { return false }
      return try await !cases.concern(thread, principal)
    case .thread, .category, .flags, .presence: return false
    }
  }

  /// The newest position, and after which sequences the stream can still be read.
  func end() async throws -> (position: StreamPosition, sequences: ClosedRange<Int64>) {
    let info = try await stream.info()
    let last = max(info.last, info.first - 1)
    return (StreamPosition(epoch: info.epoch, sequence: info.last), (info.first - 1)...last)
  }

  /// What a message that concerns these topics is to who reads by this scope. `isLive`: it came while it was waited for; what came before is read anew for
  /// everybody, since it may have been changed or taken away.
  func event(
    of message: StreamMessage, epoch: String, isLive: Bool, for topics: [LiveTopic], _ scope: ReadScope
  ) async throws -> LiveEvent {
    let position = StreamPosition(epoch: epoch, sequence: message.sequence)
    let read: @Sendable () async throws -> LiveEvent = {
      try await MessageReading(message, for: topics, scope, reader).event(at: position)
    }
    guard isLive else { return try await read() }
    return try await shared.event(.init(position: position, topics: topics, scope: scope), make: read)
  }
}
