public import ForumKernel

public enum NotificationTag {}
public typealias NotificationID = ID<NotificationTag>

/// Tells somebody that another person answered.
public struct Notification: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// A post in a thread that the recipient opened, or in answer to a post of theirs.
    case reply
    /// A comment on a post of theirs, or in answer to a comment of theirs.
    case comment
  }

  public let id: NotificationID
  public let recipient: UserID
  public let kind: Kind
  public let threadID: RawID
  public let postID: RawID
  public let commentID: RawID?
  /// Who answered.
  public let actor: UserID?
  public let createdAt: Timestamp
  public let readAt: Timestamp?

  public init(
    id: NotificationID, recipient: UserID, kind: Kind, threadID: RawID, postID: RawID, commentID: RawID?, actor: UserID?, createdAt: Timestamp,
    readAt: Timestamp?
  ) {
    self.id = id
    self.recipient = recipient
    self.kind = kind
    self.threadID = threadID
    self.postID = postID
    self.commentID = commentID
    self.actor = actor
    self.createdAt = createdAt
    self.readAt = readAt
  }
}
