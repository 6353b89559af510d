import Forum
import ForumKernel
import HTTPTypes

struct ThreadRoutes {
  /// The most tags that `GET tags` answers.
  private static let tagsMax = 100

  let forum: ForumModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "threads", "listThreads", "Threads, newest first", tag: "Threads", needs: .forumRead, returns: ForumShapes.thread.page, perform: list)
    Endpoint(
      .post, "threads", "createThread", "Open a thread with its first post", tag: "Threads", needs: .threadCreate, isDoneOnce: true,
      success: .created,
      errors: ["too_many_scheduled"], returns: ForumShapes.thread, perform: create)
    Endpoint(
      .get, "threads/{thread_id}", "getThread", "One thread, as it is or was", tag: "Threads", needs: .forumRead, returns: ForumShapes.thread,
      perform: get)
    Endpoint(
      .patch, "threads/{thread_id}", "editThread", "Change title, tags or category", tag: "Threads", needs: .accountUse, match: .needed,
      errors: ["not_author", "thread_locked"], returns: ForumShapes.thread, perform: edit)
    Endpoint(
      .delete, "threads/{thread_id}", "deleteThread", "Delete a thread; moderators can restore it", tag: "Threads", needs: .accountUse, match: .taken,
      success: .noContent,
      errors: ["not_author", "thread_answered"], returns: .nothing, perform: delete)
    Endpoint(
      .post, "threads/{thread_id}/restore", "restoreThread", "Bring a deleted thread back", tag: "Threads", needs: .accountUse,
      errors: ["permission_missing", "out_of_scope"], returns: ForumShapes.thread, perform: restore)
    Endpoint(
      .put, "threads/{thread_id}/lock", "lockThread", "Take no more posts", tag: "Threads", needs: .forumModerate, returns: ForumShapes.thread,
      perform: lock)
    Endpoint(
      .delete, "threads/{thread_id}/lock", "unlockThread", "Take posts again", tag: "Threads", needs: .forumModerate, returns: ForumShapes.thread,
      perform: unlock)
    Endpoint(
      .put, "threads/{thread_id}/pin", "pinThread", "Keep on top of lists", tag: "Threads", needs: .forumModerate, returns: ForumShapes.thread,
      perform: pin)
    Endpoint(
      .delete, "threads/{thread_id}/pin", "unpinThread", "Let it sink again", tag: "Threads", needs: .forumModerate, returns: ForumShapes.thread,
      perform: unpin)
    Endpoint(.get, "tags", "listTags", "The most used tags", tag: "Threads", needs: .forumRead, returns: ForumShapes.tag.page, perform: tags)
  }

  @Sendable private func list(_ call: Call, _ query: ThreadListQuery) async throws -> Reply<Listing<ThreadView>> {
    let scope = "threads:\(call.tenant):\(query.query)"
    let request = try call.page(query.page, of: scope)
    guard let reader = try query.query.filter == nil ? call.principal.userID : call.principal.requireUser() else {
      return .ok(call.listing(try await forum.reader.threads(call.principal.readScope, query.query, request), of: scope))
    }
    return .ok(call.listing(try await forum.attention.threads(call.principal.readScope, query.query, for: reader, request), of: scope))
  }

  @Sendable private func create(_ call: Call, _ body: NewThread) async throws -> Reply<ThreadView> {
    let view = try await forum.createThread(body.draft, by: call.principal, once: try call.idempotencyClaim())
    return .created(view, at: "/api/v1/threads/\(view.thread.id)", version: view.thread.version)
  }

  @Sendable private func get(_ call: Call, _ query: ThreadQueryAsOf) async throws -> Reply<ThreadView> {
    guard let moment = query.asOf else { return try await reply(call) }
    return .ok(try await forum.seePast.thread(try call.id("thread_id"), asOf: moment, now: call.now, by: call.principal))
  }

  @Sendable private func edit(_ call: Call, _ body: ThreadPatch) async throws -> Reply<ThreadView> {
    try await forum.editThread(
      try call.id("thread_id"), title: body.title, tags: body.tags, category: body.categoryID, ifMatch: try call.ifMatch(), by: call.principal)
    return try await reply(call)
  }

  @Sendable private func delete(_ call: Call) async throws -> Reply<Nothing> {
    try await forum.moderateThread.delete(try call.id("thread_id"), ifMatch: try call.optionalIfMatch(), by: call.principal)
    return .nothing
  }

  @Sendable private func restore(_ call: Call) async throws -> Reply<ThreadView> {
    try await forum.moderateThread.restore(try call.id("thread_id"), by: call.principal)
    return try await reply(call)
  }

  @Sendable private func lock(_ call: Call) async throws -> Reply<ThreadView> { try await setLocked(true, call) }
  @Sendable private func unlock(_ call: Call) async throws -> Reply<ThreadView> { try await setLocked(false, call) }
  @Sendable private func pin(_ call: Call) async throws -> Reply<ThreadView> { try await setPinned(true, call) }
  @Sendable private func unpin(_ call: Call) async throws -> Reply<ThreadView> { try await setPinned(false, call) }

  private func setLocked(_ isLocked: Bool, _ call: Call) async throws -> Reply<ThreadView> {
    try await forum.moderateThread.setLocked(isLocked, try call.id("thread_id"), by: call.principal)
    return try await reply(call)
  }

  private func setPinned(_ isPinned: Bool, _ call: Call) async throws -> Reply<ThreadView> {
    try await forum.moderateThread.setPinned(isPinned, try call.id("thread_id"), by: call.principal)
    return try await reply(call)
  }

  @Sendable private func tags(_ call: Call) async throws -> Reply<Listing<TagView>> {
    .ok(Listing(items: try await forum.reader.tags(call.principal.readScope, limit: Self.tagsMax), next: nil))
  }

  private func reply(_ call: Call) async throws -> Reply<ThreadView> {
    let id: ThreadID = try call.id("thread_id")
    guard let view = try await forum.reader.thread(id, call.principal.readScope) else {
      guard let held = try await forum.seeWithheld.thread(id, by: call.principal) else { throw AppError.notFound("thread") }
      return .ok(held, version: held.thread.version)
    }
    return .ok(view, version: view.thread.version).kept(whileUnchanged: view.thread.id)
  }
}
