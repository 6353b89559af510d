import Forum
import ForumKernel

/// What a message of the stream is to all who follow the same topics and read by the same scope.
struct MessageReading {
  private let message: StreamMessage
  private let topics: [LiveTopic]
  private let scope: ReadScope
  /// The post or comment that it is about, where that can be seen.
  private let content: LiveEvent.Entity?
  private let thread: LiveEvent.Entity?

  init(_ message: StreamMessage, for topics: [LiveTopic], _ scope: ReadScope, _ reader: any ForumReader) async throws {
    self.message = message
    self.topics = topics
    self.scope = scope
    content = try await message.content(reader, scope)
    thread =
      try await message.aggregate?.kind == "thread" && (message.isOfThread || topics.contains(where: \.isCategory))
      ? message.thread(reader, scope) : nil
  }

  func event(at position: StreamPosition) throws -> LiveEvent {
    LiveEvent(message, at: position, topics, entities, data: try data)
  }

  /// Posts and comments for who follows a thread, the thread for who follows its category, and for both where the thread itself changed.
  private var entities: [LiveEvent.Entity] {
    let isInThread = topics.contains(where: \.isThread)
    let showsThread = topics.contains(where: \.isCategory) || isInThread && message.isOfThread
    return [isInThread ? content : nil, showsThread ? thread : nil].compactMap(\.self)
  }

  private var data: [UInt8] {
    get throws {
      var data = message.payload
      if let actor = try message.fields().actor, !shows(actor) { data = EventEnvelope.removing("actor", actor, from: data) }
      for (name, category) in message.categories where !scope.shows(category) { data = EventEnvelope.removing(name, category, from: data) }
      return data
    }
  }

  /// Nobody is told who moderated: only who did something with what is their own.
  private func shows(_ actor: UserID) -> Bool {
    switch message.eventType {
    case ReactionAdded.type, ReactionRemoved.type: true
    case ThreadCreated.type, ThreadChanged.type: thread?.authorID == actor
    default: content?.authorID == actor || (message.aggregate?.kind == "user" && message.aggregate?.id == actor.raw)
    }
  }
}

extension StreamMessage {
  fileprivate var isOfThread: Bool { [ThreadCreated.type, ThreadChanged.type].contains(eventType) }

  fileprivate func thread(_ reader: any ForumReader, _ scope: ReadScope) async throws -> LiveEvent.Entity? {
    guard let aggregate else { return nil }
    return try await reader.thread(ThreadID(aggregate.id), scope).map { .thread($0) }
  }

  fileprivate func content(_ reader: any ForumReader, _ scope: ReadScope) async throws -> LiveEvent.Entity? {
    switch eventType {
    case PostCreated.type, PostEdited.type, PostRestored.type:
      try await reader.post(event(PostEdited.self).event.postID, scope).map { .post($0) }
    case CommentCreated.type, CommentEdited.type, CommentRestored.type:
      try await reader.comment(event(CommentEdited.self).event.commentID, scope).map { .comment($0) }
    default: nil
    }
  }
}

extension LiveTopic {
  fileprivate var isThread: Bool { if case .thread = self { true } else { false } }
  fileprivate var isCategory: Bool { if case .category = self { true } else { false } }
}

extension LiveEvent.Entity {
  fileprivate var authorID: UserID? {
    switch self {
    case .post(let view): view.post.authorID
    case .comment(let view): view.comment.authorID
    case .thread(let view): view.thread.authorID
    }
  }
}
