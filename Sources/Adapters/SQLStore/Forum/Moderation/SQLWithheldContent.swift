public import Forum
public import ForumKernel

extension SQLModerationReader {
  public func withheldThread(_ id: ThreadID, _ tenant: TenantID) async throws -> ThreadView? {
    try await store.read { connection in
      guard let opening = try WithheldQueries.findOpeningPost(connection, threadID: id.raw, tenantID: tenant.raw),
        try WithheldQueries.findWithheld(connection, subjectID: opening, tenantID: tenant.raw) != nil,
        let row = try ThreadQueries.findThread(connection, id: id.raw, tenantID: tenant.raw)
      else { return nil }
      return ThreadView(thread: try ForumThread(row), author: try Self.author(row.authorID, connection))
    }
  }

  public func withheldPost(_ id: PostID, _ tenant: TenantID) async throws -> (view: PostView, category: CategoryID)? {
    try await store.read { connection in
      guard let held = try WithheldQueries.findWithheld(connection, subjectID: id.raw, tenantID: tenant.raw),
        let row = try PostQueries.findPost(connection, id: id.raw, tenantID: tenant.raw)
      else { return nil }
      var post = try Post(row)
      // An opening post is out of view because its thread is.
      post.deletedAt =
        try post.deletedAt
        ?? ThreadQueries.findThread(connection, id: row.threadID, tenantID: tenant.raw)?.deletedAt.map(
          Timestamp.init(milliseconds:))
      return (PostView(post: post, author: try Self.author(row.authorID, connection)), ID(held.categoryID))
    }
  }

  public func withheldComment(_ id: CommentID, _ tenant: TenantID) async throws -> (view: CommentView, category: CategoryID)? {
    try await store.read { connection in
      guard let held = try WithheldQueries.findWithheld(connection, subjectID: id.raw, tenantID: tenant.raw),
        let row = try CommentQueries.findComment(connection, id: id.raw, tenantID: tenant.raw)
      else { return nil }
      return (CommentView(comment: Comment(row), author: try Self.author(row.authorID, connection)), ID(held.categoryID))
    }
  }

  public func postsWithWithheld(of thread: ThreadID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<PostView> {
    let rows = try await store.read {
      try PostQueries.pageWithWithheldPosts(
        $0, threadID: thread.raw, afterPosition: page.after?.key ?? 0, tenantID: tenant.raw, pageSize: Int64(page.limit + 1)
      ).map(PostView.init)
    }
    return Page(fetched: rows, limit: page.limit) { PagePosition(key: $0.post.position, id: $0.post.id.raw) }
  }

  private static func author(_ id: RawID?, _ connection: any SQLConnection) throws -> AuthorView? {
    guard let id, let row = try WithheldQueries.findAuthor(connection, id: id) else { return nil }
    return AuthorView(id: ID(row.id), handle: row.handle, displayName: row.displayName)
  }
}
