public import Forum
public import ForumKernel

/// A reader's own marks as SQL.
public struct SQLAttentionReader: AttentionReader {
  let store: SQLStore

  public init(store: SQLStore) { self.store = store }

  public func threads(_ scope: ReadScope, _ query: ThreadQuery, for reader: UserID, _ page: PageRequest) async throws -> Page<ThreadView> {
    let pages = ThreadPages(scope: scope, query: query, reader: reader, limit: page.limit)
    let (moment, now) = (store.times.moment, store.clock.now)
    return try await store.read(scope.tenant) { connection in
      guard let filter = query.filter else { return try pages.page(connection, after: page.after, moment: moment) }
      return try pages.filtered(connection, filter, for: reader, after: page.after, now: now)
    }
  }

  public func attention(to thread: ThreadID, of user: UserID, _ scope: ReadScope) async throws -> ThreadAttention? {
    try await store.read(scope.tenant) { connection in
      let found = try ReadingMarkQueries.findThreadAttention(connection, userID: user.raw, threadID: thread.raw, tenantID: scope.tenant.raw)
      guard let found, try scope.shows(thread: thread.raw, connection) else { return nil }
      let bookmarked = try BookmarkQueries.bookmarkedPosts(
        connection, userID: user.raw, tenantID: scope.tenant.raw, threadID: thread.raw, pageSize: Int64(AttentionLimits.threadBookmarksMax))
      return ThreadAttention(
        threadID: thread, readPosition: found.position ?? 0, unread: found.unread, threadLevel: found.threadLevel.flatMap(WatchLevel.init),
        categoryLevel: found.categoryLevel.flatMap(WatchLevel.init), bookmarkedPosts: bookmarked.map { ID($0) })
    }
  }

  public func readingStart(of user: UserID, _ tenant: TenantID) async throws -> Timestamp? {
    try await store.read(tenant) {
      try ReadingMarkQueries.findReadingStart($0, userID: user.raw, tenantID: tenant.raw).map(Timestamp.init(milliseconds:))
    }
  }

  public func categoryWatches(of user: UserID, _ scope: ReadScope) async throws -> [CategoryWatch] {
    try await store.read(scope.tenant) {
      try WatchLevelQueries.listCategoryWatches($0, userID: user.raw, tenantID: scope.tenant.raw).filter { scope.shows(CategoryID($0.categoryID)) }
        .map {
          // The column has a CHECK for the levels.
          CategoryWatch(categoryID: ID($0.categoryID), name: $0.name, level: WatchLevel(rawValue: $0.level) ?? .normal)
        }
    }
  }

  public func bookmark(of post: PostID, by user: UserID, _ scope: ReadScope) async throws -> BookmarkView? {
    try await store.read(scope.tenant) {
      try BookmarkQueries.findBookmark(
        $0, userID: user.raw, postID: post.raw, tenantID: scope.tenant.raw, listedKeys: scope.listedKeys, showsListed: scope.showsListedNumber
      ).map(BookmarkView.init)
    }
  }

  public func bookmarks(of user: UserID, _ scope: ReadScope, _ page: PageRequest) async throws -> Page<BookmarkView> {
    let rows = try await store.read(scope.tenant) {
      try BookmarkQueries.pageBookmarks(
        $0, userID: user.raw, tenantID: scope.tenant.raw, beforeID: page.after?.id ?? .max, listedKeys: scope.listedKeys,
        showsListed: scope.showsListedNumber, pageSize: Int64(page.limit + 1))
    }
    return Page(fetched: rows.map(BookmarkView.init), limit: page.limit) { PagePosition(key: 0, id: $0.id.raw) }
  }

  public func draft(at place: DraftPlace, of user: UserID, _ tenant: TenantID) async throws -> SavedDraft? {
    try await store.read(tenant) {
      try DraftQueries.findDraft($0, userID: user.raw, kind: place.kind, placeID: place.id, tenantID: tenant.raw).flatMap(SavedDraft.init)
    }
  }

  public func drafts(of user: UserID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<SavedDraft> {
    let before = page.after ?? PagePosition(key: .max, id: .max)
    let drafts = try await store.read(tenant) {
      try DraftQueries.pageDrafts(
        $0, userID: user.raw, tenantID: tenant.raw, beforeUpdatedAt: before.key, beforeID: before.id, pageSize: Int64(page.limit + 1)
      ).compactMap(SavedDraft.init)
    }
    return Page(fetched: drafts, limit: page.limit) { PagePosition(after: $0) }
  }

  public func ignoredUsers(of user: UserID, _ tenant: TenantID) async throws -> [AuthorView] {
    try await store.read(tenant) {
      try IgnoredUserQueries.listIgnoredUsers($0, userID: user.raw, tenantID: tenant.raw).map {
        AuthorView(id: ID($0.ignoredID), handle: $0.handle, displayName: $0.displayName)
      }
    }
  }

  public func ignoredIDs(of user: UserID, _ tenant: TenantID) async throws -> Set<UserID> {
    Set(try await store.read(tenant) { try IgnoredUserQueries.ignoredIDs($0, userID: user.raw, tenantID: tenant.raw).map { ID($0) } })
  }

  public func ignoringUsers(after user: UserID?, limit: Int) async throws -> [UserID] {
    try await store.read(.everyTenant) {
      try IgnoredUserQueries.ignoringUsers($0, afterID: user?.raw ?? .zero, pageSize: Int64(limit)).map { ID($0) }
    }
  }
}

extension BookmarkView {
  fileprivate init(_ row: BookmarkQueries.BookmarkRow) {
    self.init(
      id: ID(row.id), postID: ID(row.postID), threadID: ID(row.threadID), threadTitle: row.title, position: row.position,
      author: AuthorView(id: row.authorID, handle: row.handle, displayName: row.displayName), excerpt: row.excerpt, note: row.note,
      createdAt: Timestamp(milliseconds: row.createdAt), updatedAt: Timestamp(milliseconds: row.updatedAt))
  }
}
