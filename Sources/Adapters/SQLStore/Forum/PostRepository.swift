public import Forum
public import ForumKernel

extension SQLTransaction {
  public func post(_ id: PostID) throws -> Post? {
    try PostQueries.findPost(connection, id: id.raw, tenantID: tenant.raw).map(Post.init)
  }

  public func insert(_ post: Post) throws {
    try occupy(posts: 1, bytes: post.content.body.utf8.count)
    try PostQueries.insertPost(
      connection, id: post.id.raw, tenantID: tenant.raw, threadID: post.threadID.raw, replyToID: post.replyToID?.raw, authorID: post.authorID?.raw,
      body: post.content.body, bodyFormat: post.content.format.rawValue, bodyHTML: post.content.html, position: post.position,
      reactions: JSONText.counts(post.reactions.counts), commentCount: post.commentCount, createdAt: post.createdAt.milliseconds,
      editedAt: post.editedAt?.milliseconds, updatedBy: actor?.raw, deletedAt: post.deletedAt?.milliseconds, version: post.version)
  }

  public func update(_ post: Post) throws {
    try occupyChange(to: post.content.body) { try self.post(post.id)?.content.body }
    try PostQueries.updatePost(
      connection, body: post.content.body, bodyFormat: post.content.format.rawValue, bodyHTML: post.content.html,
      reactions: JSONText.counts(post.reactions.counts), commentCount: post.commentCount, editedAt: post.editedAt?.milliseconds,
      updatedBy: actor?.raw, deletedAt: post.deletedAt?.milliseconds, version: post.version, now: now.milliseconds, id: post.id.raw,
      tenantID: tenant.raw)
  }

  public func place(of post: PostID) throws -> PostPlace? {
    try PostQueries.findPostPlace(connection, id: post.raw, tenantID: tenant.raw).map {
      PostPlace(id: ID($0.id), threadID: ID($0.threadID), replyToID: $0.replyToID.map { ID($0) }, isOpening: $0.position == 1)
    }
  }

  public func setAnswered(_ parent: PostID, by post: PostID) throws {
    try PostQueries.setPostAnswered(connection, replyToID: parent.raw, id: post.raw, tenantID: tenant.raw)
  }

  public func movePosts(of thread: ThreadID, to target: ThreadID, shift: Int64) throws {
    try PostQueries.movePostsOfThread(
      connection, newThreadID: target.raw, shift: shift, now: now.milliseconds, threadID: thread.raw, tenantID: tenant.raw)
    try CommentQueries.moveCommentsOfThread(connection, newThreadID: target.raw, threadID: thread.raw, tenantID: tenant.raw)
    try OperationQueries.casesFollowPosts(connection, newThreadID: target.raw, threadID: thread.raw, tenantID: tenant.raw)
  }

  public func addReaction(_ kind: String, to post: PostID, by user: UserID) throws -> Bool {
    let id: ID<ReactionView> = newID()
    return try ReactionQueries.insertReaction(
      connection, id: id.raw, postID: post.raw, userID: user.raw, kind: kind, createdAt: now.milliseconds) == 1
  }

  public func removeReaction(_ kind: String, from post: PostID, by user: UserID) throws -> Bool {
    try ReactionQueries.deleteReaction(connection, postID: post.raw, userID: user.raw, kind: kind) == 1
  }
}

extension Post {
  init(_ row: PostQueries.FindPostRow) throws {
    self.init(
      id: ID(row.id), threadID: ID(row.threadID), replyToID: row.replyToID.map { ID($0) }, authorID: row.authorID.map { ID($0) },
      content: PostContent(body: row.body, format: BodyFormat(stored: row.bodyFormat), html: row.bodyHTML), position: row.position,
      reactions: ReactionCounts(counts: try JSONText.counts(row.reactions)), commentCount: row.commentCount,
      createdAt: Timestamp(milliseconds: row.createdAt), editedAt: row.editedAt.map(Timestamp.init(milliseconds:)),
      deletedAt: row.deletedAt.map(Timestamp.init(milliseconds:)), version: row.version)
  }
}

extension PostView {
  init(_ row: PostQueries.PostViewRow) throws {
    self.init(
      post: Post(
        id: ID(row.id), threadID: ID(row.threadID), replyToID: row.replyToID.map { ID($0) }, authorID: row.authorID.map { ID($0) },
        content: PostContent(body: row.body, format: BodyFormat(stored: row.bodyFormat), html: row.bodyHTML), position: row.position,
        reactions: ReactionCounts(counts: try JSONText.counts(row.reactions)), commentCount: row.commentCount,
        createdAt: Timestamp(milliseconds: row.createdAt), editedAt: row.editedAt.map(Timestamp.init(milliseconds:)),
        deletedAt: row.deletedAt.map(Timestamp.init(milliseconds:)), version: row.version),
      author: AuthorView(id: row.authorID, handle: row.handle, displayName: row.displayName))
  }
}

extension BodyFormat {
  /// The column has a CHECK for the three formats.
  init(stored text: String) { self = BodyFormat(rawValue: text) ?? .text }
}
