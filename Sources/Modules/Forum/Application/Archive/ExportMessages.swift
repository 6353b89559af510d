public import ForumKernel

/// How far an export has come: whole posts, with their comments.
public struct ExportPosition: Sendable, Equatable, Codable {
  let threadCreatedAt: Timestamp
  let threadID: ThreadID
  /// The last post that is out; nil when the thread is.
  let position: Int64?
}

/// Some of what a forum holds, and where to go on; nil at the end.
public struct ExportedItems: Sendable {
  public let items: [ArchiveItem]
  public let next: ExportPosition?
}

/// Hands out all categories, then all visible messages and comments, threads in the order of their creation, each with its posts in order; needs `system.operate`.
/// What is written while an export runs may be in it or not.
public struct ExportMessages: Sendable {
  /// Posts in one step; comments come on top.
  private static let postsMax = 100
  private static let threadsMax = 100

  let reader: any ForumReader

  /// The next part, of 100 posts at most, after `position`; nil begins with all categories. Throws `forbidden` (`permission_missing`).
  public func callAsFunction(after position: ExportPosition?, by principal: Principal) async throws -> ExportedItems {
    try principal.require(.systemOperate)
    let boards = BoardNames(try await reader.categories(principal.readScope))
    var items: [ArchiveItem] = position == nil ? boards.all.map { .board($0) } : []
    var reached = position
    var room = Self.postsMax
    if let position, position.position != nil, let view = try await reader.thread(position.threadID, principal.readScope) {
      reached = try await take(view, after: position.position, boards, principal.tenant, &items, &room)
    }
    while room > 0 {
      let after = reached.map { PagePosition(key: $0.threadCreatedAt.milliseconds, id: $0.threadID.raw) }
      let threads = try await reader.threadsByAge(principal.tenant, PageRequest(limit: min(room, Self.threadsMax), after: after))
      if threads.isEmpty { return ExportedItems(items: items, next: nil) }
      for view in threads where room > 0 {
        reached = try await take(view, after: nil, boards, principal.tenant, &items, &room)
      }
    }
    return ExportedItems(items: items, next: reached)
  }

  /// As many posts of a thread as there is room for.
  private func take(
    _ view: ThreadView, after: Int64?, _ boards: BoardNames, _ tenant: TenantID, _ items: inout [ArchiveItem], _ room: inout Int
  ) async throws -> ExportPosition {
    let opening = try await reader.posts(of: view.thread.id, .all(tenant), PageRequest(limit: 1)).items.first
    let export = ThreadExport(thread: view.thread, board: boards.name(of: view.thread.categoryID), opening: opening?.post.id)
    let start = after.map { PagePosition(key: $0, id: .zero) }
    let page = try await reader.posts(of: view.thread.id, .all(tenant), PageRequest(limit: room, after: start))
    for post in page.items {
      items.append(.message(export.message(post, answers: try await visible(post.post.replyToID, tenant))))
      if post.post.commentCount > 0 { items += try await comments(on: post.post.id, export, tenant) }
    }
    room -= max(page.items.count, 1)
    return ExportPosition(
      threadCreatedAt: view.thread.createdAt, threadID: view.thread.id, position: page.next == nil ? nil : page.items.last?.post.position)
  }

  private func visible(_ id: PostID?, _ tenant: TenantID) async throws -> PostID? {
    guard let id else { return nil }
    return try await reader.post(id, .all(tenant))?.post.id
  }

  /// Without the tombstones: what hangs on one is moved up to what it hung on.
  private func comments(on post: PostID, _ export: ThreadExport, _ tenant: TenantID) async throws -> [ArchiveItem] {
    var items: [ArchiveItem] = []
    var above: [CommentID: CommentID?] = [:]
    var after: PagePosition?
    repeat {
      let page = try await reader.comments(of: post, .all(tenant), PageRequest(limit: Self.postsMax, after: after))
      for view in page.items {
        var parent = view.comment.parentID
        while let tombstone = parent, let next = above[tombstone] { parent = next }
        if view.comment.deletedAt == nil {
          items.append(.comment(export.comment(view, under: parent)))
        } else {
          above[view.comment.id] = .some(parent)
        }
      }
      after = page.next
    } while after != nil
    return items
  }
}

/// One thread on its way out. Its opening text goes by the thread's id, so that the thread keeps its address when it is imported.
private struct ThreadExport {
  let thread: ForumThread
  let board: String
  let opening: PostID?

  func name(_ post: PostID) -> String { post == opening ? thread.id.description : post.description }

  /// A post that answers none by name answers the opening text.
  func message(_ view: PostView, answers answered: PostID?) -> ArchiveMessage {
    let isOpening = view.post.id == opening
    var message = ArchiveMessage(
      id: name(view.post.id), board: board, threadID: thread.id.description,
      parents: isOpening ? [] : [answered.map(name) ?? thread.id.description], author: ArchiveAuthor(view.author), postedAt: view.post.createdAt,
      subject: isOpening ? thread.title : "", tags: isOpening ? thread.tags.values : [],
      text: ArchiveText(body: view.post.content.body, format: view.post.content.format))
    message.editedAt = view.post.editedAt
    message.isLocked = isOpening && thread.isLocked
    message.isPinned = isOpening && thread.isPinned
    return message
  }

  func comment(_ view: CommentView, under parent: CommentID?) -> ArchiveComment {
    var comment = ArchiveComment(
      id: view.comment.id.description, board: board, threadID: thread.id.description, parentID: parent?.description ?? name(view.comment.postID),
      author: ArchiveAuthor(view.author), postedAt: view.comment.createdAt,
      text: ArchiveText(body: view.comment.content.body, format: view.comment.content.format))
    comment.editedAt = view.comment.editedAt
    return comment
  }
}

/// What categories are called in an export: by name, and by address where that is the name or the address of another one, too. No two are called the same.
private struct BoardNames {
  private let names: [CategoryID: String]
  /// In an order that does not depend on when they were made.
  let all: [ArchiveBoard]

  init(_ views: [CategoryView]) {
    let categories = views.map(\.category)
    let byName = Dictionary(grouping: categories, by: \.name)
    let slugs = Set(categories.map(\.slug))
    let names = Dictionary(
      uniqueKeysWithValues: categories.map { ($0.id, byName[$0.name]?.count == 1 && !slugs.contains($0.name) ? $0.name : $0.slug) })
    all = categories.sorted { $0.slug < $1.slug }.map {
      ArchiveBoard(id: names[$0.id] ?? $0.slug, name: $0.name, slug: $0.slug, description: $0.description)
    }
    self.names = names
  }

  func name(of category: CategoryID) -> String { names[category] ?? "general" }
}

extension ArchiveAuthor {
  fileprivate init?(_ view: AuthorView?) {
    guard let view else { return nil }
    self.init(id: view.id.description, name: view.displayName)
  }
}
