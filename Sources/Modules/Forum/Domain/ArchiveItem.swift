public import ForumKernel

/// One thing of a forum's or a mailing list's archive, as it comes in and goes out. Ids are those of the place it came from.
public enum ArchiveItem: Sendable, Equatable, Codable {
  case author(ArchiveAuthor)
  case board(ArchiveBoard)
  case message(ArchiveMessage)
  case comment(ArchiveComment)
  case vote(ArchiveVote)
}

/// Who wrote something.
public struct ArchiveAuthor: Sendable, Equatable, Codable {
  /// Tells authors of one name apart.
  public let id: String
  public let name: String

  public init(id: String, name: String) {
    self.id = id
    self.name = name
  }
}

/// A category, also one that nothing is in.
public struct ArchiveBoard: Sendable, Equatable, Codable {
  /// What messages call it.
  public let id: String
  public let name: String
  /// Its address; nil: made from the name.
  public let slug: String?
  public let description: String

  public init(id: String, name: String, slug: String?, description: String) {
    self.id = id
    self.name = name
    self.slug = slug
    self.description = description
  }
}

/// What somebody wrote.
public struct ArchiveText: Sendable, Equatable, Codable {
  public let body: String
  public let format: BodyFormat

  public init(body: String, format: BodyFormat) {
    self.body = body
    self.format = format
  }
}

/// A thread's opening text or an answer.
public struct ArchiveMessage: Sendable, Equatable, Codable {
  public let id: String
  public let board: String
  /// What the board's category is called when it is new; nil: like the board.
  public var boardName: String?
  /// The thread it belongs to; nil: that of the nearest message in `parents`, and a thread of its own as long as none of them is there.
  public let threadID: String?
  /// The message answered, and then those before it; empty for an opening text.
  public let parents: [String]
  /// nil when nobody knows any more.
  public let author: ArchiveAuthor?
  public let postedAt: Timestamp
  /// The title of a thread that it opens.
  public let subject: String
  /// Of a thread that it opens; those that are none here are left out.
  public let tags: [String]
  public let text: ArchiveText
  public var editedAt: Timestamp?
  /// Of a thread that it opens.
  public var isLocked = false
  public var isPinned = false

  public init(
    id: String, board: String, boardName: String? = nil, threadID: String?, parents: [String], author: ArchiveAuthor?, postedAt: Timestamp,
    subject: String, tags: [String], text: ArchiveText
  ) {
    self.id = id
    self.board = board
    self.boardName = boardName
    self.threadID = threadID
    self.parents = parents
    self.author = author
    self.postedAt = postedAt
    self.subject = subject
    self.tags = tags
    self.text = text
  }
}

/// Small talk under a post.
public struct ArchiveComment: Sendable, Equatable, Codable {
  public let id: String
  public let board: String
  /// The thread that it is in, for those who read the archive; an import goes by the parent.
  public let threadID: String?
  /// The post or comment it is under.
  public let parentID: String
  public let author: ArchiveAuthor?
  public let postedAt: Timestamp
  public let text: ArchiveText
  public var editedAt: Timestamp?

  public init(
    id: String, board: String, threadID: String?, parentID: String, author: ArchiveAuthor?, postedAt: Timestamp, text: ArchiveText
  ) {
    self.id = id
    self.board = board
    self.threadID = threadID
    self.parentID = parentID
    self.author = author
    self.postedAt = postedAt
    self.text = text
  }
}

/// A reaction of somebody who is not named.
public struct ArchiveVote: Sendable, Equatable, Codable {
  public let id: String
  public let postID: String
  /// One of `ForumLimits.reactionKinds`.
  public let kind: String

  public init(id: String, postID: String, kind: String) {
    self.id = id
    self.postID = postID
    self.kind = kind
  }
}
