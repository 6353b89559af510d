import Forum
import ForumKernel
import HTTPTypes
import LiveFeed

struct EventRoutes {
  private static let names = [
    "thread.created", "thread.changed", "post.created", "post.edited", "post.deleted", "post.restored", "comment.created", "comment.edited",
    "comment.deleted", "comment.restored", "reaction.added", "reaction.removed", "reset",
  ]

  let feed: LiveFeed

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      events: Self.names, "threads/{thread_id}/events", "followThread", "What happens in a thread, live and from a position on", tag: "Live",
      needs: .forumRead, perform: follow)
  }

  @Sendable private func follow(_ call: Call, _: NoQuery) async throws -> AsyncMapSequence<ThreadFeed, EventFrame> {
    try await feed.thread(try call.id("thread_id"), call.tenant, after: call.head.headerFields[.lastEventID])
      .map { EventFrame(id: $0.id, event: $0.name, data: $0.shown) }
  }
}

extension LiveEvent {
  /// The event's JSON with the post or comment that it is about: `data.post`, `data.comment`.
  fileprivate var shown: [UInt8] {
    switch entity {
    case .post(let view): EventEnvelope.adding("post", ForumShapes.post.bytes(view), to: data)
    case .comment(let view): EventEnvelope.adding("comment", ForumShapes.comment.bytes(view), to: data)
    case nil: data
    }
  }
}

extension HTTPField.Name {
  fileprivate static let lastEventID = HTTPField.Name("Last-Event-ID")!
}
