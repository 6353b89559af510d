public import ForumKernel

/// The public face of an account.
public struct AuthorView: Sendable, Equatable, Codable {
  public let id: UserID
  public let handle: String
  public let displayName: String

  public init(id: UserID, handle: String, displayName: String) {
    self.id = id
    self.handle = handle
    self.displayName = displayName
  }

  /// The signed-in user as an author; nil for visitors.
  public init?(_ principal: Principal) {
    guard let id = principal.userID, let handle = principal.handle else { return nil }
    self.init(id: id, handle: handle, displayName: principal.displayName ?? handle)
  }
}

/// A category with the number of its visible threads.
public struct CategoryView: Sendable, Equatable, Codable {
  public let category: Category
  public let threadCount: Int64

  public init(category: Category, threadCount: Int64) {
    self.category = category
    self.threadCount = threadCount
  }
}

/// A thread with its author (nil after erasure).
public struct ThreadView: Sendable, Equatable, Codable {
  public let thread: ForumThread
  public let author: AuthorView?
  /// Visible posts of others that the reader has not read, a hundred at most; nil where nobody in particular reads.
  public var unread: Int64?
  /// When it will be seen by all; nil where it is, and where it waits for something else.
  public var publishAt: Timestamp?

  enum CodingKeys: String, CodingKey { case thread, author, publishAt }

  public init(thread: ForumThread, author: AuthorView?) {
    self.thread = thread
    self.author = author
  }
}

/// A post with its author (nil after erasure) and its attachments.
public struct PostView: Sendable, Equatable, Codable {
  public private(set) var post: Post
  public let author: AuthorView?
  /// In the order in which they are shown.
  public private(set) var attachments: [AttachmentView]
  /// The reader ignores its author, and its text is left out.
  public private(set) var isIgnored = false

  enum CodingKeys: String, CodingKey { case post, author, attachments }

  /// Also what was stored before there were attachments.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    post = try values.decode(Post.self, forKey: .post)
    author = try values.decodeIfPresent(AuthorView.self, forKey: .author)
    attachments = try values.decodeIfPresent([AttachmentView].self, forKey: .attachments) ?? []
  }

  func withoutText() -> PostView {
    var view = self
    view.attachments = []
    view.post.content = PostContent(body: "", format: post.content.format, html: "")
    view.isIgnored = true
    return view
  }

  public init(post: Post, author: AuthorView?, attachments: [AttachmentView] = []) {
    self.post = post
    self.author = author
    self.attachments = attachments
  }
}

/// What was done with a thread, and by whom (nil after erasure).
public struct ThreadOperationView: Sendable, Equatable {
  public let operation: ThreadOperation
  public let actor: AuthorView?

  public init(operation: ThreadOperation, actor: AuthorView?) {
    self.operation = operation
    self.actor = actor
  }
}

/// What a post said, with who wrote it so (nil after erasure).
public struct RevisionView: Sendable, Equatable {
  public let revision: PostRevision
  public let editor: AuthorView?

  public init(revision: PostRevision, editor: AuthorView?) {
    self.revision = revision
    self.editor = editor
  }
}

/// A comment with its author; nil after erasure and on tombstones.
public struct CommentView: Sendable, Equatable, Codable {
  public private(set) var comment: Comment
  public let author: AuthorView?
  /// The reader ignores its author, and its text is left out.
  public private(set) var isIgnored = false

  enum CodingKeys: String, CodingKey { case comment, author }

  func withoutText() -> CommentView {
    var view = self
    view.comment.content = PostContent(body: "", format: comment.content.format, html: "")
    view.isIgnored = true
    return view
  }

  public init(comment: Comment, author: AuthorView?) {
    self.comment = comment
    self.author = author
  }
}

/// One person's reaction to a post.
public struct ReactionView: Sendable, Equatable {
  public let kind: String
  public let user: AuthorView
  public let createdAt: Timestamp

  public init(kind: String, user: AuthorView, createdAt: Timestamp) {
    self.kind = kind
    self.user = user
    self.createdAt = createdAt
  }
}

/// A tag with the number of visible threads that carry it.
public struct TagView: Sendable, Equatable {
  public let tag: String
  public let threadCount: Int64

  public init(tag: String, threadCount: Int64) {
    self.tag = tag
    self.threadCount = threadCount
  }
}
