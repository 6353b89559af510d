import ForumKernel
import HTTPTypes
package import Notifications

struct NotificationRoutes {
  let notifications: NotificationsModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "notifications", "listNotifications", "Your notifications, newest first", tag: "Notifications", needs: .accountUse,
      returns: NotificationShapes.list, perform: list)
    Endpoint(
      .post, "notifications/read", "readNotifications", "Mark notifications as read", tag: "Notifications", needs: .accountUse,
      returns: NotificationShapes.marked, perform: read)
    Endpoint(
      .get, "me/notification-preferences", "getNotificationPreferences", "What you want to be told of", tag: "Notifications", needs: .accountUse,
      returns: PreferenceShapes.preferences, perform: preferences)
    Endpoint(
      .put, "me/notification-preferences", "setNotificationPreferences", "Say what you want to be told of, and how often by mail",
      tag: "Notifications", needs: .accountUse, returns: PreferenceShapes.preferences, perform: setPreferences)
    Endpoint(
      .post, "notifications/unsubscribe", "unsubscribe", "End a digest with the ticket in one, without signing in", tag: "Notifications", needs: nil,
      rate: .auth, success: .noContent, errors: ["link_invalid"], returns: .nothing, perform: unsubscribe)
  }

  @Sendable private func preferences(_ call: Call) async throws -> Reply<NotificationPreferences> {
    .ok(try await notifications.store.preferences(of: call.principal.requireUser(), call.tenant))
  }

  @Sendable private func setPreferences(_ call: Call, _ body: PreferencesRequest) async throws -> Reply<NotificationPreferences> {
    try await notifications.setPreferences(body.preferences, by: call.principal)
    return .ok(body.preferences)
  }

  @Sendable private func unsubscribe(_ call: Call, _ body: UnsubscribeRequest) async throws -> Reply<Nothing> {
    try await notifications.setPreferences.endDigest(ticket: body.token, call.tenant)
    return .nothing
  }

  @Sendable private func list(_ call: Call, _ query: NotificationListQuery) async throws -> Reply<NotificationList> {
    let user = try call.principal.requireUser()
    let scope = "notifications:\(user):\(query.unread)"
    let store = notifications.store
    let page = try await store.notifications(of: user, call.principal.readScope, unreadOnly: query.unread, try call.page(query.page, of: scope))
    return .ok(NotificationList(listing: call.listing(page, of: scope), unreadCount: try await store.unreadCount(of: user, call.principal.readScope)))
  }

  @Sendable private func read(_ call: Call, _ body: ReadNotifications) async throws -> Reply<Int64> {
    .ok(try await notifications.markRead(body.ids, by: call.principal))
  }
}

/// Which notifications to mark.
package struct ReadNotifications: BodyFields {
  /// More than one page holds.
  private static let idsMax = 100

  package let ids: [NotificationID]?

  package init(_ fields: inout FieldReader) {
    ids = fields.optional("ids", .list(of: .id(), count: 1...Self.idsMax), "All when it is missing.")
  }
}

package struct NotificationListQuery: QueryFields {
  package let unread: Bool
  package let page: PageQuery

  package init(_ fields: inout FieldReader) {
    unread = fields.optional("unread", .flag, default: false, "true: only those that are not read.")
    page = PageQuery(&fields)
  }
}

/// A page of notifications with how many are unread in all.
struct NotificationList: Sendable {
  let listing: Listing<NotificationView>
  let unreadCount: Int64
}

enum NotificationShapes {
  static let notification = Shape<NotificationView>("Notification", "What happened that concerns you.")
    .id("id") { $0.notification.id }
    .word("kind", of: Notification.Kind.allCases.map(\.rawValue)) { $0.notification.kind.rawValue }
    .id("thread_id") { ID<Notification>($0.notification.threadID) }
    .text("thread_title") { $0.threadTitle }
    .id("post_id") { ID<Notification>($0.notification.postID) }
    .idOrNull("comment_id") { $0.notification.commentID.map { ID<Notification>($0) } }
    .textOrNull("actor_handle", "Who did it; null for moderators, and when the account is gone.") { $0.actorHandle }
    .textOrNull("action", "What moderators decided.") { $0.notification.notice?.action }
    .textOrNull("note", "What they wrote to you.") { $0.notification.notice?.note }
    .timeOrNull("until", "When a silence or suspension ends.") { $0.notification.notice?.until }
    .time("created_at") { $0.notification.createdAt }
    .timeOrNull("read_at") { $0.notification.readAt }

  static let list = Shape<NotificationList>("NotificationList", "A page of notifications.")
    .list("items", notification) { $0.listing.items }
    .next { $0.listing.next }
    .number("unread_count", "Unread ones in all.") { $0.unreadCount }

  static let marked = Shape<Int64>("NotificationsMarked", "How many were unread until now.")
    .number("marked") { $0 }
}
