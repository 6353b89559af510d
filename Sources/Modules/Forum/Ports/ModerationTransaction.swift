public import ForumKernel

/// What moderation loads and saves within a write.
public protocol ModerationTransaction: TransactionContext {
  /// Open or resolved, in whatever category; nil when the tenant has none of this id.
  func moderationCase(_ id: CaseID) throws -> ModerationCase?
  /// The one about this post or comment.
  func moderationCase(of subject: RawID) throws -> ModerationCase?
  /// There must be no case about its subject yet.
  func insert(_ moderationCase: ModerationCase) throws
  /// All but what it is about and whose that is.
  func update(_ moderationCase: ModerationCase) throws
  /// Adds to the history of a case, of an account, or of both.
  func append(_ entry: CaseEntry) throws

  /// It begins open; a reporter has at most one in a case.
  func insert(_ flag: Flag) throws
  /// Also when the report is settled.
  func hasFlagged(_ id: CaseID, by reporter: UserID) throws -> Bool
  /// Reports made after this moment, settled ones too.
  func flagCount(by reporter: UserID, since: Timestamp) throws -> Int64
  /// Gives all open reports of the case this verdict, and returns who made them.
  func settleFlags(of id: CaseID, _ verdict: Flag.Verdict, by decision: CaseEntryID) throws -> [UserID]

  /// Nothing where no decision was made yet.
  func memberRecord(of user: UserID) throws -> MemberRecord
  /// Adds the counts of `change` to the record.
  func add(_ change: MemberRecord, to user: UserID) throws

  /// All of the tenant's; there is a limit.
  func watchedWordCount() throws -> Int64
  /// False when there is one of the same key.
  func insert(_ word: WatchedWord) throws -> Bool
  /// False when there is no such word.
  func deleteWatchedWord(_ id: WatchedWordID) throws -> Bool

  /// The categories that this member moderates without the permission for all.
  func moderatedCategories(of user: UserID) throws -> Set<CategoryID>
  /// Those who were given the category; the permission for all does not count.
  func moderatorCount(of category: CategoryID) throws -> Int64
  /// False when nothing changed.
  func setModerator(_ user: UserID, of category: CategoryID, _ isModerator: Bool) throws -> Bool

  /// Puts the restriction on the account; a suspension ends its sessions.
  func restrict(_ user: UserID, _ restriction: Restriction) throws
  /// False when the account has no such restriction.
  func lift(_ kind: Restriction.Kind, from user: UserID) throws -> Bool
  /// The post at the first position, deleted or not; nil where there is none, as after a merge.
  func openingPost(of thread: ThreadID) throws -> PostID?
}
