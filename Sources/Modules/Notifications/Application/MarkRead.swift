public import ForumKernel

/// Marks one's own notifications as read.
public struct MarkRead: Sendable {
  let store: any NotificationStore

  /// These, or all when `ids` is nil; how many were unread until now. Ids of others are as good as unknown ones.
  public func callAsFunction(_ ids: [NotificationID]?, by principal: Principal) async throws -> Int64 {
    let user = try principal.requireUser()
    return try await store.write(principal.tenant, actor: user) { tx in
      let marked = try tx.markRead(ids, of: user)
      if marked > 0 { try tx.emit(NotificationsRead(userID: user, count: marked)) }
      return marked
    }
  }
}
