import Forum
import ForumKernel
import HTTPTypes

struct BookmarkRoutes {
  let forum: ForumModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "me/bookmarks", "listBookmarks", "The posts that you marked, newest first", tag: "Attention", needs: .accountUse,
      returns: AttentionShapes.bookmark.page, perform: list)
    Endpoint(
      .put, "posts/{post_id}/bookmark", "setBookmark", "Mark a post to find it again", tag: "Attention", needs: .accountUse,
      errors: ["too_many_bookmarks"], returns: AttentionShapes.bookmark, perform: set)
    Endpoint(
      .delete, "posts/{post_id}/bookmark", "removeBookmark", "Mark a post no longer", tag: "Attention", needs: .accountUse, success: .noContent,
      returns: .nothing, perform: remove)
  }

  @Sendable private func list(_ call: Call, _ query: PageQuery) async throws -> Reply<Listing<BookmarkView>> {
    let user = try call.principal.requireUser()
    let scope = "bookmarks:\(user)"
    return .ok(call.listing(try await forum.attention.bookmarks(of: user, call.principal.readScope, try call.page(query, of: scope)), of: scope))
  }

  @Sendable private func set(_ call: Call, _ body: BookmarkRequest) async throws -> Reply<BookmarkView> {
    .ok(try await forum.keepBookmarks.set(try call.id("post_id"), note: body.note, by: call.principal))
  }

  @Sendable private func remove(_ call: Call) async throws -> Reply<Nothing> {
    try await forum.keepBookmarks.remove(try call.id("post_id"), by: call.principal)
    return .nothing
  }
}

/// Why a post is marked.
struct BookmarkRequest: BodyFields {
  let note: String

  init(_ fields: inout FieldReader) {
    note = fields.optional("note", .text(0...AttentionLimits.bookmarkNoteLengthMax), default: "", "For yourself.")
  }
}
