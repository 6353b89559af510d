public import ForumKernel

/// What a reader has with one thread.
public struct ThreadAttention: Sendable, Equatable {
  public let threadID: ThreadID
  /// Up to which position it was read; 0 when it was never opened.
  public let readPosition: Int64
  /// Visible posts of others after that, a hundred at most.
  public let unread: Int64
  /// What the reader said about the thread itself, if anything.
  public let threadLevel: WatchLevel?
  /// What the reader said about its category, if anything.
  public let categoryLevel: WatchLevel?
  /// Its posts that the reader marked, in order.
  public let bookmarkedPosts: [PostID]
  /// What counts.
  public var level: WatchLevel { threadLevel ?? categoryLevel ?? .normal }

  public init(
    threadID: ThreadID, readPosition: Int64, unread: Int64, threadLevel: WatchLevel?, categoryLevel: WatchLevel?, bookmarkedPosts: [PostID]
  ) {
    self.threadID = threadID
    self.readPosition = readPosition
    self.unread = unread
    self.threadLevel = threadLevel
    self.categoryLevel = categoryLevel
    self.bookmarkedPosts = bookmarkedPosts
  }
}

/// How much a reader wants to hear of a category.
public struct CategoryWatch: Sendable, Equatable {
  public let categoryID: CategoryID
  public let name: String
  public let level: WatchLevel

  public init(categoryID: CategoryID, name: String, level: WatchLevel) {
    self.categoryID = categoryID
    self.name = name
    self.level = level
  }
}

public enum BookmarkTag {}
public typealias BookmarkID = ID<BookmarkTag>

/// A post that a reader marked, with what a list shows of it.
public struct BookmarkView: Sendable, Equatable {
  public let id: BookmarkID
  public let postID: PostID
  public let threadID: ThreadID
  public let threadTitle: String
  public let position: Int64
  /// Of the post; nil when the account is gone.
  public let author: AuthorView?
  /// The beginning of what the post says, as its author wrote it.
  public let excerpt: String
  public let note: String
  public let createdAt: Timestamp
  public let updatedAt: Timestamp

  public init(
    id: BookmarkID, postID: PostID, threadID: ThreadID, threadTitle: String, position: Int64, author: AuthorView?, excerpt: String, note: String,
    createdAt: Timestamp, updatedAt: Timestamp
  ) {
    self.id = id
    self.postID = postID
    self.threadID = threadID
    self.threadTitle = threadTitle
    self.position = position
    self.author = author
    self.excerpt = excerpt
    self.note = note
    self.createdAt = createdAt
    self.updatedAt = updatedAt
  }
}
