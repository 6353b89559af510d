import Forum
import ForumKernel
import HTTPTypes

/// What a member has begun to write, at the place where it will be posted.
struct DraftRoutes {
  let forum: ForumModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "me/drafts", "listDrafts", "What you have begun to write, saved last first", tag: "Drafts", needs: .accountUse,
      returns: DraftShapes.draft.page, perform: list)
    Endpoint(
      .get, "categories/{category_id}/draft", "getThreadDraft", "Your draft of a new thread", tag: "Drafts", needs: .accountUse,
      returns: DraftShapes.draft, perform: getThread)
    Endpoint(
      .put, "categories/{category_id}/draft", "saveThreadDraft", "Keep a new thread; If-Match once there is a draft", tag: "Drafts",
      needs: .threadCreate, match: .taken, errors: Self.savingErrors, returns: DraftShapes.draft, perform: saveThread)
    Endpoint(
      .delete, "categories/{category_id}/draft", "deleteThreadDraft", "Drop your draft of a new thread", tag: "Drafts", needs: .accountUse,
      match: .taken,
      success: .noContent, returns: .nothing, perform: deleteThread)
    Endpoint(
      .get, "threads/{thread_id}/draft", "getReplyDraft", "Your draft of a reply", tag: "Drafts", needs: .accountUse, returns: DraftShapes.draft,
      perform: getReply)
    Endpoint(
      .put, "threads/{thread_id}/draft", "saveReplyDraft", "Keep a reply; If-Match once there is a draft", tag: "Drafts", needs: .postCreate,
      match: .taken,
      errors: Self.savingErrors, returns: DraftShapes.draft, perform: saveReply)
    Endpoint(
      .delete, "threads/{thread_id}/draft", "deleteReplyDraft", "Drop your draft of a reply", tag: "Drafts", needs: .accountUse, match: .taken,
      success: .noContent,
      returns: .nothing, perform: deleteReply)
    Endpoint(
      .get, "posts/{post_id}/draft", "getEditDraft", "Your draft of an edit", tag: "Drafts", needs: .accountUse, returns: DraftShapes.draft,
      perform: getEdit)
    Endpoint(
      .put, "posts/{post_id}/draft", "saveEditDraft", "Keep an edit; If-Match once there is a draft", tag: "Drafts", needs: .accountUse,
      match: .taken,
      errors: Self.savingErrors + ["not_author"], returns: DraftShapes.draft, perform: saveEdit)
    Endpoint(
      .delete, "posts/{post_id}/draft", "deleteEditDraft", "Drop your draft of an edit", tag: "Drafts", needs: .accountUse, match: .taken,
      success: .noContent,
      returns: .nothing, perform: deleteEdit)
  }

  private static let savingErrors = ["version_required", "version_stale", "too_many_drafts"]

  @Sendable private func list(_ call: Call, _ query: PageQuery) async throws -> Reply<Listing<SavedDraft>> {
    let user = try call.principal.requireUser()
    let scope = "drafts:\(user)"
    return .ok(call.listing(try await forum.attention.drafts(of: user, call.tenant, try call.page(query, of: scope)).bounded, of: scope))
  }

  @Sendable private func getThread(_ call: Call) async throws -> Reply<SavedDraft> { try await get(.thread(try call.id("category_id")), call) }
  @Sendable private func getReply(_ call: Call) async throws -> Reply<SavedDraft> { try await get(.reply(try call.id("thread_id")), call) }
  @Sendable private func getEdit(_ call: Call) async throws -> Reply<SavedDraft> { try await get(.edit(try call.id("post_id")), call) }

  @Sendable private func saveThread(_ call: Call, _ body: NewThreadDraft) async throws -> Reply<SavedDraft> {
    try await save(body.text, .thread(try call.id("category_id")), call)
  }

  @Sendable private func saveReply(_ call: Call, _ body: ReplyDraft) async throws -> Reply<SavedDraft> {
    try await save(body.text, .reply(try call.id("thread_id")), call)
  }

  @Sendable private func saveEdit(_ call: Call, _ body: EditDraft) async throws -> Reply<SavedDraft> {
    try await save(body.text, .edit(try call.id("post_id")), call)
  }

  @Sendable private func deleteThread(_ call: Call) async throws -> Reply<Nothing> { try await delete(.thread(try call.id("category_id")), call) }
  @Sendable private func deleteReply(_ call: Call) async throws -> Reply<Nothing> { try await delete(.reply(try call.id("thread_id")), call) }
  @Sendable private func deleteEdit(_ call: Call) async throws -> Reply<Nothing> { try await delete(.edit(try call.id("post_id")), call) }

  private func get(_ place: DraftPlace, _ call: Call) async throws -> Reply<SavedDraft> {
    let draft = try await forum.keepDrafts.get(place, by: call.principal)
    return .ok(draft, version: draft.version)
  }

  private func save(_ text: DraftText, _ place: DraftPlace, _ call: Call) async throws -> Reply<SavedDraft> {
    let match = call.head.headerFields[.ifMatch] == nil ? nil : try call.ifMatch()
    let draft = try await forum.keepDrafts.save(text, at: place, ifMatch: match, by: call.principal)
    return .ok(draft, version: draft.version)
  }

  private func delete(_ place: DraftPlace, _ call: Call) async throws -> Reply<Nothing> {
    try await forum.keepDrafts.delete(place, ifMatch: try call.optionalIfMatch(), by: call.principal)
    return .nothing
  }
}
