import Forum
import ForumKernel
import HTTPTypes

struct CommentRoutes {
  let forum: ForumModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "posts/{post_id}/comments", "listComments", "A post's comments, oldest first", tag: "Comments", needs: .forumRead,
      returns: ForumShapes.comment.page, perform: list)
    Endpoint(
      .post, "posts/{post_id}/comments", "createComment", "Comment on a post", tag: "Comments", needs: .commentCreate, isDoneOnce: true,
      success: .created,
      errors: ["thread_locked"], returns: ForumShapes.comment, perform: create)
    Endpoint(
      .get, "comments/{comment_id}", "getComment", "One comment", tag: "Comments", needs: .forumRead, returns: ForumShapes.comment, perform: get)
    Endpoint(
      .patch, "comments/{comment_id}", "editComment", "Change what a comment says", tag: "Comments", needs: .accountUse, match: .needed,
      errors: ["not_author", "thread_locked"], returns: ForumShapes.comment, perform: edit)
    Endpoint(
      .delete, "comments/{comment_id}", "deleteComment", "Delete a comment; answers keep their place", tag: "Comments", needs: .accountUse,
      match: .taken,
      success: .noContent, errors: ["not_author", "thread_locked"], returns: .nothing, perform: delete)
    Endpoint(
      .post, "comments/{comment_id}/restore", "restoreComment", "Bring a deleted comment back", tag: "Comments", needs: .accountUse,
      errors: ["permission_missing", "out_of_scope"], returns: ForumShapes.comment, perform: restore)
  }

  @Sendable private func list(_ call: Call, _ query: PageQuery) async throws -> Reply<Listing<CommentView>> {
    let post: PostID = try call.id("post_id")
    let scope = "comments:\(call.tenant):\(post)"
    let page = try await forum.reader.comments(of: post, call.principal.readScope, try call.page(query, of: scope))
    guard try await forum.reader.post(post, call.principal.readScope) != nil else { throw AppError.notFound("post") }
    return .ok(call.listing(try await forum.ignoringReaders.marking(page.bounded, for: call.principal), of: scope))
  }

  @Sendable private func create(_ call: Call, _ body: NewComment) async throws -> Reply<CommentView> {
    let draft = CommentDraft(postID: try call.id("post_id"), parentID: body.parentID, body: body.body)
    let view = try await forum.createComment(draft, by: call.principal, once: try call.idempotencyClaim())
    return .created(view, at: "/api/v1/comments/\(view.comment.id)", version: view.comment.version)
  }

  @Sendable private func get(_ call: Call) async throws -> Reply<CommentView> { try await reply(call) }

  @Sendable private func edit(_ call: Call, _ body: CommentPatch) async throws -> Reply<CommentView> {
    let view = try await forum.editComment(try call.id("comment_id"), body: body.body, ifMatch: try call.ifMatch(), by: call.principal)
    return .ok(view, version: view.comment.version)
  }

  @Sendable private func delete(_ call: Call) async throws -> Reply<Nothing> {
    try await forum.deleteComment(try call.id("comment_id"), ifMatch: try call.optionalIfMatch(), by: call.principal)
    return .nothing
  }

  @Sendable private func restore(_ call: Call) async throws -> Reply<CommentView> {
    try await forum.deleteComment.restore(try call.id("comment_id"), by: call.principal)
    return try await reply(call)
  }

  private func reply(_ call: Call) async throws -> Reply<CommentView> {
    let id: CommentID = try call.id("comment_id")
    guard let view = try await forum.reader.comment(id, call.principal.readScope) else {
      guard let held = try await forum.seeWithheld.comment(id, by: call.principal) else { throw AppError.notFound("comment") }
      return .ok(held, version: held.comment.version)
    }
    return .ok(view, version: view.comment.version)
  }
}
