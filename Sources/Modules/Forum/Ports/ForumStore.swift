public import ForumKernel

/// Where the forum's aggregates live. Every method is scoped to one tenant; another tenant's id is as unknown as a made-up one.
public protocol ForumStore: Sendable {
  /// Loads, decides, saves and emits in one durable SERIALIZABLE transaction; `body` cannot await and may run twice.
  func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any ForumTransaction) throws -> Result
  ) async throws -> Result
}

/// What a write body may load and save. Loads return deleted rows too: the use case decides what they mean.
public protocol ForumTransaction: TransactionContext {
  func category(_ id: CategoryID) throws -> Category?
  /// The one of this address, deleted ones excluded.
  func category(slug: String) throws -> Category?
  func categoryCount() throws -> Int64
  func insert(_ category: Category) throws
  func update(_ category: Category) throws
  /// Visible threads came to (`delta` > 0) or left the category; its version stays.
  func addToThreadCount(_ delta: Int64, of category: CategoryID) throws
  /// Throws `conflict` (`category_not_empty`) while it holds threads, deleted ones included.
  func delete(_ category: Category) throws

  func thread(_ id: ThreadID) throws -> ForumThread?
  func insert(_ thread: ForumThread) throws
  /// Everything but the tags.
  func update(_ thread: ForumThread) throws
  /// What a post changes when it comes or goes: counts, next position and time of the last post. By far the most frequent change.
  func updateActivity(of thread: ForumThread) throws
  func replaceTags(of thread: ForumThread) throws

  func post(_ id: PostID) throws -> Post?
  func insert(_ post: Post) throws
  func update(_ post: Post) throws

  func comment(_ id: CommentID) throws -> Comment?
  func insert(_ comment: Comment) throws
  func update(_ comment: Comment) throws

  /// False when that person had reacted so before.
  func addReaction(_ kind: String, to post: PostID, by user: UserID) throws -> Bool
  /// False when there was no such reaction.
  func removeReaction(_ kind: String, from post: PostID, by user: UserID) throws -> Bool

  /// The id that the record of this external id became, when it was imported before.
  func imported(_ kind: ImportedKind, source: String, externalID: String) throws -> RawID?
  func rememberImport(_ kind: ImportedKind, source: String, externalID: String, as id: RawID) throws
  /// The account of an imported author, made without credentials when it is new; its handle is derived from `name`.
  func importedAuthor(source: String, externalID: String, name: String) throws -> UserID
}

/// What an import maps from external ids.
public enum ImportedKind: String, Sendable { case category, thread, post }
