import ForumKernel
import HTTPTypes
import LiveFeed

/// What happens, as it happens: Server-Sent Events for one thread or several topics, and the WebSocket for all of it.
struct LiveRoutes {
  let feed: LiveFeed

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      events: LiveEvents.ofThread + [LiveEvents.reset], "threads/{thread_id}/events", "followThread",
      "What happens in a thread, live and from a position on", tag: "Live",
      needs: .forumRead, perform: followThread)
    Endpoint(
      events: LiveEvents.all + [LiveEvents.reset], "events", "followTopics", "What happens in several topics, live and from a position on",
      tag: "Live", needs: nil, perform: followTopics)
    Endpoint(
      socket: "live", "openLive", "A WebSocket over which topics are followed and left", tag: "Live", needs: nil, errors: ["too_many_streams"],
      messages: LiveEvents.messages, open: openLive)
  }

  @Sendable private func followThread(_ call: Call, _: NoQuery) async throws -> AsyncMapSequence<TopicFeed, EventFrame> {
    try await feed.follow([.thread(try call.id("thread_id"))], as: call.viewer, after: call.head.headerFields[.lastEventID])
      .map { [version = call.version] in $0.frame("thread", version, data: $0.shown(to: version)) }
  }

  @Sendable private func followTopics(_ call: Call, _ query: TopicQuery) async throws -> AsyncMapSequence<TopicFeed, EventFrame> {
    try await feed.follow(query.topics, as: call.viewer, after: call.head.headerFields[.lastEventID])
      .map { [version = call.version] in $0.frame("topics", version, data: $0.shownWithTopics(to: version)) }
  }

  @Sendable private func openLive(_ call: Call, _ socket: Socket) async throws -> LiveSession {
    LiveSession(feed: feed, identity: LiveIdentity(call), socket: socket, logger: call.streams.logger)
  }
}

/// Which topics to follow.
struct TopicQuery: QueryFields {
  let topics: [LiveTopic]

  init(_ fields: inout FieldReader) {
    let topic = FieldType.topic.checked { topic throws(AppError) in
      if case .presence = topic { throw AppError(.invalid, "not_allowed", "Presence has no positions; follow it over the WebSocket.") }
    }
    let named = fields.required(
      "topics", .list(of: topic, count: 1...LiveFeed.topicsMax), "Addresses: threads/<id>, categories/<id>, notifications, moderation/queue, flags.")
    topics = named.enumerated().filter { !named.prefix($0.offset).contains($0.element) }.map(\.element)
  }
}

extension FieldType where Value == LiveTopic {
  /// The address of a topic.
  static var topic: FieldType {
    FieldType<String>.line(1...100).parsed(example: "notifications", detail: "No topic has this address.") { LiveTopic($0) }
  }
}

extension Call {
  /// The caller, asked again each time: a sign-in that has ended counts no more.
  var viewer: LiveViewer {
    { [streams, tenant, field = head.headerFields[.authorization]] in try await streams.admission.viewer(field, tenant) }
  }
}

extension LiveEvent {
  fileprivate func frame(_ kind: String, _ version: PinnedVersion, data: @autoclosure () -> [UInt8]) -> EventFrame {
    EventFrame(bytes: form("\(kind) \(version.release.version)") { EventFrame(id: id, event: name, data: data()).bytes })
  }

  /// The event's JSON with what it is about: `data.post`, `data.comment`, `data.thread`.
  func shown(to version: PinnedVersion) -> [UInt8] {
    entities.reduce(data) { data, entity in
      switch entity {
      case .post(let view): EventEnvelope.adding("post", version.json(ForumShapes.post, view), to: data)
      case .comment(let view): EventEnvelope.adding("comment", version.json(ForumShapes.comment, view), to: data)
      case .thread(let view): EventEnvelope.adding("thread", version.json(ForumShapes.thread, view), to: data)
      }
    }
  }

  /// The same with the topics that it belongs to as its first member.
  fileprivate func shownWithTopics(to version: PinnedVersion) -> [UInt8] {
    var writer = JSONWriter(capacity: data.count + 512)
    writer.raw(#"{"topics":"#)
    Shape.texts.list.append(topics.map(\.description), to: &writer)
    writer.comma()
    writer.raw(Array(shown(to: version).dropFirst()))
    return writer.bytes
  }
}

extension HTTPField.Name {
  static let lastEventID = HTTPField.Name("Last-Event-ID")!
}
