public import ForumKernel

/// What a reader's own marks load and save within a write.
public protocol AttentionTransaction: TransactionContext {
  /// A mark that is further on already stays.
  func raiseReadingMark(of thread: ThreadID, to position: Int64, by user: UserID) throws
  /// As if the thread had never been opened; nothing happens without a mark.
  func forgetReadingMark(of thread: ThreadID, by user: UserID) throws
  /// Everything that was written before `moment` counts as read; a later moment stays.
  func raiseReadingStart(to moment: Timestamp, by user: UserID) throws

  /// nil: the category's level counts.
  func setWatchLevel(_ level: WatchLevel?, of thread: ThreadID, by user: UserID) throws
  /// nil: the usual one.
  func setWatchLevel(_ level: WatchLevel?, of category: CategoryID, by user: UserID) throws

  /// A post that is marked already gets the new note.
  func setBookmark(of post: PostID, note: String, by user: UserID) throws
  /// Nothing happens without one.
  func deleteBookmark(of post: PostID, by user: UserID) throws
  /// All of them, also those of posts that cannot be seen any more.
  func bookmarkCount(of user: UserID) throws -> Int64

  /// False when nothing changed.
  func ignore(_ other: UserID, by user: UserID) throws -> Bool
  /// Nothing happens when they are not ignored.
  func stopIgnoring(_ other: UserID, by user: UserID) throws
  /// How many others the user ignores; there is a limit.
  func ignoredUserCount(of user: UserID) throws -> Int64
}
