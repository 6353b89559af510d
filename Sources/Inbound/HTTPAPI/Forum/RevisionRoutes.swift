import Forum
import ForumKernel
import HTTPTypes

/// What posts said before.
struct RevisionRoutes {
  let forum: ForumModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "posts/{post_id}/revisions", "listRevisions", "What a post said, newest first; for its author and moderators", tag: "Posts",
      needs: .accountUse, errors: ["not_author"], returns: ForumShapes.revision.page, perform: list)
    Endpoint(
      .get, "posts/{post_id}/revisions/{version}", "getRevision", "What a revision changed", tag: "Posts", needs: .accountUse, errors: ["not_author"],
      returns: ForumShapes.revisionChanges, perform: get)
    Endpoint(
      .post, "posts/{post_id}/revisions/{version}/rollback", "rollBackPost", "Give a post the text of a revision again", tag: "Posts",
      needs: .accountUse, match: .needed, errors: ["not_author", "thread_locked"], returns: ForumShapes.post, perform: rollBack)
  }

  @Sendable private func list(_ call: Call, _ query: PageQuery) async throws -> Reply<Listing<RevisionView>> {
    let post: PostID = try call.id("post_id")
    let scope = "revisions:\(call.tenant):\(post)"
    return .ok(call.listing(try await forum.readRevisions(post, try call.page(query, of: scope), by: call.principal).bounded, of: scope))
  }

  @Sendable private func get(_ call: Call) async throws -> Reply<RevisionChanges> {
    .ok(try await forum.readRevisions.changes(try call.id("post_id"), version: try version(call), by: call.principal))
  }

  @Sendable private func rollBack(_ call: Call) async throws -> Reply<PostView> {
    let view = try await forum.editPost.rollBack(
      try call.id("post_id"), to: try version(call), ifMatch: try call.ifMatch(), by: call.principal)
    return .ok(view, version: view.post.version)
  }

  private func version(_ call: Call) throws -> Int64 {
    guard let version = Int64(try call.word("version")), version > 0 else { throw AppError.notFound("revision") }
    return version
  }
}

extension ForumShapes {
  static let revision = Shape<RevisionView>("Revision", "What a post said from a moment on.")
    .number("version", "The post's version with this text.") { $0.revision.version }
    .objectOrNull("editor", author, "Who wrote it so; null when the account is gone.") { $0.editor }
    .text("body") { $0.revision.content.body }
    .word("body_format", of: BodyFormat.allCases.map(\.rawValue)) { $0.revision.content.format.rawValue }
    .time("created_at") { $0.revision.createdAt }

  static let change = Shape<TextChange>(
    "TextChange", "A piece of text; those that are not added make the text before, those that are not removed the text after."
  )
  .word("kind", of: TextChange.Kind.allCases.map(\.rawValue)) { $0.kind.rawValue }
  .text("text") { $0.text }

  static let revisionChanges = Shape<RevisionChanges>("RevisionChanges", "A revision, compared with the one before it.")
    .object("revision", revision) { $0.view }
    .numberOrNull("previous_version", "null for the first one.") { $0.previousVersion }
    .list("changes", change) { $0.changes }
}
