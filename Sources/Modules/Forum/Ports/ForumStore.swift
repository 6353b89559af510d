public import ForumKernel

/// Where the forum's aggregates live. Every method is scoped to one tenant; another tenant's id is as unknown as a made-up one.
public protocol ForumStore: Sendable {
  /// Loads, decides, saves and emits in one durable SERIALIZABLE transaction; `body` cannot await and may run twice.
  func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any ForumTransaction) throws -> Result
  ) async throws -> Result
}

/// What a write body may load and save. Loads return deleted rows too: the use case decides what they mean.
public protocol ForumTransaction: ModerationTransaction, AttentionTransaction, DraftTransaction, ScheduleTransaction, AttachmentTransaction {
  /// nil when there is none, as after `delete`.
  func category(_ id: CategoryID) throws -> Category?
  /// The one of this address; nil when there is none.
  func category(slug: String) throws -> Category?
  /// All of the tenant's; there is a limit.
  func categoryCount() throws -> Int64
  /// It begins without threads; its slug must be free.
  func insert(_ category: Category) throws
  /// Slug, name, description and version; its slug must be free.
  func update(_ category: Category) throws
  /// Visible threads came to (`delta` > 0) or left the category; its version stays.
  func addToThreadCount(_ delta: Int64, of category: CategoryID) throws
  /// Throws `conflict` (`category_not_empty`) while it holds threads, deleted ones included.
  func delete(_ category: Category) throws

  /// nil when there never was such a thread in the tenant.
  func thread(_ id: ThreadID) throws -> ForumThread?
  /// Threads of the tenant that are not deleted, in no order.
  func visibleThreads(limit: Int64) throws -> [ForumThread]
  /// With its tags. Throws `forbidden` (`quota_exhausted`) beyond the tenant's threads.
  func insert(_ thread: ForumThread) throws
  /// Everything but the tags.
  func update(_ thread: ForumThread) throws
  /// What a post changes when it comes or goes: counts, next position and time of the last post. By far the most frequent change.
  func updateActivity(of thread: ForumThread) throws
  /// The thread has the tags that it says, and no others.
  func replaceTags(of thread: ForumThread) throws

  /// nil when there never was such a post in the tenant.
  func post(_ id: PostID) throws -> Post?
  /// Its position must be free. Throws `forbidden` (`quota_exhausted`) beyond the tenant's posts or bytes.
  func insert(_ post: Post) throws
  /// All but where it hangs, who wrote it, and when. Throws `forbidden` (`quota_exhausted`) for a longer text beyond the tenant's bytes.
  func update(_ post: Post) throws

  /// Keeps what a post says in this version.
  func insert(_ revision: PostRevision) throws
  /// False for a post that was never edited.
  func hasRevisions(of post: PostID) throws -> Bool

  /// nil when there never was such a comment in the tenant.
  func comment(_ id: CommentID) throws -> Comment?
  /// Throws `forbidden` (`quota_exhausted`) beyond the tenant's bytes.
  func insert(_ comment: Comment) throws
  /// All but where it hangs, who wrote it, and when. Throws `forbidden` (`quota_exhausted`) for a longer text beyond the tenant's bytes.
  func update(_ comment: Comment) throws

  /// False when that person had reacted so before.
  func addReaction(_ kind: String, to post: PostID, by user: UserID) throws -> Bool
  /// False when there was no such reaction.
  func removeReaction(_ kind: String, from post: PostID, by user: UserID) throws -> Bool

  /// Where a post hangs, without its text.
  func place(of post: PostID) throws -> PostPlace?
  /// From now on `post` answers `parent`, in the same thread; its version stays.
  func setAnswered(_ parent: PostID, by post: PostID) throws
  /// Moves all posts and comments of `thread` into `target`, each `shift` positions further.
  func movePosts(of thread: ThreadID, to target: ThreadID, shift: Int64) throws

