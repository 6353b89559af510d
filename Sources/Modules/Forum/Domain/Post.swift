public import ForumKernel

public enum PostTag {}
public typealias PostID = ID<PostTag>

/// One contribution to a thread, at a fixed position.
public struct Post: Sendable, Equatable, Codable {
  public let id: PostID
  public let threadID: ThreadID
  /// The post it answers; in the same thread, unless one of the two was moved out of it.
  public let replyToID: PostID?
  /// nil after erasure.
  public let authorID: UserID?
  public var content: PostContent
  /// 1 is the thread's opening text.
  public let position: Int64
  public var reactions: ReactionCounts
  /// Visible comments.
  public var commentCount: Int64
  public let createdAt: Timestamp
  public var editedAt: Timestamp?
  public var deletedAt: Timestamp?
  public var version: Int64

  public init(
    id: PostID, threadID: ThreadID, replyToID: PostID?, authorID: UserID?, content: PostContent, position: Int64, reactions: ReactionCounts,
    commentCount: Int64, createdAt: Timestamp, editedAt: Timestamp?, deletedAt: Timestamp?, version: Int64
  ) {
    self.id = id
    self.threadID = threadID
    self.replyToID = replyToID
    self.authorID = authorID
    self.content = content
    self.position = position
    self.reactions = reactions
    self.commentCount = commentCount
    self.createdAt = createdAt
    self.editedAt = editedAt
    self.deletedAt = deletedAt
    self.version = version
  }

  public var isOpening: Bool { position == 1 }

  public mutating func edit(_ content: PostContent, now: Timestamp) {
    self.content = content
    editedAt = now
    version += 1
  }

  public mutating func setDeleted(_ isDeleted: Bool, now: Timestamp) {
    deletedAt = isDeleted ? now : nil
    version += 1
  }
}

/// What an author wrote, with the HTML that is safe to show.
public struct PostContent: Sendable, Equatable, Codable {
  public let body: String
  public let format: BodyFormat
  public let html: String

  public init(body: String, format: BodyFormat, html: String) {
    self.body = body
    self.format = format
    self.html = html
  }
}

/// How many people reacted to a post, by kind; kinds without any are absent.
public struct ReactionCounts: Sendable, Equatable, Codable {
  public private(set) var counts: [String: Int64]

  public static let none = ReactionCounts(counts: [:])

  public init(counts: [String: Int64]) { self.counts = counts }

  public mutating func add(_ delta: Int64, to kind: String) {
    let count = counts[kind, default: 0] + delta
    counts[kind] = count > 0 ? count : nil
  }
}
