public import Forum
public import ForumKernel

extension SQLModerationReader {
  public func withheldThread(_ id: ThreadID, _ tenant: TenantID) async throws -> ThreadView? {
    try await store.read(tenant) { connection in
      guard let opening = try WithheldQueries.findOpeningPost(connection, threadID: id.raw, tenantID: tenant.raw),
        let row = try ThreadQueries.findThread(connection, id: id.raw, tenantID: tenant.raw)
      else { return nil }
      let publishAt = try Self.publicationTime(of: id, tenant, connection)
      guard try publishAt != nil || WithheldQueries.findWithheld(connection, subjectID: opening, tenantID: tenant.raw) != nil else { return nil }
      var view = ThreadView(thread: try ForumThread(row), author: try Self.author(row.authorID, connection))
      view.publishAt = publishAt
      return view
    }
  }

  public func withheldPost(_ id: PostID, _ tenant: TenantID) async throws -> (view: PostView, category: CategoryID)? {
    try await store.read(tenant) { connection in
      guard let row = try PostQueries.findPost(connection, id: id.raw, tenantID: tenant.raw),
        let category = try Self.withheldCategory(of: row, tenant, connection)
      else { return nil }
      var post = try Post(row)
      // An opening post is out of view because its thread is.
      post.deletedAt =
        try post.deletedAt
        ?? ThreadQueries.findThread(connection, id: row.threadID, tenantID: tenant.raw)?.deletedAt.map(
          Timestamp.init(milliseconds:))
      return (try PostView(post: post, author: try Self.author(row.authorID, connection)).attached(tenant, connection), category)
    }
  }

  public func withheldComment(_ id: CommentID, _ tenant: TenantID) async throws -> (view: CommentView, category: CategoryID)? {
    try await store.read(tenant) { connection in
      guard let held = try WithheldQueries.findWithheld(connection, subjectID: id.raw, tenantID: tenant.raw),
        let row = try CommentQueries.findComment(connection, id: id.raw, tenantID: tenant.raw)
      else { return nil }
      return (CommentView(comment: Comment(row), author: try Self.author(row.authorID, connection)), ID(held.categoryID))
    }
  }

  public func postsWithWithheld(of thread: ThreadID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<PostView> {
    let rows = try await store.read(tenant) {
      try PostQueries.pageWithWithheldPosts(
        $0, threadID: thread.raw, afterPosition: page.after?.key ?? 0, tenantID: tenant.raw, pageSize: Int64(page.limit + 1)
      ).map(PostView.init).attached(tenant, $0)
    }
    return Page(fetched: rows, limit: page.limit) { PagePosition(after: $0) }
  }

  /// Of a post that is held back or opens a thread that waits for its publication.
  private static func withheldCategory(
    of row: PostQueries.FindPostRow, _ tenant: TenantID, _ connection: any SQLConnection
  ) throws -> CategoryID? {
    if let held = try WithheldQueries.findWithheld(connection, subjectID: row.id, tenantID: tenant.raw) { return ID(held.categoryID) }
    guard try publicationTime(of: ID(row.threadID), tenant, connection) != nil else { return nil }
    return try ThreadQueries.findThread(connection, id: row.threadID, tenantID: tenant.raw).map { ID($0.categoryID) }
  }

  private static func publicationTime(of thread: ThreadID, _ tenant: TenantID, _ connection: any SQLConnection) throws -> Timestamp? {
    try ScheduleQueries.findSchedule(
      connection, threadID: thread.raw, change: ThreadSchedule.Change.publish.rawValue, tenantID: tenant.raw
    ).map(Timestamp.init(milliseconds:))
  }

  static func author(_ id: RawID?, _ connection: any SQLConnection) throws -> AuthorView? {
    guard let id, let row = try WithheldQueries.findAuthor(connection, id: id) else { return nil }
    return AuthorView(id: ID(row.id), handle: row.handle, displayName: row.displayName)
  }
}
