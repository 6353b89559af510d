public import Forum
public import ForumKernel

extension SQLTransaction {
  public func watchedWordCount() throws -> Int64 { try WatchedWordQueries.countWatchedWords(connection, tenantID: tenant.raw) ?? 0 }

  public func insert(_ word: WatchedWord) throws -> Bool {
    try WatchedWordQueries.insertWatchedWord(
      connection, id: word.id.raw, tenantID: tenant.raw, word: word.word, wordKey: word.key, action: word.action.rawValue,
      replacement: word.replacement, createdAt: word.createdAt.milliseconds, createdBy: actor?.raw) == 1
  }

  public func deleteWatchedWord(_ id: WatchedWordID) throws -> Bool {
    try WatchedWordQueries.deleteWatchedWord(connection, id: id.raw, tenantID: tenant.raw) == 1
  }

  public func moderatedCategories(of user: UserID) throws -> Set<CategoryID> {
    Set(try CategoryModeratorQueries.categoriesOfModerator(connection, userID: user.raw, tenantID: tenant.raw).map { ID($0) })
  }

  public func moderatorCount(of category: CategoryID) throws -> Int64 {
    try CategoryModeratorQueries.countCategoryModerators(connection, categoryID: category.raw, tenantID: tenant.raw) ?? 0
  }

  public func setModerator(_ user: UserID, of category: CategoryID, _ isModerator: Bool) throws -> Bool {
    guard isModerator else {
      return try CategoryModeratorQueries.deleteCategoryModerator(
        connection, categoryID: category.raw, userID: user.raw, tenantID: tenant.raw) == 1
    }
    return try CategoryModeratorQueries.insertCategoryModerator(
      connection, categoryID: category.raw, userID: user.raw, tenantID: tenant.raw, createdAt: now.milliseconds, createdBy: actor?.raw) == 1
  }
}

extension WatchedWord {
  /// The column has a CHECK for the actions.
  init(_ row: WatchedWordQueries.ListWatchedWordsRow) {
    self.init(
      id: ID(row.id), word: row.word, action: Action(rawValue: row.action) ?? .flag, replacement: row.replacement,
      createdAt: Timestamp(milliseconds: row.createdAt))
  }
}
