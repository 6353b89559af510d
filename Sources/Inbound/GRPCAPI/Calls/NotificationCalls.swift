import ForumKernel
import GRPCCore
import GRPCProto
import HTTPAPI
import Notifications
import SwiftProtobuf

struct NotificationCalls: Forumlite_V1_NotificationService.ServiceProtocol {
  let edge: RPCEdge
  let notifications: NotificationsModule

  func listNotifications(
    request: ServerRequest<Forumlite_V1_ListNotificationsRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_ListNotificationsResponse> {
    try await edge.unary(request, context, .read, needs: .accountUse) { call in
      let query: NotificationListQuery = try call.fields()
      let user = try call.principal.requireUser()
      let scope = "notifications:\(user):\(query.unread)"
      let store = notifications.store
      let page = try await store.notifications(of: user, call.principal.readScope, unreadOnly: query.unread, try call.page(query.page, of: scope))
      let unread = try await store.unreadCount(of: user, call.principal.readScope)
      return .with {
        $0.notifications = page.items.map { .init($0) }
        if let next = call.next(page.next, of: scope) { $0.next = next }
        $0.unreadCount = unread
      }
    }
  }

  func readNotifications(
    request: ServerRequest<Forumlite_V1_ReadNotificationsRequest>, context: ServerContext
  ) async throws -> ServerResponse<Forumlite_V1_ReadNotificationsResponse> {
    try await edge.unary(request, context, .write, needs: .accountUse) { call in
      let fields: ReadNotifications = try call.fields()
      let marked = try await notifications.markRead(fields.ids, by: call.principal)
      return .with { $0.marked = marked }
    }
  }
}
