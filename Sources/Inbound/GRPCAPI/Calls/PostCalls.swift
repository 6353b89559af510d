import Forum
import ForumKernel
import GRPCCore
import GRPCProto
import HTTPAPI
import SwiftProtobuf

struct PostCalls: Forumlite_V1_PostService.ServiceProtocol {
  let edge: RPCEdge
  let forum: ForumModule

  func listPosts(
    request: ServerRequest<Forumlite_V1_ListPostsRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_ListPostsResponse> {
    try await edge.unary(request, context, .read, needs: .forumRead) { call in
      let fields: ListPostsFields = try call.fields()
      let scope = "posts:\(call.tenant):\(fields.thread):\(fields.query.withheld)"
      let asked = try call.page(fields.query.page, of: scope, after: fields.query.after)
      let page =
        fields.query.withheld
        ? try await forum.seeWithheld.posts(of: fields.thread, asked, by: call.principal).bounded
        : try await posts(of: fields.thread, asked, seenBy: call.principal)
      return .with {
        $0.posts = page.items.map { .init($0) }
        if let next = call.next(page.next, of: scope) { $0.next = next }
      }
    }
  }

  func getPost(
    request: ServerRequest<Forumlite_V1_GetPostRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Post> {
    try await edge.unary(request, context, .read, needs: .forumRead) { call in
      .init(try await forum.post(try call.fields(PostFields.self).id, seenBy: call.principal))
    }
  }

  func createPost(
    request: ServerRequest<Forumlite_V1_CreatePostRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Post> {
    try await edge.unary(request, context, .write, needs: .postCreate) { call in
      let fields: CreatePostFields = try call.fields()
      return .init(try await forum.createPost(fields.draft, by: call.principal, once: try call.idempotencyClaim(fields.idempotencyKey)))
    }
  }

  func editPost(
    request: ServerRequest<Forumlite_V1_EditPostRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Post> {
    try await edge.unary(request, context, .write, needs: .accountUse) { call in
      let fields: EditPostFields = try call.fields()
      return .init(
        try await forum.editPost(
          fields.id, body: fields.patch.body, format: fields.patch.format, attachments: fields.clearsAttachments ? [] : fields.patch.attachmentIDs,
          ifMatch: fields.match, by: call.principal))
    }
  }

  func deletePost(
    request: ServerRequest<Forumlite_V1_DeletePostRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_DeletePostResponse> {
    try await edge.unary(request, context, .write, needs: .accountUse) { call in
      let fields: PostFields = try call.fields()
      try await forum.deletePost(fields.id, ifMatch: fields.match, by: call.principal)
      return .init()
    }
  }

  func addReaction(
    request: ServerRequest<Forumlite_V1_AddReactionRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_ReactionCounts> {
    try await edge.unary(request, context, .write, needs: .reactionSet) { call in
      let fields: ReactionFields = try call.fields()
      let counts = try await forum.react.add(fields.kind, to: fields.post, by: call.principal)
      return .with { $0.reactions = counts.counts }
    }
  }

  func removeReaction(
    request: ServerRequest<Forumlite_V1_RemoveReactionRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_ReactionCounts> {
    try await edge.unary(request, context, .write, needs: .reactionSet) { call in
      let fields: ReactionFields = try call.fields()
      let counts = try await forum.react.remove(fields.kind, from: fields.post, by: call.principal)
      return .with { $0.reactions = counts.counts }
    }
  }

  func restorePost(
    request: ServerRequest<Forumlite_V1_RestorePostRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_Post> {
    try await edge.unary(request, context, .write, needs: .accountUse) { call in
      let id = try call.fields(PostFields.self).id
      try await forum.deletePost.restore(id, by: call.principal)
      return .init(try await forum.post(id, seenBy: call.principal))
    }
  }

  /// What everybody sees, without the texts of people whom the caller ignores; or what is held back of the caller's own.
  private func posts(of thread: ThreadID, _ asked: PageRequest, seenBy principal: Principal) async throws -> Page<PostView> {
    let page = try await forum.reader.posts(of: thread, principal.readScope, asked)
    if page.items.isEmpty, try await forum.reader.thread(thread, principal.readScope) == nil {
      guard let own = try await forum.seeWithheld.ownPosts(of: thread, asked, by: principal) else { throw AppError.notFound("thread") }
      return own.bounded
    }
    return try await forum.ignoringReaders.marking(page.bounded, for: principal)
  }
}
