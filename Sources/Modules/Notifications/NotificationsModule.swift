public import ForumKernel

/// In-app notifications: a consumer of the stream makes them, their owner reads them.
public struct NotificationsModule: Sendable {
  /// Lists go to the store directly: they show only the caller's own.
  public let store: any NotificationStore

  public init(store: any NotificationStore) { self.store = store }

  public var notifyParticipants: any EventConsumer { NotifyParticipants(store: store) }
  public var markRead: MarkRead { MarkRead(store: store) }
}
