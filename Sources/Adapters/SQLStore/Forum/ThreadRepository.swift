public import Forum
public import ForumKernel

extension SQLTransaction {
  public func thread(_ id: ThreadID) throws -> ForumThread? {
    try ThreadQueries.findThread(connection, id: id.raw, tenantID: tenant.raw).map(ForumThread.init)
  }

  public func visibleThreads(limit: Int64) throws -> [ForumThread] {
    try ThreadQueries.someVisibleThreads(connection, tenantID: tenant.raw, pageSize: limit).map(ForumThread.init)
  }

  public func insert(_ thread: ForumThread) throws {
    try occupy(threads: 1)
    try ThreadQueries.insertThread(
      connection, id: thread.id.raw, tenantID: tenant.raw, categoryID: thread.categoryID.raw, authorID: thread.authorID?.raw, title: thread.title,
      slug: thread.slug, tags: JSONText.array(thread.tags.values), isLocked: thread.isLocked, isPinned: thread.isPinned, postCount: thread.postCount,
      nextPosition: thread.nextPosition, lastPostAt: thread.lastPostAt.milliseconds, createdAt: thread.createdAt.milliseconds,
      updatedAt: thread.updatedAt.milliseconds, updatedBy: actor?.raw, deletedAt: thread.deletedAt?.milliseconds, version: thread.version)
    try insertTags(of: thread)
  }

  public func update(_ thread: ForumThread) throws {
    try ThreadQueries.updateThread(
      connection, categoryID: thread.categoryID.raw, title: thread.title, slug: thread.slug, isLocked: thread.isLocked, isPinned: thread.isPinned,
      postCount: thread.postCount, nextPosition: thread.nextPosition, lastPostAt: thread.lastPostAt.milliseconds,
      updatedAt: thread.updatedAt.milliseconds, updatedBy: actor?.raw, deletedAt: thread.deletedAt?.milliseconds, version: thread.version,
      id: thread.id.raw, tenantID: tenant.raw)
  }

  public func updateActivity(of thread: ForumThread) throws {
    try ThreadQueries.updateThreadActivity(
      connection, postCount: thread.postCount, nextPosition: thread.nextPosition, lastPostAt: thread.lastPostAt.milliseconds, id: thread.id.raw,
      tenantID: tenant.raw)
  }

  public func replaceTags(of thread: ForumThread) throws {
    try ThreadQueries.setThreadTags(connection, tags: JSONText.array(thread.tags.values), id: thread.id.raw, tenantID: tenant.raw)
    try ThreadQueries.deleteThreadTags(connection, threadID: thread.id.raw, tenantID: tenant.raw)
    try insertTags(of: thread)
  }

  private func insertTags(of thread: ForumThread) throws {
    for tag in thread.tags.values { try ThreadQueries.insertThreadTag(connection, tenantID: tenant.raw, tag: tag, threadID: thread.id.raw) }
  }
}

extension ForumThread {
  init(_ row: ThreadQueries.ThreadRow) throws {
    self.init(
      id: ID(row.id), categoryID: ID(row.categoryID), authorID: row.authorID.map { ID($0) }, title: row.title, slug: row.slug,
      tags: TagSet(stored: try JSONText.strings(row.tags)), isLocked: row.isLocked, isPinned: row.isPinned, postCount: row.postCount,
      nextPosition: row.nextPosition, lastPostAt: Timestamp(milliseconds: row.lastPostAt), createdAt: Timestamp(milliseconds: row.createdAt),
      updatedAt: Timestamp(milliseconds: row.updatedAt), deletedAt: row.deletedAt.map(Timestamp.init(milliseconds:)), version: row.version)
  }
}

extension ThreadView {
  init(_ row: ThreadQueries.ThreadViewRow) throws {
    self.init(
      thread: ForumThread(
        id: ID(row.id), categoryID: ID(row.categoryID), authorID: row.authorID.map { ID($0) }, title: row.title, slug: row.slug,
        tags: TagSet(stored: try JSONText.strings(row.tags)), isLocked: row.isLocked, isPinned: row.isPinned, postCount: row.postCount,
        nextPosition: row.nextPosition, lastPostAt: Timestamp(milliseconds: row.lastPostAt), createdAt: Timestamp(milliseconds: row.createdAt),
        updatedAt: Timestamp(milliseconds: row.updatedAt), deletedAt: row.deletedAt.map(Timestamp.init(milliseconds:)), version: row.version),
      author: AuthorView(id: row.authorID, handle: row.handle, displayName: row.displayName))
  }
}

extension ThreadView {
  /// Without the unread posts.
  init(_ row: ThreadQueries.ListedThreadRow) throws {
    self.init(
      thread: ForumThread(
        id: ID(row.id), categoryID: ID(row.categoryID), authorID: row.authorID.map { ID($0) }, title: row.title, slug: row.slug,
        tags: TagSet(stored: try JSONText.strings(row.tags)), isLocked: row.isLocked, isPinned: row.isPinned, postCount: row.postCount,
        nextPosition: row.nextPosition, lastPostAt: Timestamp(milliseconds: row.lastPostAt), createdAt: Timestamp(milliseconds: row.createdAt),
        updatedAt: Timestamp(milliseconds: row.updatedAt), deletedAt: row.deletedAt.map(Timestamp.init(milliseconds:)), version: row.version),
      author: AuthorView(id: row.authorID, handle: row.handle, displayName: row.displayName))
  }
}

extension AuthorView {
  /// The columns of a LEFT JOIN on `author_view`: nil when the account is gone.
  init?(id: RawID?, handle: String?, displayName: String?) {
    guard let id, let handle, let displayName else { return nil }
    self.init(id: ID(id), handle: handle, displayName: displayName)
  }
}
