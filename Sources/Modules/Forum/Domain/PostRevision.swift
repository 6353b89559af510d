public import ForumKernel

/// What a post said from a moment on.
public struct PostRevision: Sendable, Equatable {
  public let postID: PostID
  /// The post's version with this text; versions of which only the state changed have no revision.
  public let version: Int64
  /// Who wrote it so; nil after erasure.
  public let editorID: UserID?
  public let content: PostContent
  public let createdAt: Timestamp

  public init(postID: PostID, version: Int64, editorID: UserID?, content: PostContent, createdAt: Timestamp) {
    self.postID = postID
    self.version = version
    self.editorID = editorID
    self.content = content
    self.createdAt = createdAt
  }

  /// The text that a post has now.
  public init(_ post: Post, by editor: UserID?) {
    self.init(postID: post.id, version: post.version, editorID: editor, content: post.content, createdAt: post.editedAt ?? post.createdAt)
  }
}
