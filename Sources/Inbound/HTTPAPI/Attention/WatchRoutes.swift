import Forum
import ForumKernel
import HTTPTypes

struct WatchRoutes {
  let forum: ForumModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .put, "threads/{thread_id}/watch", "watchThread", "Say how much you want to hear of a thread", tag: "Attention", needs: .accountUse,
      success: .noContent, returns: .nothing, perform: watchThread)
    Endpoint(
      .delete, "threads/{thread_id}/watch", "unwatchThread", "Let the level of its category count", tag: "Attention", needs: .accountUse,
      success: .noContent, returns: .nothing, perform: unwatchThread)
    Endpoint(
      .put, "categories/{category_id}/watch", "watchCategory", "Say how much you want to hear of a category", tag: "Attention", needs: .accountUse,
      success: .noContent, returns: .nothing, perform: watchCategory)
    Endpoint(
      .delete, "categories/{category_id}/watch", "unwatchCategory", "Take back what you said about a category", tag: "Attention",
      needs: .accountUse, success: .noContent, returns: .nothing, perform: unwatchCategory)
    Endpoint(
      .get, "me/category-watches", "listCategoryWatches", "What you said about categories", tag: "Attention", needs: .accountUse,
      returns: AttentionShapes.categoryWatch.page, perform: list)
  }

  @Sendable private func watchThread(_ call: Call, _ body: WatchRequest) async throws -> Reply<Nothing> {
    try await forum.setWatchLevels(body.level, of: try call.id("thread_id", of: ThreadTag.self), by: call.principal)
    return .nothing
  }

  @Sendable private func unwatchThread(_ call: Call) async throws -> Reply<Nothing> {
    try await forum.setWatchLevels(nil, of: try call.id("thread_id", of: ThreadTag.self), by: call.principal)
    return .nothing
  }

  @Sendable private func watchCategory(_ call: Call, _ body: WatchRequest) async throws -> Reply<Nothing> {
    try await forum.setWatchLevels(body.level, of: try call.id("category_id", of: CategoryTag.self), by: call.principal)
    return .nothing
  }

  @Sendable private func unwatchCategory(_ call: Call) async throws -> Reply<Nothing> {
    try await forum.setWatchLevels(nil, of: try call.id("category_id", of: CategoryTag.self), by: call.principal)
    return .nothing
  }

  @Sendable private func list(_ call: Call) async throws -> Reply<Listing<CategoryWatch>> {
    .ok(Listing(items: try await forum.attention.categoryWatches(of: try call.principal.requireUser(), call.principal.readScope), next: nil))
  }
}

/// How much somebody wants to hear.
struct WatchRequest: BodyFields {
  let level: WatchLevel

  init(_ fields: inout FieldReader) { level = fields.required("level", .choice(), AttentionShapes.levels) }
}
