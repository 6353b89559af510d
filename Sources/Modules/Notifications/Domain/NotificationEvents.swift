public import ForumKernel

/// Somebody was notified; their other devices hear of it by this.
public struct NotificationCreated: DomainEvent {
  public static let type = "notifications.notification.created"
  public static let aggregate = "user"
  public let userID: UserID
  public let notificationID: NotificationID
  public let kind: String
  public let threadID: RawID
  public let postID: RawID
  public let commentID: RawID?
  public var aggregateID: RawID { userID.raw }

  init(_ notification: Notification) {
    userID = notification.recipient
    notificationID = notification.id
    kind = notification.kind.rawValue
    threadID = notification.threadID
    postID = notification.postID
    commentID = notification.commentID
  }

  enum CodingKeys: String, CodingKey {
    case kind
    case userID = "user_id"
    case notificationID = "notification_id"
    case threadID = "thread_id"
    case postID = "post_id"
    case commentID = "comment_id"
  }
}

/// Somebody read some of their notifications.
public struct NotificationsRead: DomainEvent {
  public static let type = "notifications.notification.read"
  public static let aggregate = "user"
  public let userID: UserID
  /// How many were unread until now.
  public let count: Int64
  public var aggregateID: RawID { userID.raw }

  enum CodingKeys: String, CodingKey {
    case count
    case userID = "user_id"
  }
}
