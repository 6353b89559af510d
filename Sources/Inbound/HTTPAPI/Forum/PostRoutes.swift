import Forum
import ForumKernel
import HTTPTypes

struct PostRoutes {
  let forum: ForumModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "threads/{thread_id}/posts", "listPosts", "A thread's posts in order", tag: "Posts", needs: .forumRead, returns: ForumShapes.post.page,
      perform: list)
    Endpoint(
      .post, "threads/{thread_id}/posts", "createPost", "Answer in a thread", tag: "Posts", needs: .postCreate, isDoneOnce: true, success: .created,
      errors: ["thread_locked"], returns: ForumShapes.post, perform: create)
    Endpoint(.get, "posts/{post_id}", "getPost", "One post", tag: "Posts", needs: .forumRead, returns: ForumShapes.post, perform: get)
    Endpoint(
      .patch, "posts/{post_id}", "editPost", "Change what a post says", tag: "Posts", needs: .accountUse, match: .needed,
      errors: ["not_author", "thread_locked"],
      returns: ForumShapes.post, perform: edit)
    Endpoint(
      .delete, "posts/{post_id}", "deletePost", "Delete a post; moderators can restore it", tag: "Posts", needs: .accountUse, match: .taken,
      success: .noContent,
      errors: ["not_author", "opening_post", "thread_locked"], returns: .nothing, perform: delete)
    Endpoint(
      .post, "posts/{post_id}/restore", "restorePost", "Bring a deleted post back", tag: "Posts", needs: .accountUse,
      errors: ["permission_missing", "out_of_scope"], returns: ForumShapes.post, perform: restore)
    Endpoint(
      .post, "preview", "previewBody", "See how a body will look, without writing it", tag: "Posts", needs: .postCreate,
      returns: ForumShapes.preview, perform: preview)
    Endpoint(
      .get, "posts/{post_id}/reactions", "listReactions", "Who reacted how, oldest first", tag: "Reactions", needs: .forumRead,
      returns: ForumShapes.reaction.page, perform: reactions)
    Endpoint(
      .put, "posts/{post_id}/reactions/{kind}", "addReaction", "React to a post", tag: "Reactions", needs: .reactionSet, errors: ["unknown_reaction"],
      returns: ForumShapes.reactionCounts, perform: addReaction)
    Endpoint(
      .delete, "posts/{post_id}/reactions/{kind}", "removeReaction", "Take a reaction back", tag: "Reactions", needs: .reactionSet,
      errors: ["unknown_reaction"], returns: ForumShapes.reactionCounts, perform: removeReaction)
  }

  @Sendable private func list(_ call: Call, _ query: PostListQuery) async throws -> Reply<Listing<PostView>> {
    let thread: ThreadID = try call.id("thread_id")
    let scope = "posts:\(call.tenant):\(thread):\(query.withheld)"
    if let moment = query.asOf {
      let scope = "\(scope):\(moment)"
      let request = try call.page(query.page, of: scope, after: query.after)
      let page = try await forum.seePast.posts(of: thread, asOf: moment, now: call.now, request, by: call.principal)
      return .ok(call.listing(page.bounded, of: scope))
    }
    if query.withheld {
      let page = try await forum.seeWithheld.posts(of: thread, try call.page(query.page, of: scope), by: call.principal)
      return .ok(call.listing(page.bounded, of: scope))
    }
    let asked = try call.page(query.page, of: scope, after: query.after)
    let page = try await forum.reader.posts(of: thread, call.principal.readScope, asked)
    if page.items.isEmpty, try await forum.reader.thread(thread, call.principal.readScope) == nil {
      guard let own = try await forum.seeWithheld.ownPosts(of: thread, asked, by: call.principal) else { throw AppError.notFound("thread") }
      return .ok(call.listing(own.bounded, of: scope))
    }
    return .ok(call.listing(try await forum.ignoringReaders.marking(page.bounded, for: call.principal), of: scope)).kept(whileUnchanged: thread)
  }

  @Sendable private func create(_ call: Call, _ body: NewPost) async throws -> Reply<PostView> {
    let draft = PostDraft(
      threadID: try call.id("thread_id"), replyToID: body.replyToID, body: body.body, format: body.format, attachmentIDs: body.attachmentIDs)
    let view = try await forum.createPost(draft, by: call.principal, once: try call.idempotencyClaim())
    return .created(view, at: "/api/v1/posts/\(view.post.id)", version: view.post.version)
  }

  @Sendable private func preview(_ call: Call, _ body: PreviewRequest) async throws -> Reply<PostContent> {
    .ok(try forum.preview(body.body, body.format))
  }

  @Sendable private func get(_ call: Call) async throws -> Reply<PostView> { try await reply(call) }

  @Sendable private func edit(_ call: Call, _ body: PostPatch) async throws -> Reply<PostView> {
    let view = try await forum.editPost(
      try call.id("post_id"), body: body.body, format: body.format, attachments: body.attachmentIDs, ifMatch: try call.ifMatch(),
      by: call.principal)
    return .ok(view, version: view.post.version)
  }

  @Sendable private func delete(_ call: Call) async throws -> Reply<Nothing> {
    try await forum.deletePost(try call.id("post_id"), ifMatch: try call.optionalIfMatch(), by: call.principal)
    return .nothing
  }

  @Sendable private func restore(_ call: Call) async throws -> Reply<PostView> {
    try await forum.deletePost.restore(try call.id("post_id"), by: call.principal)
    return try await reply(call)
  }

  @Sendable private func reactions(_ call: Call, _ query: PageQuery) async throws -> Reply<Listing<ReactionView>> {
    let post: PostID = try call.id("post_id")
    let scope = "reactions:\(call.tenant):\(post)"
    guard try await forum.reader.post(post, call.principal.readScope) != nil else { throw AppError.notFound("post") }
    return .ok(call.listing(try await forum.reader.reactions(to: post, call.principal.readScope, try call.page(query, of: scope)), of: scope))
  }

  @Sendable private func addReaction(_ call: Call) async throws -> Reply<ReactionCounts> {
    .ok(try await forum.react.add(try call.word("kind"), to: try call.id("post_id"), by: call.principal))
  }

  @Sendable private func removeReaction(_ call: Call) async throws -> Reply<ReactionCounts> {
    .ok(try await forum.react.remove(try call.word("kind"), from: try call.id("post_id"), by: call.principal))
  }

  private func reply(_ call: Call) async throws -> Reply<PostView> {
    let id: PostID = try call.id("post_id")
    guard let view = try await forum.reader.post(id, call.principal.readScope) else {
      guard let held = try await forum.seeWithheld.post(id, by: call.principal) else { throw AppError.notFound("post") }
      return .ok(held, version: held.post.version)
    }
    return .ok(view, version: view.post.version).kept(whileUnchanged: view.post.threadID)
  }
}
