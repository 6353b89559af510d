import Forum
import ForumKernel
import HTTPTypes

struct FlagRoutes {
  private static let errors = ["already_flagged", "own_content", "too_many_flags", "silenced"]

  let forum: ForumModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .post, "posts/{post_id}/flags", "flagPost", "Report a post to the moderators", tag: "Moderation", needs: .flagCreate, isDoneOnce: true,
      success: .created,
      errors: Self.errors, returns: ModerationShapes.flag, perform: flagPost)
    Endpoint(
      .post, "comments/{comment_id}/flags", "flagComment", "Report a comment to the moderators", tag: "Moderation", needs: .flagCreate,
      isDoneOnce: true,
      success: .created, errors: Self.errors, returns: ModerationShapes.flag, perform: flagComment)
  }

  @Sendable private func flagPost(_ call: Call, _ body: NewFlag) async throws -> Reply<Flag> {
    .ok(
      try await forum.flagContent.post(
        try call.id("post_id"), body.reason, note: body.note, by: call.principal, once: try call.idempotencyClaim()))
  }

  @Sendable private func flagComment(_ call: Call, _ body: NewFlag) async throws -> Reply<Flag> {
    .ok(
      try await forum.flagContent.comment(
        try call.id("comment_id"), body.reason, note: body.note, by: call.principal, once: try call.idempotencyClaim()))
  }
}
