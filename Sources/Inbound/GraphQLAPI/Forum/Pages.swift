import Auth
import Forum
import ForumKernel
import HTTPAPI
import Notifications

// The lists of the REST API's routes, by the same readers, as connections.
extension ForumReads {
  /// Throws `invalid` for conditions that do not go together.
  func threads(_ arguments: Arguments, in category: CategoryID?) async throws -> Connection<ThreadView> {
    let query = ThreadQuery(
      category: category, tag: arguments.text("tag")?.lowercased(), pinned: arguments.flag("pinned"), order: arguments.word("sort") ?? .activity,
      since: arguments.text("since").flatMap { Timestamp($0) })
    if query.tag != nil && query.pinned == true { throw AppError(.invalid, "not_allowed", "tag and pinned do not go together.") }
    if let tag = query.tag, tag.isEmpty || tag.count > ForumLimits.tagLengthMax { return .nothing }
    let list = "graphql:threads:\(principal.tenant):\(query)"
    let request = try page(arguments, of: list)
    let page =
      if let reader = principal.userID {
        try await forum.attention.threads(scope, query, for: reader, request)
      } else {
        try await forum.reader.threads(scope, query, request)
      }
    let anchor = page.next?.anchor ?? request.after?.anchor ?? services.clock.now.milliseconds
    return Connection(page, of: list, after: request.after, self) { view in
      switch query.order {
      case .activity: PagePosition(key: min(view.thread.lastPostAt.milliseconds, anchor), id: view.thread.id.raw, anchor: anchor)
      case .created: PagePosition(key: view.thread.createdAt.milliseconds, id: view.thread.id.raw)
      }
    }
  }

  func posts(_ arguments: Arguments, of thread: ThreadID) async throws -> Connection<PostView> {
    let list = "graphql:posts:\(principal.tenant):\(thread)"
    let request = try page(arguments, of: list)
    var page = try await forum.reader.posts(of: thread, scope, request)
    if page.items.isEmpty, try await forum.reader.thread(thread, scope) == nil {
      page = try await forum.seeWithheld.ownPosts(of: thread, request, by: principal) ?? page
    }
    let marked = try await forum.ignoringReaders.marking(page.bounded, for: principal)
    return Connection(marked, of: list, after: request.after, self) { PagePosition(after: $0) }
  }

  func comments(_ arguments: Arguments, on post: PostID) async throws -> Connection<CommentView> {
    let list = "graphql:comments:\(principal.tenant):\(post)"
    let request = try page(arguments, of: list)
    let page = try await forum.reader.comments(of: post, scope, request)
    let marked = try await forum.ignoringReaders.marking(page.bounded, for: principal)
    return Connection(marked, of: list, after: request.after, self) { PagePosition(after: $0) }
  }

  func notifications(_ arguments: Arguments) async throws -> Connection<NotificationView>? {
    let user = try principal.requireUser()
    let isUnreadOnly = arguments.flag("unread") ?? false
    let list = "graphql:notifications:\(user):\(isUnreadOnly)"
    let request = try page(arguments, of: list)
    let page = try await services.notifications.store.notifications(of: user, scope, unreadOnly: isUnreadOnly, request)
    return Connection(page, of: list, after: request.after, self) { PagePosition(key: 0, id: $0.notification.id.raw) }
  }

  /// nil for an account that nobody sees.
  func user(_ handle: String) async throws -> PublicUser? {
    do {
      return PublicUser(user: try await services.auth.manageAccounts.profile(handle: handle, principal.tenant))
    } catch let error as AppError where error.code == .notFound {
      return nil
    }
  }

  /// Throws `invalid` for a question that is too long or a filter that can't be read, `unavailable` while the index is being filled.
  func search(_ arguments: Arguments) async throws -> Connection<SearchHit> {
    let text = arguments.text("q") ?? ""
    let filter = arguments.text("filter")
    let sort = arguments.word("sort", of: SearchRequest.Sort.self) ?? .relevance
    guard text.count <= SearchRequest.textLengthMax, (filter?.count ?? 0) <= SearchRequest.filterLengthMax else {
      throw AppError(
        .invalid, "too_long", "q has at most \(SearchRequest.textLengthMax) characters, filter \(SearchRequest.filterLengthMax).")
    }
    let list = "graphql:search:\(principal.tenant):\(text):\(filter ?? ""):\(sort)"
    let request = try page(arguments, of: list)
    let offset = request.after.map { Int($0.key) } ?? 0
    var query = SearchQuery(
      scope, text: text, filter: try filter.map { text throws(AppError) in try FilterExpression.parse(text) } ?? .all)
    query.sort = sort.order
    query.offset = offset
    query.limit = request.limit
    let results = try await services.search.search(query)
    let end = offset + results.hits.count
    let hasMore = results.hits.count == request.limit && end < min(results.estimatedTotal, SearchRequest.hitsMax)
    let page = Page(items: results.hits, next: hasMore ? PagePosition(key: Int64(end), id: .zero) : nil)
    let places = Dictionary(results.hits.enumerated().map { ($0.element.id, offset + $0.offset + 1) }) { first, _ in first }
    var connection = Connection(page, of: list, after: request.after, self) { PagePosition(key: Int64(places[$0.id] ?? end), id: .zero) }
    connection.count = Int64(results.estimatedTotal)
    return connection
  }
}

extension Connection {
  /// Of a list that has nothing.
  static var nothing: Connection { Connection(edges: []) }

  private init(edges: [Edge]) {
    self.edges = edges
    information = PageInformation(hasNextPage: false, hasPreviousPage: false, startCursor: nil, endCursor: nil)
  }
}
