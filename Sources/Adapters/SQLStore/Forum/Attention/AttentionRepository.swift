public import Forum
public import ForumKernel

extension SQLTransaction {
  public func raiseReadingMark(of thread: ThreadID, to position: Int64, by user: UserID) throws {
    try ReadingMarkQueries.raiseReadingMark(
      connection, userID: user.raw, threadID: thread.raw, tenantID: tenant.raw, position: position, updatedAt: now.milliseconds)
  }

  public func forgetReadingMark(of thread: ThreadID, by user: UserID) throws {
    try ReadingMarkQueries.deleteReadingMark(connection, userID: user.raw, threadID: thread.raw, tenantID: tenant.raw)
  }

  public func raiseReadingStart(to moment: Timestamp, by user: UserID) throws {
    try ReadingMarkQueries.raiseReadingStart(connection, userID: user.raw, tenantID: tenant.raw, readBeforeAt: moment.milliseconds)
  }

  public func setWatchLevel(_ level: WatchLevel?, of thread: ThreadID, by user: UserID) throws {
    guard let level else { return try WatchLevelQueries.deleteThreadWatch(connection, userID: user.raw, threadID: thread.raw, tenantID: tenant.raw) }
    try WatchLevelQueries.setThreadWatch(
      connection, userID: user.raw, threadID: thread.raw, tenantID: tenant.raw, level: level.rawValue, createdAt: now.milliseconds)
  }

  public func setWatchLevel(_ level: WatchLevel?, of category: CategoryID, by user: UserID) throws {
    guard let level else {
      return try WatchLevelQueries.deleteCategoryWatch(connection, userID: user.raw, categoryID: category.raw, tenantID: tenant.raw)
    }
    try WatchLevelQueries.setCategoryWatch(
      connection, userID: user.raw, categoryID: category.raw, tenantID: tenant.raw, level: level.rawValue, createdAt: now.milliseconds)
  }

  public func setBookmark(of post: PostID, note: String, by user: UserID) throws {
    let id: BookmarkID = newID()
    try BookmarkQueries.setBookmark(
      connection, id: id.raw, tenantID: tenant.raw, userID: user.raw, postID: post.raw, note: note, createdAt: now.milliseconds)
  }

  public func deleteBookmark(of post: PostID, by user: UserID) throws {
    try BookmarkQueries.deleteBookmark(connection, userID: user.raw, postID: post.raw, tenantID: tenant.raw)
  }

  public func bookmarkCount(of user: UserID) throws -> Int64 {
    try BookmarkQueries.countBookmarks(connection, userID: user.raw, tenantID: tenant.raw) ?? 0
  }

  public func ignore(_ other: UserID, by user: UserID) throws -> Bool {
    try IgnoredUserQueries.insertIgnoredUser(
      connection, userID: user.raw, ignoredID: other.raw, tenantID: tenant.raw, createdAt: now.milliseconds) == 1
  }

  public func stopIgnoring(_ other: UserID, by user: UserID) throws {
    try IgnoredUserQueries.deleteIgnoredUser(connection, userID: user.raw, ignoredID: other.raw, tenantID: tenant.raw)
  }

  public func ignoredUserCount(of user: UserID) throws -> Int64 {
    try IgnoredUserQueries.countIgnoredUsers(connection, userID: user.raw, tenantID: tenant.raw) ?? 0
  }
}
