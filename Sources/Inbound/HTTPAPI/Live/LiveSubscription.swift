import Forum
import ForumKernel
import LiveFeed
import Synchronization

/// One topic of one WebSocket.
final class LiveSubscription: Sendable {
  private enum Source {
    case feed(TopicFeed)
    case presence(PresenceVisit)
  }

  private struct State {
    var position: String?
    var task: Task<Void, Never>?
    var isCancelled = false
    /// Ends the typing that nobody repeats.
    var typing: Task<Void, Never>?
  }

  /// Changes of presence are told at most this often.
  private static let presencePause = Duration.milliseconds(200)
  /// How long somebody is said to type after a key.
  private static let typingTime = Duration.seconds(6)

  private let topic: LiveTopic
  private let source: Source
  private let version: PinnedVersion
  /// Throws when the topic is there no more, or not for this client.
  private let admit: @Sendable () async throws -> Void
  private let state: Mutex<State>

  /// Throws what stands in the way: the topic's permission, or that there is no such thread or category.
  init(_ topic: LiveTopic, after position: String?, _ feed: LiveFeed, _ identity: LiveIdentity) async throws {
    self.topic = topic
    version = identity.version
    let admit: @Sendable () async throws -> Void = { try await feed.admit(topic, identity.principal()) }
    self.admit = admit
    guard case .presence(let thread) = topic else {
      let topicFeed = try await feed.follow([topic], as: identity.viewer, after: position)
      source = .feed(topicFeed)
      state = Mutex(State(position: topicFeed.start.description))
      return
    }
    let principal = try await identity.principal()
    try await admit()
    guard let author = AuthorView(principal) else { throw AppError(.unauthenticated, "sign_in_required", "Sign in to do this.") }
    source = .presence(feed.presence.enter(thread, principal.tenant, as: author))
    state = Mutex(State())
  }

  /// The last one that the client's machine has taken; nil for presence.
  var position: String? { state.withLock { $0.position } }

  private var visit: PresenceVisit? { if case .presence(let visit) = source { visit } else { nil } }

  /// `onEnd` is called when no more will come, unless it was cancelled.
  func start(on socket: Socket, onEnd: @escaping @Sendable ((any Error)?) async -> Void) {
    let task = Task {
      do {
        switch source {
        case .feed(let feed): try await deliver(feed, socket)
        case .presence(let visit): try await deliver(visit, socket)
        }
        if !Task.isCancelled { await onEnd(nil) }
      } catch is CancellationError {
        return
      } catch {
        if !Task.isCancelled { await onEnd(error) }
      }
    }
    let isCancelled = state.withLock { state in
      state.task = task
      return state.isCancelled
    }
    if isCancelled { task.cancel() }
  }

  /// False unless the topic is one of presence.
  func setTyping(_ isTyping: Bool) -> Bool {
    guard let visit else { return false }
    visit.setTyping(isTyping)
    let end =
      !isTyping
      ? nil
      : Task {
        do { try await Task.sleep(for: Self.typingTime) } catch { return }
        visit.setTyping(false)
      }
    let old = state.withLock { state in
      defer { state.typing = end }
      return state.typing
    }
    old?.cancel()
    return true
  }

  /// Returns when nothing more is sent.
  func cancel() async {
    let (task, typing) = state.withLock { state in
      state.isCancelled = true
      return (state.task, state.typing)
    }
    task?.cancel()
    typing?.cancel()
    visit?.leave()
    await task?.value
  }

  private func deliver(_ feed: TopicFeed, _ socket: Socket) async throws {
    for try await event in feed {
      let frame =
        event.isReset
        ? ServerFrames.reset.json(TopicAt(topic: topic, position: event.id))
        : event.form("socket \(topic) \(version.release.version)") {
          ServerFrames.event.json(TopicEvent(topic: topic, event: event, version: version))
        }
      // The connection is closing: it has been told why.
      guard await socket.send(frame) else { throw CancellationError() }
      state.withLock { $0.position = event.id }
    }
  }

  private func deliver(_ visit: PresenceVisit, _ socket: Socket) async throws {
    defer { visit.leave() }
    for await _ in visit.changes {
      do {
        try await admit()
      } catch let error as AppError where error.code == .notFound {
        return
      }
      guard await socket.send(ServerFrames.presence.json(TopicPresence(topic: topic, view: visit.view))) else { throw CancellationError() }
      try await Task.sleep(for: Self.presencePause)
    }
  }
}
