public import ForumKernel

/// Reads for pages and answers. Sees what was committed, and only what is visible: no deleted thread, post or category, and none outside the scope.
public protocol ForumReader: Sendable {
  /// All, by name.
  func categories(_ scope: ReadScope) async throws -> [CategoryView]
  /// nil for one that is not there or is outside the scope.
  func category(_ id: CategoryID, _ scope: ReadScope) async throws -> CategoryView?
  /// Newest first by `order`; pages neither repeat nor skip a thread, also when threads move up meanwhile.
  func threads(_ scope: ReadScope, _ query: ThreadQuery, _ page: PageRequest) async throws -> Page<ThreadView>
  /// Oldest first by creation; for walks over everything. A page that is empty is the end.
  func threadsByAge(_ tenant: TenantID, _ page: PageRequest) async throws -> [ThreadView]
  /// nil for one that is deleted, held back or outside the scope, or that never was.
  func thread(_ id: ThreadID, _ scope: ReadScope) async throws -> ThreadView?
  /// How a thread was moved, merged and split, newest first; deleted threads too.
  func operations(on thread: ThreadID, _ scope: ReadScope, _ page: PageRequest) async throws -> Page<ThreadOperationView>
  /// In order of position.
  func posts(of thread: ThreadID, _ scope: ReadScope, _ page: PageRequest) async throws -> Page<PostView>
  /// With its attachments; nil when the post or its thread cannot be seen.
  func post(_ id: PostID, _ scope: ReadScope) async throws -> PostView?
  /// What an edited post said, newest first by version; nothing for one that was never edited.
  func revisions(of post: PostID, _ scope: ReadScope, _ page: PageRequest) async throws -> Page<RevisionView>
  /// What a post said in one of its versions.
  func revision(of post: PostID, version: Int64, _ scope: ReadScope) async throws -> PostRevision?
  /// Oldest first, tombstones included where they have children.
  func comments(of post: PostID, _ scope: ReadScope, _ page: PageRequest) async throws -> Page<CommentView>
  /// nil when the comment, its post or its thread cannot be seen: tombstones are in lists alone.
  func comment(_ id: CommentID, _ scope: ReadScope) async throws -> CommentView?
  /// Oldest first.
  func reactions(to post: PostID, _ scope: ReadScope, _ page: PageRequest) async throws -> Page<ReactionView>
  /// Most used first, at most `limit`.
  func tags(_ scope: ReadScope, limit: Int) async throws -> [TagView]
  /// What the search index should hold for these posts and comments; absent ids are not visible.
  func searchSources(posts: [PostID], comments: [CommentID], _ tenant: TenantID) async throws -> [SearchSource]
  /// The ids of all posts and comments of a thread, deleted ones too, for changes that touch all of them.
  func contents(of thread: ThreadID, _ tenant: TenantID) async throws -> (posts: [PostID], comments: [CommentID])
  /// The ids of all comments on a post, deleted ones too.
  func commentIDs(of post: PostID, _ tenant: TenantID) async throws -> [CommentID]
  /// All visible posts and comments of all tenants in id order, for filling an index anew: at most `limit` after `id`.
  func searchSources(after id: RawID?, limit: Int) async throws -> [SearchSource]
}

/// Which threads, in which order.
public struct ThreadQuery: Sendable, Hashable {
  public enum Order: String, Sendable, CaseIterable {
    /// By the last post.
    case activity
    /// By creation.
    case created
  }

  /// What a reader's own marks pick out.
  public enum Filter: String, Sendable, CaseIterable {
    /// With unread posts, and not muted.
    case unread
    /// That the reader watches or tracks.
    case watched
  }

  public var category: CategoryID?
  public var tag: String?
  public var pinned: Bool?
  public var order: Order
  /// Goes with a category, by activity alone, and needs a reader.
  public var filter: Filter?
  /// Only what moved (by activity) or was opened (by creation) after this moment.
  public var since: Timestamp?

  public init(
    category: CategoryID? = nil, tag: String? = nil, pinned: Bool? = nil, order: Order = .activity, filter: Filter? = nil, since: Timestamp? = nil
  ) {
    self.category = category
    self.tag = tag
    self.pinned = pinned
    self.order = order
    self.filter = filter
    self.since = since
  }
}

/// A post or comment before its markup is taken off.
public struct SearchSource: Sendable {
  public let tenant: TenantID
  public let id: RawID
  public let kind: SearchDocument.Kind
  public let threadID: ThreadID
  public let categoryID: CategoryID
  public let author: String?
  public let tags: TagSet
  /// The thread's title for its first post, else empty.
  public let title: String
  public let html: String
  public let createdAt: Timestamp

  public init(
    tenant: TenantID, id: RawID, kind: SearchDocument.Kind, threadID: ThreadID, categoryID: CategoryID, author: String?, tags: TagSet, title: String,
    html: String, createdAt: Timestamp
  ) {
    self.tenant = tenant
    self.id = id
    self.kind = kind
    self.threadID = threadID
    self.categoryID = categoryID
    self.author = author
    self.tags = tags
    self.title = title
    self.html = html
    self.createdAt = createdAt
  }
}
