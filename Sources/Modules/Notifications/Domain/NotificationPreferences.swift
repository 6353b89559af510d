public import ForumKernel

/// What somebody wants to be told of. What moderators decide is told in any case.
public struct NotificationPreferences: Sendable, Equatable {
  /// How often what is unread comes by mail.
  public enum Digest: String, Sendable, CaseIterable {
    case off, daily, weekly

    /// nil: never.
    var periodSeconds: Int64? {
      switch self {
      case .off: nil
      case .daily: 86_400
      case .weekly: 7 * 86_400
      }
    }
  }

  public var reply: Bool
  public var comment: Bool
  public var mention: Bool
  public var watched: Bool
  public var digest: Digest

  /// Those of whoever said nothing: everything in the forum, nothing by mail.
  public init(reply: Bool = true, comment: Bool = true, mention: Bool = true, watched: Bool = true, digest: Digest = .off) {
    self.reply = reply
    self.comment = comment
    self.mention = mention
    self.watched = watched
    self.digest = digest
  }

  public func wants(_ kind: Notification.Kind) -> Bool {
    switch kind {
    case .reply: reply
    case .comment: comment
    case .mention: mention
    case .watched: watched
    case .moderated, .flagSettled: true
    }
  }
}

/// A digest whose time has come.
public struct DueDigest: Sendable {
  public let user: UserID
  public let tenant: TenantID
  public let email: String
  public let digest: NotificationPreferences.Digest
  public let dueAt: Timestamp

  public init(user: UserID, tenant: TenantID, email: String, digest: NotificationPreferences.Digest, dueAt: Timestamp) {
    self.user = user
    self.tenant = tenant
    self.email = email
    self.digest = digest
    self.dueAt = dueAt
  }
}
