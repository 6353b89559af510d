public import ForumKernel

/// Where something is being written. A person has one draft for each place.
public enum DraftPlace: Sendable, Hashable {
  /// A new thread in a category.
  case thread(CategoryID)
  /// A new post in a thread.
  case reply(ThreadID)
  /// Another text for a post.
  case edit(PostID)

  public static let kinds = ["thread", "reply", "edit"]

  /// `thread`, `reply` or `edit`.
  public var kind: String {
    switch self {
    case .thread: "thread"
    case .reply: "reply"
    case .edit: "edit"
    }
  }

  /// Of the category, the thread or the post.
  public var id: RawID {
    switch self {
    case .thread(let category): category.raw
    case .reply(let thread): thread.raw
    case .edit(let post): post.raw
    }
  }

  /// nil for a kind that is not known.
  public init?(kind: String, id: RawID) {
    switch kind {
    case "thread": self = .thread(ID(id))
    case "reply": self = .reply(ID(id))
    case "edit": self = .edit(ID(id))
    default: return nil
    }
  }
}

/// What was written so far. Lengths are checked at the edge; everything may be empty.
public struct DraftText: Sendable, Equatable {
  /// Of a new thread; empty elsewhere.
  public let title: String
  public let tags: TagSet
  public let body: String
  public let format: BodyFormat
  /// The post that a reply answers.
  public let replyToID: PostID?
  /// The version of the post from which an edit began.
  public let postVersion: Int64?

  public init(title: String = "", tags: TagSet = .none, body: String, format: BodyFormat, replyToID: PostID? = nil, postVersion: Int64? = nil) {
    self.title = title
    self.tags = tags
    self.body = body
    self.format = format
    self.replyToID = replyToID
    self.postVersion = postVersion
  }
}

/// What somebody has begun to write and not posted. Nobody else ever sees it.
public struct SavedDraft: Sendable, Equatable {
  public let userID: UserID
  public let place: DraftPlace
  public private(set) var text: DraftText
  public let createdAt: Timestamp
  public private(set) var updatedAt: Timestamp
  /// Begins with the moment of the first saving in milliseconds, so that no later draft of the place has the version of an earlier one.
  public private(set) var version: Int64

  public init(userID: UserID, place: DraftPlace, text: DraftText, createdAt: Timestamp, updatedAt: Timestamp, version: Int64) {
    self.userID = userID
    self.place = place
    self.text = text
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.version = version
  }

  public static func begin(_ text: DraftText, at place: DraftPlace, by user: UserID, now: Timestamp) -> SavedDraft {
    SavedDraft(userID: user, place: place, text: text, createdAt: now, updatedAt: now, version: now.milliseconds)
  }

  public mutating func save(_ text: DraftText, now: Timestamp) {
    self.text = text
    updatedAt = now
    version += 1
  }
}
