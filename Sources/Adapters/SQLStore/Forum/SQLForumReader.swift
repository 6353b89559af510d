public import Forum
public import ForumKernel

/// The forum's reads as SQL.
public struct SQLForumReader: ForumReader {
  let store: SQLStore

  public init(store: SQLStore) { self.store = store }

  public func categories(_ scope: ReadScope) async throws -> [CategoryView] {
    try await store.read(scope.tenant) { try CategoryQueries.listCategories($0, tenantID: scope.tenant.raw).map(CategoryView.init) }
      .filter { scope.shows($0.category.id) }
  }

  public func category(_ id: CategoryID, _ scope: ReadScope) async throws -> CategoryView? {
    guard scope.shows(id) else { return nil }
    return try await store.read(scope.tenant) {
      try CategoryQueries.findCategoryView($0, id: id.raw, tenantID: scope.tenant.raw).map(CategoryView.init)
    }
  }

  public func threadsByAge(_ tenant: TenantID, _ page: PageRequest) async throws -> [ThreadView] {
    let after = page.after ?? PagePosition(key: .min, id: .zero)
    return try await store.read(tenant) {
      try ThreadQueries.pageThreadsByAge(
        $0, tenantID: tenant.raw, afterCreatedAt: after.key, afterID: after.id, pageSize: Int64(page.limit)
      ).map(ThreadView.init)
    }
  }

  public func thread(_ id: ThreadID, _ scope: ReadScope) async throws -> ThreadView? {
    let view = try await store.read(scope.tenant) {
      try ThreadQueries.findThreadView($0, id: id.raw, tenantID: scope.tenant.raw).map(ThreadView.init)
    }
    return view.flatMap { scope.shows($0.thread.categoryID) ? $0 : nil }
  }

  public func posts(of thread: ThreadID, _ scope: ReadScope, _ page: PageRequest) async throws -> Page<PostView> {
    let rows: [PostView] = try await store.read(scope.tenant) {
      guard try scope.shows(thread: thread.raw, $0) else { return [] }
      return try PostQueries.pagePosts(
        $0, threadID: thread.raw, afterPosition: page.after?.key ?? 0, tenantID: scope.tenant.raw, pageSize: Int64(page.limit + 1)
      ).map(PostView.init).attached(scope.tenant, $0)
    }
    return Page(fetched: rows, limit: page.limit) { PagePosition(after: $0) }
  }

  public func post(_ id: PostID, _ scope: ReadScope) async throws -> PostView? {
    try await store.read(scope.tenant) { connection in
      guard let view = try PostQueries.findPostView(connection, id: id.raw, tenantID: scope.tenant.raw).map(PostView.init) else { return nil }
      return try scope.shows(thread: view.post.threadID.raw, connection) ? view.attached(scope.tenant, connection) : nil
    }
  }

  public func comments(of post: PostID, _ scope: ReadScope, _ page: PageRequest) async throws -> Page<CommentView> {
    let after = page.after ?? PagePosition(key: .min, id: .zero)
    let rows: [CommentView] = try await store.read(scope.tenant) {
      guard try scope.shows(post: post.raw, $0) else { return [] }
      return try CommentQueries.pageComments(
        $0, postID: post.raw, afterCreatedAt: after.key, afterID: after.id, tenantID: scope.tenant.raw, pageSize: Int64(page.limit + 1)
      ).map(CommentView.init)
    }
    return Page(fetched: rows, limit: page.limit) { PagePosition(after: $0) }
  }

  public func comment(_ id: CommentID, _ scope: ReadScope) async throws -> CommentView? {
    try await store.read(scope.tenant) { connection in
      guard let view = try CommentQueries.findCommentView(connection, id: id.raw, tenantID: scope.tenant.raw).map(CommentView.init) else {
        return nil
      }
      return try scope.shows(thread: view.comment.threadID.raw, connection) ? view : nil
    }
  }

  public func reactions(to post: PostID, _ scope: ReadScope, _ page: PageRequest) async throws -> Page<ReactionView> {
    let rows: [ReactionQueries.PageReactionsRow] = try await store.read(scope.tenant) {
      guard try scope.shows(post: post.raw, $0) else { return [] }
      return try ReactionQueries.pageReactions($0, postID: post.raw, afterID: page.after?.id ?? .zero, pageSize: Int64(page.limit + 1))
    }
    return Page(fetched: rows, limit: page.limit) { PagePosition(key: 0, id: $0.id) }
      .map {
        ReactionView(
          kind: $0.kind, user: AuthorView(id: ID($0.userID), handle: $0.handle, displayName: $0.displayName),
          createdAt: Timestamp(milliseconds: $0.createdAt))
      }
  }

  public func tags(_ scope: ReadScope, limit: Int) async throws -> [TagView] {
    try await store.read(scope.tenant) {
      try ThreadQueries.listTags(
        $0, tenantID: scope.tenant.raw, listedKeys: scope.listedKeys, showsListed: scope.showsListedNumber, pageSize: Int64(limit)
      ).map { TagView(tag: $0.tag, threadCount: $0.threadCount) }
    }
  }

  public func threads(_ scope: ReadScope, _ query: ThreadQuery, _ page: PageRequest) async throws -> Page<ThreadView> {
    let pages = ThreadPages(scope: scope, query: query, limit: page.limit)
    let moment = store.times.moment
    return try await store.read(scope.tenant) { try pages.page($0, after: page.after, moment: moment) }
  }
}
