import Forum
import ForumKernel

extension WebUI {
  /// A post with all its comments, page by page.
  func comments(of id: PostID, _ request: WebRequest) async throws -> WebResponse {
    guard let view = try await reader.post(id, request.scope), let thread = try await reader.thread(view.post.threadID, request.scope)?.thread
    else { throw AppError.notFound("post") }
    let address = PageAddress.comments(id)
    let scope = "web:\(request.tenant):\(address.path)"
    let after = try request.value("cursor").map { text throws(AppError) in try cursors.decode(text, scope: scope) }
    let comments = try await reader.comments(of: id, request.scope, PageRequest(limit: WebLimits.commentsPerPage, after: after))
    let setting = PostSetting([view], request.visitor, try await marks(in: thread.id, request))
    return page(
      .comments,
      [
        "title": "Comments in “\(thread.title)”", "canonical": address.path,
        "thread": ["title": thread.title, "href": PageAddress.entry(id.raw).path] as Fields,
        "posts": [Fields(view, comments: Page(items: comments.items, next: nil), in: setting)],
        "newer": comments.next.map { address.path(("cursor", cursors.encode($0, scope: scope))) },
      ], to: request)
  }
}
