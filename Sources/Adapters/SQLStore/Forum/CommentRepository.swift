public import Forum
public import ForumKernel

extension SQLTransaction {
  public func comment(_ id: CommentID) throws -> Comment? {
    try CommentQueries.findComment(connection, id: id.raw, tenantID: tenant.raw).map(Comment.init)
  }

  public func insert(_ comment: Comment) throws {
    try occupy(bytes: comment.content.body.utf8.count)
    try CommentQueries.insertComment(
      connection, id: comment.id.raw, tenantID: tenant.raw, threadID: comment.threadID.raw, postID: comment.postID.raw,
      parentID: comment.parentID?.raw, depth: comment.depth, authorID: comment.authorID?.raw, body: comment.content.body,
      bodyHTML: comment.content.html, createdAt: comment.createdAt.milliseconds, editedAt: comment.editedAt?.milliseconds, updatedBy: actor?.raw,
      deletedAt: comment.deletedAt?.milliseconds, version: comment.version)
  }

  public func update(_ comment: Comment) throws {
    try occupyChange(to: comment.content.body) { try self.comment(comment.id)?.content.body }
    try CommentQueries.updateComment(
      connection, body: comment.content.body, bodyHTML: comment.content.html, editedAt: comment.editedAt?.milliseconds, updatedBy: actor?.raw,
      deletedAt: comment.deletedAt?.milliseconds, version: comment.version, id: comment.id.raw, tenantID: tenant.raw)
  }
}

extension Comment {
  init(_ row: CommentQueries.FindCommentRow) {
    self.init(
      id: ID(row.id), threadID: ID(row.threadID), postID: ID(row.postID), parentID: row.parentID.map { ID($0) }, depth: row.depth,
      authorID: row.authorID.map { ID($0) }, content: PostContent(body: row.body, format: .markdown, html: row.bodyHTML),
      createdAt: Timestamp(milliseconds: row.createdAt), editedAt: row.editedAt.map(Timestamp.init(milliseconds:)),
      deletedAt: row.deletedAt.map(Timestamp.init(milliseconds:)), version: row.version)
  }
}

extension CommentView {
  /// A tombstone says neither who wrote nor what.
  init(_ row: CommentQueries.CommentViewRow) {
    let isTombstone = row.deletedAt != nil
    self.init(
      comment: Comment(
        id: ID(row.id), threadID: ID(row.threadID), postID: ID(row.postID), parentID: row.parentID.map { ID($0) }, depth: row.depth,
        authorID: isTombstone ? nil : row.authorID.map { ID($0) },
        content: PostContent(body: isTombstone ? "" : row.body, format: .markdown, html: isTombstone ? "" : row.bodyHTML),
        createdAt: Timestamp(milliseconds: row.createdAt), editedAt: row.editedAt.map(Timestamp.init(milliseconds:)),
        deletedAt: row.deletedAt.map(Timestamp.init(milliseconds:)), version: row.version),
      author: isTombstone ? nil : AuthorView(id: row.authorID, handle: row.handle, displayName: row.displayName))
  }
}
