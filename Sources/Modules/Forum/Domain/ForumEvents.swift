public import ForumKernel

/// What happens in a thread; the thread is the aggregate, so its events are in order.
public protocol ThreadEvent: DomainEvent {
  var threadID: ThreadID { get }
}

extension ThreadEvent {
  public static var aggregate: String { "thread" }
  public var aggregateID: RawID { threadID.raw }
}

public struct ThreadCreated: ThreadEvent {
  public static let type = "forum.thread.created"
  public let threadID: ThreadID
  public let categoryID: CategoryID

  enum CodingKeys: String, CodingKey {
    case threadID = "thread_id"
    case categoryID = "category_id"
  }
}

/// Title, tags, category, lock, pin, deletion or restoration; `change` says which.
public struct ThreadChanged: ThreadEvent {
  public enum Change: String, Codable, Sendable { case edited, locked, unlocked, pinned, unpinned, deleted, restored }

  public static let type = "forum.thread.changed"
  public let threadID: ThreadID
  public let categoryID: CategoryID
  public let change: Change
  /// Where it was before it was moved; nil where it was not, and in events that older versions wrote.
  public var fromCategoryID: CategoryID?

  enum CodingKeys: String, CodingKey {
    case change
    case threadID = "thread_id"
    case categoryID = "category_id"
    case fromCategoryID = "from_category_id"
  }
}

public struct PostCreated: ThreadEvent {
  public static let type = "forum.post.created"
  public let threadID: ThreadID
  public let postID: PostID
  public let replyToID: PostID?
  public let position: Int64
  /// Where the thread was then; nil in events that older versions wrote.
  public let categoryID: CategoryID?

  enum CodingKeys: String, CodingKey {
    case position
    case threadID = "thread_id"
    case postID = "post_id"
    case replyToID = "reply_to_id"
    case categoryID = "category_id"
  }

  /// Written by hand: it is by far the most frequent event, and the encoder takes longer than the row that holds it.
  public var json: [UInt8] {
    var text = "{"
    if let categoryID { text += #""category_id":"\#(categoryID)","# }
    text += #""position":\#(position),"post_id":"\#(postID)","#
    if let replyToID { text += #""reply_to_id":"\#(replyToID)","# }
    return Array((text + #""thread_id":"\#(threadID)"}"#).utf8)
  }
}

public struct PostEdited: ThreadEvent {
  public static let type = "forum.post.edited"
  public let threadID: ThreadID
  public let postID: PostID

  enum CodingKeys: String, CodingKey {
    case threadID = "thread_id"
    case postID = "post_id"
  }
}

public struct PostDeleted: ThreadEvent {
  public static let type = "forum.post.deleted"
  public let threadID: ThreadID
  public let postID: PostID

  enum CodingKeys: String, CodingKey {
    case threadID = "thread_id"
    case postID = "post_id"
  }
}

public struct PostRestored: ThreadEvent {
  public static let type = "forum.post.restored"
  public let threadID: ThreadID
  public let postID: PostID

  enum CodingKeys: String, CodingKey {
    case threadID = "thread_id"
    case postID = "post_id"
  }
}

public struct CommentCreated: ThreadEvent {
  public static let type = "forum.comment.created"
  public let threadID: ThreadID
  public let postID: PostID
  public let commentID: CommentID
  public let parentID: CommentID?

  enum CodingKeys: String, CodingKey {
    case threadID = "thread_id"
    case postID = "post_id"
    case commentID = "comment_id"
    case parentID = "parent_id"
  }
}

public struct CommentEdited: ThreadEvent {
  public static let type = "forum.comment.edited"
  public let threadID: ThreadID
  public let postID: PostID
  public let commentID: CommentID

  enum CodingKeys: String, CodingKey {
    case threadID = "thread_id"
    case postID = "post_id"
    case commentID = "comment_id"
  }
}

public struct CommentDeleted: ThreadEvent {
  public static let type = "forum.comment.deleted"
  public let threadID: ThreadID
  public let postID: PostID
  public let commentID: CommentID

  enum CodingKeys: String, CodingKey {
    case threadID = "thread_id"
    case postID = "post_id"
    case commentID = "comment_id"
  }
}

public struct CommentRestored: ThreadEvent {
  public static let type = "forum.comment.restored"
  public let threadID: ThreadID
  public let postID: PostID
  public let commentID: CommentID

  enum CodingKeys: String, CodingKey {
    case threadID = "thread_id"
    case postID = "post_id"
    case commentID = "comment_id"
  }
}

public struct ReactionAdded: ThreadEvent {
  public static let type = "forum.reaction.added"
  public let threadID: ThreadID
  public let postID: PostID
  public let kind: String

  enum CodingKeys: String, CodingKey {
    case kind
    case threadID = "thread_id"
    case postID = "post_id"
  }
}

public struct ReactionRemoved: ThreadEvent {
  public static let type = "forum.reaction.removed"
  public let threadID: ThreadID
  public let postID: PostID
  public let kind: String

  enum CodingKeys: String, CodingKey {
    case kind
    case threadID = "thread_id"
    case postID = "post_id"
  }
}

/// A category was made, changed or deleted.
public struct CategoryChanged: DomainEvent {
  public enum Change: String, Codable, Sendable { case created, edited, deleted }

  public static let type = "forum.category.changed"
  public static let aggregate = "category"
  public let categoryID: CategoryID
  public let change: Change
  public var aggregateID: RawID { categoryID.raw }

  enum CodingKeys: String, CodingKey {
    case change
    case categoryID = "category_id"
  }
}
