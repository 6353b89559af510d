public import ForumKernel

/// Where notifications live.
public protocol NotificationStore: Sendable {
  /// Loads, decides, saves and emits in one durable SERIALIZABLE transaction; `body` cannot await and may run twice.
  func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any NotificationTransaction) throws -> Result
  ) async throws -> Result
  /// Where the consumer of this name stands.
  func position(of consumer: String) async throws -> StreamPosition?
  /// Newest first; none about what is outside the scope.
  func notifications(of user: UserID, _ scope: ReadScope, unreadOnly: Bool, _ page: PageRequest) async throws -> Page<NotificationView>
  /// As many as `notifications` shows of those that are unread.
  func unreadCount(of user: UserID, _ scope: ReadScope) async throws -> Int64
  /// Those of whoever said nothing, when there are none.
  func preferences(of user: UserID, _ tenant: TenantID) async throws -> NotificationPreferences
  /// Of all tenants, those that wait longest first.
  func digestsDue(until moment: Timestamp, limit: Int) async throws -> [DueDigest]
}

public protocol NotificationTransaction: ConsumerTransaction {
  /// Adds one, whatever there is: who may have been told before is for `wasTold` to say.
  func insert(_ notification: Notification) throws
  /// Those of `user` with these ids, or all; the number that changed.
  func markRead(_ ids: [NotificationID]?, of user: UserID) throws -> Int64
  /// Who wrote the post, the post it answers and its thread; nil when no such post can be seen.
  func participants(ofPost id: RawID) throws -> PostParticipants?
  /// Whom a decision of a moderator concerns; nil when there is no such decision.
  func parties(ofDecision id: RawID) throws -> DecisionParties?
  /// Who wrote the comment and the comment it answers; nil when no such comment can be seen.
  func participants(ofComment id: RawID) throws -> CommentParticipants?
  /// The active account of this handle, which is in small letters.
  func mentioned(_ handle: String) throws -> UserID?
  /// False when `user` wants nothing of this kind, mutes the thread, or ignores the author.
  func wants(_ user: UserID, _ kind: Notification.Kind, of place: NewsPlace, from author: UserID) throws -> Bool
  /// `digestDueAt` counts where the digest changes.
  func put(_ preferences: NotificationPreferences, of user: UserID, digestDueAt: Timestamp?) throws
  /// Turns the digest off; nothing happens for whoever set no preferences.
  func endDigest(of user: UserID) throws
  /// Does nothing when it is not due at `from` any more.
  func moveDigest(of user: UserID, from: Timestamp, to next: Timestamp) throws
  /// Who watches, wants to hear of it and does not ignore the author, in the order of their ids. Those of the category are without whoever said something about the thread.
  func watchers(of place: NewsPlace, from author: UserID, _ source: WatchSource, after user: UserID?, limit: Int) throws -> [UserID]
  /// Whether `user` was notified of this post or comment, by whatever reason.
  func wasTold(_ user: UserID, of place: NewsPlace) throws -> Bool
}

/// What somebody watches.
public enum WatchSource: Sendable, CaseIterable { case thread, category }

/// A notification with what a list shows of its thread and of who acted.
public struct NotificationView: Sendable {
  public let notification: Notification
  public let threadTitle: String
  public let actorHandle: String?

  public init(notification: Notification, threadTitle: String, actorHandle: String?) {
    self.notification = notification
    self.threadTitle = threadTitle
    self.actorHandle = actorHandle
  }
}

public struct PostParticipants: Sendable {
  public let author: UserID?
  public let answeredAuthor: UserID?
  public let threadAuthor: UserID?
  /// Somebody watches the thread or its category.
  public let isWatched: Bool
  public let place: NewsPlace

  public init(author: UserID?, answeredAuthor: UserID?, threadAuthor: UserID?, isWatched: Bool, place: NewsPlace) {
    self.place = place
    self.isWatched = isWatched
    self.author = author
    self.answeredAuthor = answeredAuthor
    self.threadAuthor = threadAuthor
  }
}

public struct CommentParticipants: Sendable {
  public let author: UserID?
  public let answeredAuthor: UserID?
  public let postAuthor: UserID?
  public let place: NewsPlace

  public init(author: UserID?, answeredAuthor: UserID?, postAuthor: UserID?, place: NewsPlace) {
    self.place = place
    self.author = author
    self.answeredAuthor = answeredAuthor
    self.postAuthor = postAuthor
  }
}

/// Whom a decision concerns, and what was written to them.
public struct DecisionParties: Sendable {
  /// Of the content.
  public let author: UserID?
  /// Whose reports it settled.
  public let reporters: [UserID]
  public let note: String?
  public let until: Timestamp?

  public init(author: UserID?, reporters: [UserID], note: String?, until: Timestamp?) {
    self.author = author
    self.reporters = reporters
    self.note = note
    self.until = until
  }
}
