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
      .map { EventFrame(id: $0.id, event: $0.name, data: $0.data) }
  }
}

extension HTTPField.Name {
  fileprivate static let lastEventID = HTTPField.Name("Last-Event-ID")!
}
