public import Forum
public import ForumKernel

/// The forum's reads as SQL.
public struct SQLForumReader: ForumReader {
  let store: SQLStore

  public init(store: SQLStore) { self.store = store }

  public func categories(_ tenant: TenantID) async throws -> [CategoryView] {
    try await store.read(tenant) { try CategoryQueries.listCategories($0, tenantID: tenant.raw).map(CategoryView.init) }
  }

  public func category(_ id: CategoryID, _ tenant: TenantID) async throws -> CategoryView? {
    try await store.read(tenant) { try CategoryQueries.findCategoryView($0, id: id.raw, tenantID: tenant.raw).map(CategoryView.init) }
  }

  public func threadsByAge(_ tenant: TenantID, _ page: PageRequest) async throws -> [ThreadView] {
    let after = page.after ?? PagePosition(key: .min, id: .zero)
    return try await store.read(tenant) {
      try ThreadQueries.pageThreadsByAge(
        $0, tenantID: tenant.raw, afterCreatedAt: after.key, afterID: after.id, pageSize: Int64(page.limit)
      ).map(ThreadView.init)
    }
  }

  public func thread(_ id: ThreadID, _ tenant: TenantID) async throws -> ThreadView? {
    try await store.read(tenant) { try ThreadQueries.findThreadView($0, id: id.raw, tenantID: tenant.raw).map(ThreadView.init) }
  }

  public func posts(of thread: ThreadID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<PostView> {
    let rows = try await store.read(tenant) {
      try PostQueries.pagePosts(
        $0, threadID: thread.raw, afterPosition: page.after?.key ?? 0, tenantID: tenant.raw, pageSize: Int64(page.limit + 1)
      ).map(PostView.init)
    }
    return Page(fetched: rows, limit: page.limit) { PagePosition(after: $0) }
  }

  public func post(_ id: PostID, _ tenant: TenantID) async throws -> PostView? {
    try await store.read(tenant) { try PostQueries.findPostView($0, id: id.raw, tenantID: tenant.raw).map(PostView.init) }
  }

  public func comments(of post: PostID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<CommentView> {
    let after = page.after ?? PagePosition(key: .min, id: .zero)
    let rows = try await store.read(tenant) {
      try CommentQueries.pageComments(
        $0, postID: post.raw, afterCreatedAt: after.key, afterID: after.id, tenantID: tenant.raw, pageSize: Int64(page.limit + 1)
      ).map(CommentView.init)
    }
    return Page(fetched: rows, limit: page.limit) { PagePosition(after: $0) }
  }

  public func comment(_ id: CommentID, _ tenant: TenantID) async throws -> CommentView? {
    try await store.read(tenant) { try CommentQueries.findCommentView($0, id: id.raw, tenantID: tenant.raw).map(CommentView.init) }
  }

  public func reactions(to post: PostID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<ReactionView> {
    let rows = try await store.read(tenant) {
      try ReactionQueries.pageReactions($0, postID: post.raw, afterID: page.after?.id ?? .zero, pageSize: Int64(page.limit + 1))
    }
    return Page(fetched: rows, limit: page.limit) { PagePosition(key: 0, id: $0.id) }
      .map {
        ReactionView(
          kind: $0.kind, user: AuthorView(id: ID($0.userID), handle: $0.handle, displayName: $0.displayName),
          createdAt: Timestamp(milliseconds: $0.createdAt))
      }
  }

  public func tags(_ tenant: TenantID, limit: Int) async throws -> [TagView] {
    try await store.read(tenant) {
      try ThreadQueries.listTags($0, tenantID: tenant.raw, pageSize: Int64(limit)).map { TagView(tag: $0.tag, threadCount: $0.threadCount) }
    }
  }

  public func threads(_ tenant: TenantID, _ query: ThreadQuery, _ page: PageRequest) async throws -> Page<ThreadView> {
    let pages = ThreadPages(tenant: tenant, query: query, limit: page.limit)
    let now = store.clock.now
    return try await store.read(tenant) { try pages.page($0, after: page.after, now: now) }
  }
}
