import Forum
import ForumKernel
import LiveFeed
import Logging
import Synchronization

/// One client's WebSocket: which topics it follows, each in a task of its own that waits for the client. A slow client holds nothing in memory but
/// the stream's bounded buffer; what it misses is read again from the store.
final class LiveSession: SocketTalk {
  /// How long a sign-in may have ended unnoticed while nothing is delivered.
  private static let recheck = Duration.seconds(5)

  private struct State {
    var subscriptions: [LiveTopic: LiveSubscription] = [:]
    /// The connection has closed: what is made now ends at once.
    var isOver = false
  }

  private let feed: LiveFeed
  private let identity: LiveIdentity
  private let socket: Socket
  private let logger: Logger
  private let state = Mutex(State())

  init(feed: LiveFeed, identity: LiveIdentity, socket: Socket, logger: Logger) {
    self.feed = feed
    self.identity = identity
    self.socket = socket
    self.logger = logger
  }

  func receive(_ message: SocketMessage) async {
    guard case .text(let text) = message else { return socket.close(.unsupportedData, "text messages only") }
    var topic: LiveTopic?
    do {
      try await identity.countMessage()
      switch try ClientFrame(text) {
      case .subscribe(let frame):
        topic = frame.topic
        try await subscribe(frame.topic, after: frame.position)
      case .unsubscribe(let frame):
        topic = frame.topic
        try await unsubscribe(frame.topic)
      case .authenticate(let frame):
        try await identity.renew(frame.accessToken)
        await socket.send(ServerFrames.authenticated.json(try await identity.principal()))
      case .typing(let frame):
        topic = frame.topic
        try setTyping(frame)
      }
    } catch {
      await tell(error, topic)
    }
  }

  /// The earliest of the last positions of all topics: from there on nothing is missing in any of them.
  var position: String {
    let positions = state.withLock { $0.subscriptions.values.compactMap(\.position) }.compactMap { StreamPosition($0) }
    return positions.min { $0.sequence < $1.sequence }?.description ?? ""
  }

  func watch() async {
    while !Task.isCancelled {
      do {
        _ = try await identity.principal()
        try await Task.sleep(for: Self.recheck)
      } catch let error as AppError where [.unauthenticated, .forbidden, .notFound].contains(error.code) {
        return socket.close(.signedOut, error.slug)
      } catch is CancellationError {
        return
      } catch {
        logger.warning("a sign-in could not be looked at", metadata: ["error": "\(error)"])
        try? await Task.sleep(for: Self.recheck)
      }
    }
  }

  func end() async {
    let all = state.withLock { state in
      defer { state = State(isOver: true) }
      return Array(state.subscriptions.values)
    }
    for subscription in all { await subscription.cancel() }
  }

  // MARK: Messages

  private func subscribe(_ topic: LiveTopic, after position: String?) async throws {
    let (isKnown, count) = state.withLock { ($0.subscriptions[topic] != nil, $0.subscriptions.count) }
    guard !isKnown else { throw AppError(.conflict, "already_subscribed", "This topic is followed already.") }
    guard count < LiveFeed.topicsMax else {
      throw AppError(.conflict, "too_many_topics", "A connection follows at most \(LiveFeed.topicsMax) topics.")
    }
    let subscription = try await LiveSubscription(topic, after: position, feed, identity)
    await socket.send(ServerFrames.subscribed.json(TopicAt(topic: topic, position: subscription.position)))
    let isOver = state.withLock { state in
      if !state.isOver { state.subscriptions[topic] = subscription }
      return state.isOver
    }
    if isOver { return await subscription.cancel() }
    subscription.start(on: socket) { [weak self] error in await self?.ended(topic, error) }
  }

  private func unsubscribe(_ topic: LiveTopic) async throws {
    try await taken(topic).cancel()
    await socket.send(ServerFrames.unsubscribed.json(TopicEnd(topic: topic, reason: .asked)))
  }

  private func taken(_ topic: LiveTopic) throws -> LiveSubscription {
    guard let subscription = state.withLock({ $0.subscriptions.removeValue(forKey: topic) }) else { throw Self.notSubscribed }
    return subscription
  }

  private func setTyping(_ frame: TypingFrame) throws {
    guard let subscription = state.withLock({ $0.subscriptions[frame.topic] }), subscription.setTyping(frame.isTyping) else {
      throw Self.notSubscribed
    }
  }

  private static var notSubscribed: AppError { AppError(.conflict, "not_subscribed", "This topic is not followed.") }

  // MARK: Ends

  /// A topic's events have come to an end, without an error because what it was about is gone.
  private func ended(_ topic: LiveTopic, _ error: (any Error)?) async {
    state.withLock { $0.subscriptions[topic] = nil }
    if let error { await tell(error, topic) } else { await socket.send(ServerFrames.unsubscribed.json(TopicEnd(topic: topic, reason: .ended))) }
  }

  private func tell(_ error: any Error, _ topic: LiveTopic?) async {
    switch error {
    case let error as AppError where ["session_revoked", "token_expired", "tenant_suspended", "tenant_not_found"].contains(error.slug):
      socket.close(.signedOut, error.slug)
    case let error as AppError: await socket.send(ServerFrames.error.json(TopicError(error, topic)))
    default:
      logger.error("a live topic failed", metadata: ["topic": "\(topic?.description ?? "-")", "error": "\(String(reflecting: error))"])
      socket.close(.internalError, "internal")
    }
  }
}
