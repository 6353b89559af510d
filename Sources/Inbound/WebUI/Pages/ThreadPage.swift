import Forum
import ForumKernel

extension WebUI {
  /// A thread's posts. Page n holds the positions after (n - 1) · `postsPerPage`: posts never change pages, whatever is deleted before them.
  func thread(_ id: ThreadID, slug: String?, _ request: WebRequest) async throws -> WebResponse {
    guard let view = try await reader.thread(id, request.scope) else { throw AppError.notFound("thread") }
    let thread = view.thread
    let pages = ThreadPaging(thread)
    let number = try request.pageNumber(max: pages.count)
    guard slug == thread.slug else { return .redirect(to: pages.path(number), isPermanent: true) }
    async let categories = reader.categories(request.scope)
    let posts = try await reader.posts(of: id, request.scope, pages.request(number)).items.filter { $0.post.position <= pages.lastPosition(number) }
    let category = try await categories.first { $0.category.id == thread.categoryID }?.category
    let isLast = number == pages.count
    let marks = try await marks(in: id, request)
    let setting = PostSetting(posts, request.visitor, marks)
    let shown = page(
      .thread,
      [
        "title": thread.title, "canonical": pages.path(number), "threadID": id.description, "locked": thread.isLocked, "pinned": thread.isPinned,
        "category": category.map { ["name": $0.name, "href": PageAddress.category($0.slug).path] as Fields }, "tags": Fields.tags(thread.tags),
        "count": thread.postCount, "countWord": thread.postCount == 1 ? "post" : "posts", "posts": try await postFields(posts, setting, request),
        "lastPosition": isLast ? thread.nextPosition - 1 : pages.lastPosition(number), "isLast": isLast, "last": pages.path(pages.count),
        "pager": pages.count == 1 ? nil : pages.fields(number),
        "answer": isLast && !thread.isLocked && request.visitor != nil ? Fields(compose: .reply(id)) : nil,
        "desk": request.visitor?.isModerator == true ? DeskAddress.thread(id).path : nil,
        "watch": request.visitor == nil ? nil : Fields(watching: marks.level, at: .thread(id), next: pages.path(number)),
      ], to: request)
    if let last = posts.last?.post.position { await noteRead(id, through: last, marks, request) }
    return shown
  }

  /// The post as a fragment, for what changed in it.
  func livePost(_ id: PostID, in thread: ThreadID, _ request: WebRequest) async throws -> WebResponse {
    guard let view = try await reader.post(id, request.scope), view.post.threadID == thread else { throw AppError.notFound("post") }
    let setting = PostSetting([view], request.visitor, try await marks(in: thread, request))
    return fragment(.posts, ["posts": try await postFields([view], setting, request)])
  }

  /// The posts after a position as a fragment, at most a page of them.
  func livePosts(of thread: ThreadID, after position: Int64, _ request: WebRequest) async throws -> WebResponse {
    guard try await reader.thread(thread, request.scope) != nil else { throw AppError.notFound("thread") }
    let page = PageRequest(limit: WebLimits.postsPerPage, after: PagePosition(key: position, id: .max))
    let posts = try await reader.posts(of: thread, request.scope, page).items
    let setting = PostSetting(posts, request.visitor, try await marks(in: thread, request))
    return fragment(.posts, ["posts": try await postFields(posts, setting, request)])
  }

  /// Leads to where a post or comment stands.
  func entry(_ id: RawID, _ scope: ReadScope) async throws -> WebResponse {
    if let post = try await reader.post(ID(id), scope)?.post { return try await redirect(to: post, anchor: "p-\(id)", scope) }
    guard let comment = try await reader.comment(ID(id), scope)?.comment, let post = try await reader.post(comment.postID, scope)?.post
    else { throw AppError.notFound("post") }
    return try await redirect(to: post, anchor: "c-\(id)", scope)
  }

  private func redirect(to post: Post, anchor: String, _ scope: ReadScope) async throws -> WebResponse {
    guard let view = try await reader.thread(post.threadID, scope) else { throw AppError.notFound("thread") }
    let pages = ThreadPaging(view.thread)
    return .redirect(to: pages.path(pages.number(of: post)) + "#" + anchor, isPermanent: false)
  }

  /// Reads the first comments of those posts that have some.
  func postFields(_ posts: [PostView], _ setting: PostSetting, _ request: WebRequest) async throws -> [Fields] {
    var fields: [Fields] = []
    for view in posts {
      let page = PageRequest(limit: WebLimits.commentsPerPost)
      let comments = view.post.commentCount > 0 ? try await reader.comments(of: view.post.id, request.scope, page) : nil
      fields.append(Fields(view, comments: comments, in: setting))
    }
    return fields
  }
}
