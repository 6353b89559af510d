public import ForumKernel

/// The post or comment that a case is about.
public struct CaseSubject: Sendable, Hashable {
  public let threadID: ThreadID
  /// The post itself, or the one that the comment is under.
  public let postID: PostID
  public let commentID: CommentID?

  public init(threadID: ThreadID, postID: PostID, commentID: CommentID? = nil) {
    self.threadID = threadID
    self.postID = postID
    self.commentID = commentID
  }

  public init(_ post: Post) { self.init(threadID: post.threadID, postID: post.id) }
  public init(_ comment: Comment) { self.init(threadID: comment.threadID, postID: comment.postID, commentID: comment.id) }

  public var id: RawID { commentID?.raw ?? postID.raw }

  /// For the audit log: `post:<id>`.
  var target: String { commentID.map { "comment:\($0)" } ?? "post:\(postID)" }
}
