public import ForumKernel

public enum NotificationTag {}
public typealias NotificationID = ID<NotificationTag>

/// Tells somebody what happened that concerns them.
public struct Notification: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    /// A post in a thread that the recipient opened, or in answer to a post of theirs.
    case reply
    /// A comment on a post of theirs, or in answer to a comment of theirs.
    case comment
    /// The recipient was named by their handle.
    case mention
    /// Something new in what the recipient watches.
    case watched
    /// A moderator, or the reports of others, did something about what the recipient wrote.
    case moderated
    /// A moderator decided about what the recipient had reported.
    case flagSettled = "flag_settled"
  }

  /// What was decided, for the two kinds that tell of it.
  public struct Notice: Sendable, Equatable {
    /// `hide`, `delete`, `warn`, `silence`, `suspend`, `approve`, `dismiss`, `auto_hide`.
    public let action: String
    /// What the moderator wrote to those concerned.
    public let note: String?
    /// When a silence or suspension ends.
    public let until: Timestamp?

    public init(action: String, note: String?, until: Timestamp?) {
      self.action = action
      self.note = note
      self.until = until
    }
  }

  public let id: NotificationID
  public let recipient: UserID
  public let kind: Kind
  public let threadID: RawID
  public let postID: RawID
  public let commentID: RawID?
  /// Who did it; nil for moderators, who act for the forum.
  public let actor: UserID?
  public let notice: Notice?
  public let createdAt: Timestamp
  public let readAt: Timestamp?

  public init(
    id: NotificationID, recipient: UserID, kind: Kind, threadID: RawID, postID: RawID, commentID: RawID?, actor: UserID?, notice: Notice? = nil,
    createdAt: Timestamp, readAt: Timestamp?
  ) {
    self.id = id
    self.recipient = recipient
    self.kind = kind
    self.threadID = threadID
    self.postID = postID
    self.commentID = commentID
    self.actor = actor
    self.notice = notice
    self.createdAt = createdAt
    self.readAt = readAt
  }
}
