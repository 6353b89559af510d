public import ForumKernel

/// In-app notifications: a consumer of the stream makes them, their owner reads them. And webhooks, by which other programs are told.
public struct NotificationsModule: Sendable {
  /// Lists go to the store directly: they show only the caller's own.
  public let store: any NotificationStore
  private let tickets: any UnsubscribeTickets
  private let webhooks: WebhookParts

  public init(store: any NotificationStore, tickets: any UnsubscribeTickets, webhooks: WebhookParts) {
    self.store = store
    self.tickets = tickets
    self.webhooks = webhooks
  }

  public var notifyParticipants: any EventConsumer { NotifyParticipants(store: store) }
  public var markRead: MarkRead { MarkRead(store: store) }
  public var setPreferences: SetPreferences { SetPreferences(store: store, tickets: tickets) }

  public var queueDeliveries: any EventConsumer { QueueDeliveries(store: webhooks.store, bell: deliveryBell) }
  public var tellWebhookOwner: any EventConsumer { TellWebhookOwner(store: webhooks.store, mailer: webhooks.mailer, clock: webhooks.clock) }
  public var manageWebhooks: ManageWebhooks {
    ManageWebhooks(store: webhooks.store, keys: webhooks.keys, rules: webhooks.rules, categories: webhooks.categories)
  }
  public var inspectDeliveries: InspectDeliveries { InspectDeliveries(store: webhooks.store, bell: deliveryBell) }
  public var sendDeliveries: SendDeliveries {
    SendDeliveries(
      store: webhooks.store, keys: webhooks.keys, sender: webhooks.sender, clock: webhooks.clock, leaseSeconds: webhooks.leaseSeconds,
      failingSecondsMax: webhooks.failingSecondsMax)
  }
  public var webhookStore: any WebhookStore { webhooks.store }
  /// Rings when there is something to send.
  public var deliveryBell: DeliveryBell { webhooks.bell }
}

/// What webhooks stand on.
public struct WebhookParts: Sendable {
  let store: any WebhookStore
  let keys: any WebhookKeys
  let sender: any WebhookSender
  let rules: WebhookRules
  let mailer: any Mailer
  let categories: @Sendable (TenantID) async throws -> Set<RawID>
  let clock: any WallClock
  let leaseSeconds: Int64
  let failingSecondsMax: Int64
  let bell = DeliveryBell()

  /// `categories`: those of a tenant. `leaseSeconds`: how long one try may take until it is somebody else's. `failingSecondsMax`: after how long a
  /// receiver that takes nothing is given up.
  public init(
    store: any WebhookStore, keys: any WebhookKeys, sender: any WebhookSender, rules: WebhookRules, mailer: any Mailer,
    categories: @escaping @Sendable (TenantID) async throws -> Set<RawID>, clock: any WallClock, leaseSeconds: Int64, failingSecondsMax: Int64
  ) {
    self.store = store
    self.keys = keys
    self.sender = sender
    self.rules = rules
    self.mailer = mailer
    self.categories = categories
    self.clock = clock
    self.leaseSeconds = leaseSeconds
    self.failingSecondsMax = failingSecondsMax
  }
}
