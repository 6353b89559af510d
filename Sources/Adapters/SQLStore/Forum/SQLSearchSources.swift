public import Forum
public import ForumKernel

extension SQLForumReader {
  public func searchSources(posts: [PostID], comments: [CommentID], _ tenant: TenantID) async throws -> [SearchSource] {
    try await store.read(tenant) { connection in
      let foundPosts = try posts.compactMap { try SearchSourceQueries.findPostSource(connection, id: $0.raw, tenantID: tenant.raw) }
      let foundComments = try comments.compactMap { try SearchSourceQueries.findCommentSource(connection, id: $0.raw, tenantID: tenant.raw) }
      return try foundPosts.map(SearchSource.init) + foundComments.map(SearchSource.init)
    }
  }

  public func contents(of thread: ThreadID, _ tenant: TenantID) async throws -> (posts: [PostID], comments: [CommentID]) {
    try await store.read(tenant) { connection in
      let posts = try SearchSourceQueries.postIDsOfThread(connection, threadID: thread.raw, tenantID: tenant.raw)
      let comments = try SearchSourceQueries.commentIDsOfThread(connection, threadID: thread.raw, tenantID: tenant.raw)
      return (posts.map { ID($0) }, comments.map { ID($0) })
    }
  }

  public func commentIDs(of post: PostID, _ tenant: TenantID) async throws -> [CommentID] {
    try await store.read(tenant) { try SearchSourceQueries.commentIDsOfPost($0, postID: post.raw, tenantID: tenant.raw).map { ID($0) } }
  }

  public func searchSources(after id: RawID?, limit: Int) async throws -> [SearchSource] {
    try await store.read(.everyTenant) { connection in
      let posts = try SearchSourceQueries.pagePostSources(connection, afterID: id ?? .zero, pageSize: Int64(limit)).map(SearchSource.init)
      let comments = try SearchSourceQueries.pageCommentSources(connection, afterID: id ?? .zero, pageSize: Int64(limit)).map(SearchSource.init)
      return Array((posts + comments).sorted { $0.id < $1.id }.prefix(limit))
    }
  }
}

extension SearchSource {
  fileprivate init(_ row: SearchSourceQueries.PostSourceRow) throws {
    self.init(
      tenant: ID(row.tenantID), id: row.id, kind: .post, threadID: ID(row.threadID), categoryID: ID(row.categoryID), author: row.handle,
      tags: TagSet(stored: try JSONText.strings(row.tags)), title: row.position == 1 ? row.title : "", html: row.bodyHTML,
      createdAt: Timestamp(milliseconds: row.createdAt))
  }

  fileprivate init(_ row: SearchSourceQueries.CommentSourceRow) throws {
    self.init(
      tenant: ID(row.tenantID), id: row.id, kind: .comment, threadID: ID(row.threadID), categoryID: ID(row.categoryID), author: row.handle,
      tags: TagSet(stored: try JSONText.strings(row.tags)), title: "", html: row.bodyHTML, createdAt: Timestamp(milliseconds: row.createdAt))
  }
}
