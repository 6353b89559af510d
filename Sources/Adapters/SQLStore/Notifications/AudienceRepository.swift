public import ForumKernel
public import Notifications

extension SQLTransaction {
  public func mentioned(_ handle: String) throws -> UserID? {
    try AudienceQueries.findMentioned(connection, tenantID: tenant.raw, handleKey: handle).map { ID($0) }
  }

  public func wants(_ user: UserID, _ kind: Notifications.Notification.Kind, of place: NewsPlace, from author: UserID) throws -> Bool {
    let found = try AudienceQueries.findDisposition(
      connection, threadID: place.threadID, categoryID: place.categoryID, authorID: author.raw, userID: user.raw, tenantID: tenant.raw)
    guard let found else { return false }
    let preferences = NotificationPreferences(
      reply: found.reply != 0, comment: found.comment != 0, mention: found.mention != 0, watched: found.watched != 0)
    return preferences.wants(kind) && found.ignoredID == nil && (found.threadLevel ?? found.categoryLevel) != "muted"
  }

  public func watchers(of place: NewsPlace, from author: UserID, _ source: WatchSource, after user: UserID?, limit: Int) throws -> [UserID] {
    let after = user?.raw ?? .zero
    let found =
      switch source {
      case .thread:
        try AudienceQueries.pageThreadWatchers(
          connection, threadID: place.threadID, tenantID: tenant.raw, afterID: after, authorID: author.raw, pageSize: Int64(limit))
      case .category:
        try AudienceQueries.pageCategoryWatchers(
          connection, categoryID: place.categoryID, tenantID: tenant.raw, afterID: after, threadID: place.threadID, authorID: author.raw,
          pageSize: Int64(limit))
      }
    return found.map { ID($0) }
  }

  public func wasTold(_ user: UserID, of place: NewsPlace) throws -> Bool {
    let count =
      if let comment = place.commentID {
        try NotificationQueries.countNoticesOfComment(connection, postID: place.postID, recipientID: user.raw, commentID: comment)
      } else {
        try NotificationQueries.countNoticesOfPost(connection, postID: place.postID, recipientID: user.raw)
      }
    return count ?? 0 > 0
  }
}
