import Forum
import ForumKernel

/// Visitors of this forum never sign in, so nobody has marks.
extension MemoryForum: AttentionReader {
  func threads(_ scope: ReadScope, _ query: ThreadQuery, for reader: UserID, _ page: PageRequest) -> Page<ThreadView> {
    threads(scope, query, page)
  }

  func attention(to thread: ThreadID, of user: UserID, _ scope: ReadScope) -> ThreadAttention? { nil }
  func readingStart(of user: UserID, _ tenant: TenantID) -> Timestamp? { nil }
  func categoryWatches(of user: UserID, _ scope: ReadScope) -> [CategoryWatch] { [] }
  func bookmark(of post: PostID, by user: UserID, _ scope: ReadScope) -> BookmarkView? { nil }
  func bookmarks(of user: UserID, _ scope: ReadScope, _ page: PageRequest) -> Page<BookmarkView> { Page(items: [], next: nil) }
  func draft(at place: DraftPlace, of user: UserID, _ tenant: TenantID) -> SavedDraft? { nil }
  func drafts(of user: UserID, _ tenant: TenantID, _ page: PageRequest) -> Page<SavedDraft> { Page(items: [], next: nil) }
  func ignoredUsers(of user: UserID, _ tenant: TenantID) -> [AuthorView] { [] }
  func ignoredIDs(of user: UserID, _ tenant: TenantID) -> Set<UserID> { [] }
  func ignoringUsers(after user: UserID?, limit: Int) -> [UserID] { [] }
}
