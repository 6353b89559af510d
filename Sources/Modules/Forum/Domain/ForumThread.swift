public import ForumKernel

public enum ThreadTag {}
public typealias ThreadID = ID<ThreadTag>

/// A discussion: a title, and posts in order; the first post is its opening text. Counts its visible posts.
public struct ForumThread: Sendable, Equatable, Codable {
  public let id: ThreadID
  public var categoryID: CategoryID
  public let authorID: UserID?
  public var title: String
  public var slug: String
  public var tags: TagSet
  public var isLocked: Bool
  public var isPinned: Bool
  /// Visible posts, the first included.
  public var postCount: Int64
  /// The position that the next post gets; positions are never given twice.
  public var nextPosition: Int64
  public var lastPostAt: Timestamp
  public private(set) var createdAt: Timestamp
  public var updatedAt: Timestamp
  public var deletedAt: Timestamp?
  public var version: Int64

  public init(
    id: ThreadID, categoryID: CategoryID, authorID: UserID?, title: String, slug: String, tags: TagSet, isLocked: Bool, isPinned: Bool,
    postCount: Int64, nextPosition: Int64, lastPostAt: Timestamp, createdAt: Timestamp, updatedAt: Timestamp, deletedAt: Timestamp?, version: Int64
  ) {
    self.id = id
    self.categoryID = categoryID
    self.authorID = authorID
    self.title = title
    self.slug = slug
    self.tags = tags
    self.isLocked = isLocked
    self.isPinned = isPinned
    self.postCount = postCount
    self.nextPosition = nextPosition
    self.lastPostAt = lastPostAt
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.deletedAt = deletedAt
    self.version = version
  }

  /// A thread without posts; its opening text follows by `append`.
  public static func open(id: ThreadID, in category: CategoryID, by author: UserID?, title: String, tags: TagSet, at now: Timestamp) -> ForumThread {
    ForumThread(
      id: id, categoryID: category, authorID: author, title: title, slug: Slug.make(from: title), tags: tags, isLocked: false, isPinned: false,
      postCount: 0, nextPosition: 1, lastPostAt: now, createdAt: now, updatedAt: now, deletedAt: nil, version: 1)
  }

  /// Throws `conflict` (`thread_locked`) unless the author moderates.
  public func requireOpen(for principal: Principal) throws(AppError) {
    if isLocked && !principal.may(.forumModerate) { throw AppError(.conflict, "thread_locked", "This thread is locked.") }
  }

  /// Places a post at the end. One that is held takes its position, and neither counts nor moves the thread.
  public mutating func append(
    _ content: PostContent, id: PostID, by author: UserID?, replyTo: PostID?, at time: Timestamp, isHeld: Bool = false
  ) -> Post {
    let post = Post(
      id: id, threadID: self.id, replyToID: replyTo, authorID: author, content: content, position: nextPosition, reactions: .none, commentCount: 0,
      createdAt: time, editedAt: nil, deletedAt: isHeld ? time : nil, version: 1)
    nextPosition += 1
    if !isHeld { count(post) }
    return post
  }

  /// A post of this thread can be seen from now on.
  mutating func count(_ post: Post) {
    postCount += 1
    lastPostAt = max(lastPostAt, post.createdAt)
  }

  /// What is nil stays.
  public mutating func change(title: String?, tags: TagSet?, category: CategoryID?, now: Timestamp) {
    if let title {
      self.title = title
      slug = Slug.make(from: title)
    }
    if let tags { self.tags = tags }
    if let category { categoryID = category }
    touch(now)
  }

  public mutating func setLocked(_ isLocked: Bool, now: Timestamp) {
    self.isLocked = isLocked
    touch(now)
  }

  public mutating func setPinned(_ isPinned: Bool, now: Timestamp) {
    self.isPinned = isPinned
    touch(now)
  }

  public mutating func setDeleted(_ isDeleted: Bool, now: Timestamp) {
    deletedAt = isDeleted ? now : nil
    touch(now)
  }

  /// Shows it for the first time, as one that begins now.
  public mutating func publish(now: Timestamp) {
    createdAt = now
    lastPostAt = now
    setDeleted(false, now: now)
  }

  private mutating func touch(_ now: Timestamp) {
    updatedAt = now
    version += 1
  }
}
