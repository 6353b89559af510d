public import ForumKernel

/// What one reader sees of the forum with their own marks. Shows only what is visible, as `ForumReader` does.
public protocol AttentionReader: Sendable {
  /// Pages as `ForumReader.threads` gives them, each thread with its unread posts. With a filter the order is that of the last posts, and a thread that
  /// gets one meanwhile is on the first page again.
  func threads(_ scope: ReadScope, _ query: ThreadQuery, for reader: UserID, _ page: PageRequest) async throws -> Page<ThreadView>
  /// nil for a thread that cannot be seen.
  func attention(to thread: ThreadID, of user: UserID, _ scope: ReadScope) async throws -> ThreadAttention?
  /// What was written before this moment counts as read; nil for an account that is not there.
  func readingStart(of user: UserID, _ tenant: TenantID) async throws -> Timestamp?
  /// By the categories' names.
  func categoryWatches(of user: UserID, _ scope: ReadScope) async throws -> [CategoryWatch]
  /// nil without one, and for a post that cannot be seen.
  func bookmark(of post: PostID, by user: UserID, _ scope: ReadScope) async throws -> BookmarkView?
  /// Newest first.
  func bookmarks(of user: UserID, _ scope: ReadScope, _ page: PageRequest) async throws -> Page<BookmarkView>
  /// nil where nothing is kept.
  func draft(at place: DraftPlace, of user: UserID, _ tenant: TenantID) async throws -> SavedDraft?
  /// Saved last comes first.
  func drafts(of user: UserID, _ tenant: TenantID, _ page: PageRequest) async throws -> Page<SavedDraft>
  /// By handle.
  func ignoredUsers(of user: UserID, _ tenant: TenantID) async throws -> [AuthorView]
  /// Whom the user ignores, in no order.
  func ignoredIDs(of user: UserID, _ tenant: TenantID) async throws -> Set<UserID>
  /// Everybody of any tenant who ignores somebody, in the order of ids: at most `limit` after `user`.
  func ignoringUsers(after user: UserID?, limit: Int) async throws -> [UserID]
}