  /// Moves the posts behind the position `after`, up to `last`, with their comments, each `shift` positions further.
  func movePosts(of thread: ThreadID, after: Int64, through last: Int64, to target: ThreadID, shift: Int64) throws
  /// Moves one post with its comments to a position that is free.
  func move(_ post: PostID, to thread: ThreadID, position: Int64) throws
  /// What the visible posts of a thread add up to.
  func totals(of thread: ThreadID) throws -> ThreadTotals
  /// Keeps how to undo what was done; it begins as not undone.
  func insert(_ operation: ThreadOperation) throws
  /// Also one that was undone; nil when the tenant has none of this id.
  func operation(_ id: ThreadOperationID) throws -> ThreadOperation?
  /// What was done to a thread after an operation and is not undone, in no order.
  func actions(on thread: ThreadID, after operation: ThreadOperationID) throws -> [ThreadOperation.Action]
  /// Keeps its `undoneAt`, and nothing else.
  func markUndone(_ operation: ThreadOperation) throws

  /// The id that the record of this external id became, when it was imported before.
  func imported(_ kind: ImportedKind, source: String, externalID: String) throws -> RawID?
  /// What was remembered first stays: nothing happens for an external id that is known.
  func rememberImport(_ kind: ImportedKind, source: String, externalID: String, as id: RawID) throws
  /// The account of an imported author, made without credentials when it is new; its handle is derived from `name`.
  func importedAuthor(source: String, externalID: String, name: String) throws -> ImportedAuthor
  /// What became of an author whose account was erased; nil for all others. `digest` is that of `ErasedAuthor.word`.
  func erasedAuthor(externalID: String, digest: String) throws -> ErasedAuthor?
  /// Remembers that an imported post names a message that is not there; `distance` 0 is the one that it answers.
  func startAwaiting(_ externalID: String, source: String, by post: PostID, distance: Int64) throws
  /// The posts that wait for this message.
  func awaiting(_ externalID: String, source: String) throws -> [AwaitingPost]
  /// The post waits no longer for messages at this distance or further.
  func stopAwaiting(by post: PostID, from distance: Int64) throws
  /// Whether any tenant has something of this id.
  func isTaken(_ id: ThreadID) throws -> Bool
  /// Whether any tenant has a post of this id, deleted ones too.
  func isTaken(_ id: PostID) throws -> Bool
  /// Whether any tenant has a comment of this id, deleted ones too.
  func isTaken(_ id: CommentID) throws -> Bool
}

/// What an import maps from external ids.
public enum ImportedKind: String, Sendable { case author, category, thread, post, comment, vote }

/// The account of an imported author.
public struct ImportedAuthor: Sendable, Equatable {
  public let id: UserID
  /// What it is called, when it was made just now: the beginning of a name that is too long.
  public let newName: String?

  public init(id: UserID, newName: String? = nil) {
    self.id = id
    self.newName = newName
  }
}

/// Where a post hangs.
public struct PostPlace: Sendable, Equatable {
  public let id: PostID
  public let threadID: ThreadID
  public let replyToID: PostID?
  /// Whether it is the first post of its thread.
  public let isOpening: Bool

  public init(id: PostID, threadID: ThreadID, replyToID: PostID?, isOpening: Bool) {
    self.id = id
    self.threadID = threadID
    self.replyToID = replyToID
    self.isOpening = isOpening
  }
}

/// An imported post that names a message which was not there.
public struct AwaitingPost: Sendable, Equatable {
  public let post: PostID
  /// 0 for the message that it answers, 1 for the one before that, …
  public let distance: Int64

  public init(post: PostID, distance: Int64) {
    self.post = post
    self.distance = distance
  }
}

/// What the visible posts of a thread add up to.
public struct ThreadTotals: Sendable, Equatable {
  public let posts: Int64
  /// nil without posts.
  public let lastPostAt: Timestamp?
  /// Whether the first post is there.
  public let hasOpening: Bool

  public init(posts: Int64, lastPostAt: Timestamp?, hasOpening: Bool) {
    self.posts = posts
    self.lastPostAt = lastPostAt
    self.hasOpening = hasOpening
  }
}
