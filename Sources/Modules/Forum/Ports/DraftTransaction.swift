public import ForumKernel

/// What keeping drafts loads and saves within a write.
public protocol DraftTransaction: TransactionContext {
  /// nil where nothing is kept.
  func draft(at place: DraftPlace, of user: UserID) throws -> SavedDraft?
  /// Over all places; there is a limit.
  func draftCount(of user: UserID) throws -> Int64
  /// New or in place of the one that is there.
  func save(_ draft: SavedDraft) throws
  /// Nothing happens where there is none.
  func deleteDraft(at place: DraftPlace, of user: UserID) throws
}
