public import ForumKernel

/// In-app notifications: a consumer of the stream makes them, their owner reads them.
public struct NotificationsModule: Sendable {
  /// Lists go to the store directly: they show only the caller's own.
  public let store: any NotificationStore
  private let tickets: any UnsubscribeTickets

  public init(store: any NotificationStore, tickets: any UnsubscribeTickets) {
    self.store = store
    self.tickets = tickets
  }

  public var notifyParticipants: any EventConsumer { NotifyParticipants(store: store) }
  public var markRead: MarkRead { MarkRead(store: store) }
  public var setPreferences: SetPreferences { SetPreferences(store: store, tickets: tickets) }
}
