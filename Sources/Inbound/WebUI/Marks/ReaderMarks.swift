import Forum
import ForumKernel

/// What a visitor's own marks change about the posts of a thread.
struct ReaderMarks: Sendable {
  let ignored: Set<UserID>
  let bookmarked: Set<PostID>
  /// Of the last post that was read when the page was asked for; 0: none.
  let readPosition: Int64
  /// What was said about the thread itself.
  let level: WatchLevel?

  /// Nobody signed in, or nothing was marked.
  static let none = ReaderMarks(ignored: [], bookmarked: [], readPosition: 0, level: nil)

  func ignores(_ author: AuthorView?) -> Bool { author.map { ignored.contains($0.id) } ?? false }
}

extension WebUI {
  func marks(in thread: ThreadID, _ request: WebRequest) async throws -> ReaderMarks {
    guard let visitor = request.visitor else { return .none }
    async let ignored = attention.ignoredIDs(of: visitor.id, request.tenant)
    let own = try await attention.attention(to: thread, of: visitor.id, request.scope)
    return ReaderMarks(
      ignored: try await ignored, bookmarked: Set(own?.bookmarkedPosts ?? []), readPosition: own?.readPosition ?? 0, level: own?.threadLevel)
  }

  /// Notes that the visitor has seen a thread up to a position. A page is shown even when that can't be written now.
  func noteRead(_ thread: ThreadID, through position: Int64, _ marks: ReaderMarks, _ request: WebRequest) async {
    guard let visitor = request.visitor, request.isRead, position > marks.readPosition else { return }
    _ = try? await visitor.api.send("PUT", "threads/\(thread)/read", ["position": .number(position)], as: VisitorAPI.Ignored.self)
  }

  /// To the first post that the visitor has not read; to the end of a thread that they have read.
  func firstUnread(in thread: ThreadID, _ request: WebRequest) async throws -> WebResponse {
    guard let view = try await reader.thread(thread, request.scope) else { throw AppError.notFound("thread") }
    let position = try await marks(in: thread, request).readPosition
    let next = PageRequest(limit: 1, after: PagePosition(key: position, id: .max))
    guard let post = try await reader.posts(of: thread, request.scope, next).items.first?.post else {
      return .redirect(to: ThreadPaging(view.thread).lastPath, isPermanent: false)
    }
    return .redirect(to: ThreadPaging(view.thread).path(of: post), isPermanent: false)
  }

  /// The posts that the visitor marked, newest first.
  func bookmarks(_ request: WebRequest) async throws -> WebResponse {
    guard let visitor = request.visitor else { return signInFirst(request) }
    let scope = "web:bookmarks:\(visitor.id)"
    let after = try request.value("cursor").map { text throws(AppError) in try cursors.decode(text, scope: scope) }
    let list = try await attention.bookmarks(of: visitor.id, request.scope, PageRequest(limit: WebLimits.bookmarksPerPage, after: after))
    return page(
      .bookmarks,
      [
        "title": "Bookmarks", "isEmpty": list.items.isEmpty, "items": list.items.map(Fields.init(bookmark:)),
        "older": list.next.map { PageAddress.bookmarks.path(("cursor", cursors.encode($0, scope: scope))) },
      ], to: request)
  }
}

extension Fields {
  fileprivate init(bookmark: BookmarkView) {
    self = [
      "href": PageAddress.entry(bookmark.postID.raw).path, "title": bookmark.threadTitle, "position": bookmark.position,
      "author": Fields(author: bookmark.author), "excerpt": bookmark.excerpt, "note": bookmark.note.isEmpty ? nil : bookmark.note,
      "time": DisplayTime(bookmark.createdAt).fields, "action": MarkAddress.post(bookmark.postID).path, "next": PageAddress.bookmarks.path,
    ]
  }
}
