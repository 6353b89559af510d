public import ForumKernel

public enum CommentTag {}
public typealias CommentID = ID<CommentTag>

/// Small talk under a post, nested. A deleted or withheld comment stays as a tombstone as long as the tree needs it.
public struct Comment: Sendable, Equatable, Codable {
  public let id: CommentID
  public let threadID: ThreadID
  public let postID: PostID
  public let parentID: CommentID?
  /// 0 directly under the post.
  public let depth: Int64
  public let authorID: UserID?
  public var content: PostContent
  public let createdAt: Timestamp
  public var editedAt: Timestamp?
  public var deletedAt: Timestamp?
  public var version: Int64

  public init(
    id: CommentID, threadID: ThreadID, postID: PostID, parentID: CommentID?, depth: Int64, authorID: UserID?, content: PostContent,
    createdAt: Timestamp, editedAt: Timestamp?, deletedAt: Timestamp?, version: Int64
  ) {
    self.id = id
    self.threadID = threadID
    self.postID = postID
    self.parentID = parentID
    self.depth = depth
    self.authorID = authorID
    self.content = content
    self.createdAt = createdAt
    self.editedAt = editedAt
    self.deletedAt = deletedAt
    self.version = version
  }

  /// A comment under `post`, or under `parent` of the same post. Throws `invalid` when the parent belongs elsewhere or the tree is too deep.
  public static func under(
    _ post: Post, parent: Comment?, id: CommentID, by author: UserID?, content: PostContent, now: Timestamp, isHeld: Bool = false
  ) throws(AppError) -> Comment {
    if let parent {
      guard parent.postID == post.id else {
        throw AppError.validation([Fault("/parent_id", "not_allowed", "The comment answered belongs to another post.")])
      }
      guard parent.depth + 1 < ForumLimits.commentDepthMax else {
        throw AppError.validation([Fault("/parent_id", "too_deep", "Comments nest at most \(ForumLimits.commentDepthMax) deep.")])
      }
    }
    return Comment(
      id: id, threadID: post.threadID, postID: post.id, parentID: parent?.id, depth: parent.map { $0.depth + 1 } ?? 0, authorID: author,
      content: content, createdAt: now, editedAt: nil, deletedAt: isHeld ? now : nil, version: 1)
  }

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
