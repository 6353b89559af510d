public import Forum
public import ForumKernel

extension SQLTransaction {
  public func insert(_ revision: PostRevision) throws {
    try occupy(bytes: revision.content.body.utf8.count)
    try RevisionQueries.insertRevision(
      connection, postID: revision.postID.raw, version: revision.version, tenantID: tenant.raw, editorID: revision.editorID?.raw,
      body: revision.content.body, bodyFormat: revision.content.format.rawValue, bodyHTML: revision.content.html,
      createdAt: revision.createdAt.milliseconds)
  }

  public func hasRevisions(of post: PostID) throws -> Bool {
    try RevisionQueries.findAnyRevision(connection, postID: post.raw, tenantID: tenant.raw) != nil
  }
}

extension SQLForumReader {
  public func revision(of post: PostID, version: Int64, _ scope: ReadScope) async throws -> PostRevision? {
    try await store.read(scope.tenant) {
      guard try scope.shows(post: post.raw, $0) else { return nil }
      return try RevisionQueries.findRevision($0, postID: post.raw, version: version, tenantID: scope.tenant.raw).map {
        PostRevision(
          postID: ID($0.postID), version: $0.version, editorID: $0.editorID.map { ID($0) },
          content: PostContent(body: $0.body, format: BodyFormat(stored: $0.bodyFormat), html: $0.bodyHTML),
          createdAt: Timestamp(milliseconds: $0.createdAt))
      }
    }
  }

  public func revisions(of post: PostID, _ scope: ReadScope, _ page: PageRequest) async throws -> Page<RevisionView> {
    let rows: [RevisionView] = try await store.read(scope.tenant) {
      guard try scope.shows(post: post.raw, $0) else { return [] }
      return try RevisionQueries.pageRevisions(
        $0, postID: post.raw, beforeVersion: page.after?.key ?? .max, tenantID: scope.tenant.raw, pageSize: Int64(page.limit + 1)
      ).map(RevisionView.init)
    }
    return Page(fetched: rows, limit: page.limit) { PagePosition(after: $0) }
  }
}

extension RevisionView {
  fileprivate init(_ row: RevisionQueries.PageRevisionsRow) {
    self.init(
      revision: PostRevision(
        postID: ID(row.postID), version: row.version, editorID: row.editorID.map { ID($0) },
        content: PostContent(body: row.body, format: BodyFormat(stored: row.bodyFormat), html: row.bodyHTML),
        createdAt: Timestamp(milliseconds: row.createdAt)),
      editor: AuthorView(id: row.editorID, handle: row.handle, displayName: row.displayName))
  }
}
