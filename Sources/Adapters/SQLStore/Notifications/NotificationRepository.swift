public import ForumKernel
public import Notifications

extension SQLTransaction: NotificationTransaction {
  public func insert(_ notification: Notifications.Notification) throws {
    try NotificationQueries.insertNotification(
      connection, id: notification.id.raw, tenantID: tenant.raw, recipientID: notification.recipient.raw, kind: notification.kind.rawValue,
      threadID: notification.threadID, postID: notification.postID, commentID: notification.commentID, actorID: notification.actor?.raw,
      action: notification.notice?.action, note: notification.notice?.note, untilAt: notification.notice?.until?.milliseconds,
      createdAt: notification.createdAt.milliseconds, readAt: notification.readAt?.milliseconds)
  }

  public func markRead(_ ids: [NotificationID]?, of user: UserID) throws -> Int64 {
    let readAt = now.milliseconds
    guard let ids else {
      return Int64(
        try NotificationQueries.markAllNotificationsRead(connection, readAt: readAt, recipientID: user.raw, tenantID: tenant.raw))
    }
    return try ids.reduce(0) { sum, id in
      sum
        + Int64(
          try NotificationQueries.markNotificationRead(connection, readAt: readAt, id: id.raw, recipientID: user.raw, tenantID: tenant.raw))
    }
  }

  public func participants(ofPost id: RawID) throws -> PostParticipants? {
    try NotificationQueries.findPostParticipants(connection, id: id, tenantID: tenant.raw).map {
      PostParticipants(
        author: $0.authorID.map { ID($0) }, answeredAuthor: $0.answeredAuthorID.map { ID($0) }, threadAuthor: $0.threadAuthorID.map { ID($0) },
        isWatched: $0.watched != 0,
        place: NewsPlace(threadID: $0.threadID, categoryID: $0.categoryID, postID: id, commentID: nil, html: $0.bodyHTML))
    }
  }

  public func parties(ofDecision id: RawID) throws -> DecisionParties? {
    guard let decision = try NotificationQueries.findDecision(connection, id: id, tenantID: tenant.raw) else { return nil }
    let reporters = try NotificationQueries.reportersOfDecision(connection, decisionID: id, tenantID: tenant.raw)
    return DecisionParties(
      author: decision.authorID.map { ID($0) }, reporters: reporters.map { ID($0) }, note: decision.note,
      until: decision.untilAt.map(Timestamp.init(milliseconds:)))
  }

  public func participants(ofComment id: RawID) throws -> CommentParticipants? {
    try NotificationQueries.findCommentParticipants(connection, id: id, tenantID: tenant.raw).map {
      CommentParticipants(
        author: $0.authorID.map { ID($0) }, answeredAuthor: $0.answeredAuthorID.map { ID($0) }, postAuthor: $0.postAuthorID.map { ID($0) },
        place: NewsPlace(threadID: $0.threadID, categoryID: $0.categoryID, postID: $0.postID, commentID: id, html: $0.bodyHTML))
    }
  }
}

extension SQLStore: NotificationStore {
  public func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any NotificationTransaction) throws -> Result
  ) async throws -> Result {
    try await transaction(tenant, actor: actor) { try body($0) }
  }

  public func notifications(
    of user: UserID, _ scope: ReadScope, unreadOnly: Bool, _ page: PageRequest
  ) async throws -> Page<NotificationView> {
    let before = page.after?.id ?? .max
    let size = Int64(page.limit + 1)
    let rows = try await read(scope.tenant) { connection in
      unreadOnly
        ? try NotificationQueries.pageUnreadNotifications(
          connection, recipientID: user.raw, tenantID: scope.tenant.raw, beforeID: before, listedKeys: scope.listedKeys,
          showsListed: scope.showsListedNumber, pageSize: size)
        : try NotificationQueries.pageNotifications(
          connection, recipientID: user.raw, tenantID: scope.tenant.raw, beforeID: before, listedKeys: scope.listedKeys,
          showsListed: scope.showsListedNumber, pageSize: size)
    }
    return Page(fetched: rows.map(NotificationView.init), limit: page.limit) { PagePosition(key: 0, id: $0.notification.id.raw) }
  }

  public func unreadCount(of user: UserID, _ scope: ReadScope) async throws -> Int64 {
    try await read(scope.tenant) {
      try NotificationQueries.countUnreadNotifications(
        $0, recipientID: user.raw, tenantID: scope.tenant.raw, listedKeys: scope.listedKeys, showsListed: scope.showsListedNumber) ?? 0
    }
  }
}

extension NotificationView {
  /// The column has a CHECK for the kinds.
  fileprivate init(_ row: NotificationQueries.NotificationRow) {
    self.init(
      notification: Notification(
        id: ID(row.id), recipient: ID(row.recipientID), kind: Notification.Kind(rawValue: row.kind) ?? .reply, threadID: row.threadID,
        postID: row.postID, commentID: row.commentID, actor: row.actorID.map { ID($0) },
        notice: row.action.map { .init(action: $0, note: row.note, until: row.untilAt.map(Timestamp.init(milliseconds:))) },
        createdAt: Timestamp(milliseconds: row.createdAt), readAt: row.readAt.map(Timestamp.init(milliseconds:))),
      threadTitle: row.title, actorHandle: row.handle)
  }
}
