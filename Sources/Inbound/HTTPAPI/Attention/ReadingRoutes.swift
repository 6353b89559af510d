import Forum
import ForumKernel
import HTTPTypes

struct ReadingRoutes {
  let forum: ForumModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "threads/{thread_id}/attention", "getThreadAttention", "How far you have read a thread, and how much you want to hear of it",
      tag: "Attention", needs: .accountUse, returns: AttentionShapes.thread, perform: get)
    Endpoint(
      .put, "threads/{thread_id}/read", "markThreadRead", "Mark a thread as read up to a post; a mark never goes back", tag: "Attention",
      needs: .accountUse, returns: AttentionShapes.thread, perform: mark)
    Endpoint(
      .delete, "threads/{thread_id}/read", "markThreadUnread", "Mark a thread as never opened", tag: "Attention", needs: .accountUse,
      success: .noContent, returns: .nothing, perform: forget)
    Endpoint(
      .put, "me/reading", "markAllRead", "Mark everything as read that was written before a moment", tag: "Attention", needs: .accountUse,
      returns: AttentionShapes.readingStart, perform: markAll)
  }

  @Sendable private func get(_ call: Call) async throws -> Reply<ThreadAttention> {
    let user = try call.principal.requireUser()
    guard let attention = try await forum.attention.attention(to: try call.id("thread_id"), of: user, call.principal.readScope) else {
      throw AppError.notFound("thread")
    }
    return .ok(attention)
  }

  @Sendable private func mark(_ call: Call, _ body: ReadingMark) async throws -> Reply<ThreadAttention> {
    .ok(try await forum.markThreadsRead(try call.id("thread_id"), through: body.position, by: call.principal))
  }

  @Sendable private func forget(_ call: Call) async throws -> Reply<Nothing> {
    try await forum.markThreadsRead.forget(try call.id("thread_id"), by: call.principal)
    return .nothing
  }

  @Sendable private func markAll(_ call: Call, _ body: ReadingStart) async throws -> Reply<Timestamp> {
    .ok(try await forum.markThreadsRead.all(before: body.readBefore, by: call.principal))
  }
}

/// Up to which post.
struct ReadingMark: BodyFields {
  let position: Int64?

  init(_ fields: inout FieldReader) {
    position = fields.optional("position", .number(1...Int(Int32.max)), "Of the last post that was read. The whole thread when it is missing.")
      .map(Int64.init)
  }
}

/// Since when somebody reads.
struct ReadingStart: BodyFields {
  let readBefore: Timestamp?

  init(_ fields: inout FieldReader) { readBefore = fields.past("read_before", "Now when it is missing.") }
}
