public import ForumKernel

/// Where webhooks and their deliveries live.
public protocol WebhookStore: Sendable {
  /// Loads, decides, saves and emits in one durable SERIALIZABLE transaction; `body` cannot await and may run twice.
  func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any WebhookTransaction) throws -> Result
  ) async throws -> Result
  /// Where the consumer of this name stands.
  func position(of consumer: String) async throws -> StreamPosition?
  /// The tenant's, oldest first.
  func webhooks(_ tenant: TenantID) async throws -> [Webhook]
  /// On or off; nil when the tenant has none of this id.
  func webhook(_ id: WebhookID, _ tenant: TenantID) async throws -> Webhook?
  /// Newest first; of one state where one is given.
  func deliveries(of webhook: WebhookID, _ tenant: TenantID, in state: WebhookDelivery.State?, _ page: PageRequest) async throws -> Page<
    WebhookDelivery
  >
  /// With its tries, oldest first.
  func delivery(_ id: WebhookDeliveryID, of webhook: WebhookID, _ tenant: TenantID) async throws -> (WebhookDelivery, [DeliveryAttempt])?
  /// Those of all tenants that are on, are not paused, and have something to send at `now`, in the order of their ids.
  func webhooksDue(at now: Timestamp, after id: WebhookID?, limit: Int) async throws -> [DueWebhook]
  /// Of all tenants; `failingSince`: how long one must fail to count.
  func webhookTotals(failingSince moment: Timestamp) async throws -> WebhookTotals
  /// Deliveries of all tenants that wait.
  func deliveryBacklog() async throws -> Int64
  /// What a process had taken that is no more can be taken at once: for a store with one process.
  func freeClaimedDeliveries() async throws
  /// Forgets deliveries that are over: those made before `moment`, and of each webhook all but the newest `kept`. How many.
  func sweepDeliveries(madeBefore moment: Timestamp, kept: Int64) async throws -> Int
}

public protocol WebhookTransaction: ConsumerTransaction {
  /// The tenant's, oldest first.
  func webhooks() throws -> [Webhook]
  /// On or off; nil when the tenant has none of this id.
  func webhook(_ id: WebhookID) throws -> Webhook?
  /// Its secrets are sealed already.
  func insert(_ webhook: Webhook) throws
  /// All but who made it, and when.
  func update(_ webhook: Webhook) throws
  /// Without deliveries it must be.
  func delete(_ webhook: Webhook) throws
  /// The category of a thread; nil when there is no such thread.
  func category(ofThread id: RawID) throws -> RawID?
  /// False when the webhook has the event already.
  func insert(_ delivery: WebhookDelivery) throws -> Bool
  /// Whoever had taken it has it no more.
  func save(_ delivery: WebhookDelivery) throws
  /// Takes the deliveries that are due first: nobody else gets them before `end`. `claim`: by which they are known to be whose.
  func claimDeliveries(of webhook: WebhookID, as claim: String, until end: Timestamp, limit: Int) throws -> [WebhookDelivery]
  /// nil when somebody else has it meanwhile, or it is gone.
  func claimedDelivery(_ id: WebhookDeliveryID, as claim: String) throws -> WebhookDelivery?
  /// In whatever state; nil when that webhook has none of this id.
  func delivery(_ id: WebhookDeliveryID, of webhook: WebhookID) throws -> WebhookDelivery?
  /// Those that failed or were dropped, of events since `moment`, oldest first.
  func lostDeliveries(of webhook: WebhookID, since moment: Timestamp, after id: WebhookDeliveryID?, limit: Int64) throws -> [WebhookDelivery]
  /// Those that wait for a try, also those that somebody has taken.
  func pendingCount(of webhook: WebhookID) throws -> Int64
  /// Gives up the oldest that wait; how many.
  func dropOldestDeliveries(of webhook: WebhookID, count: Int64) throws -> Int
  /// Of those there are; how many went.
  func deleteDeliveries(of webhook: WebhookID, limit: Int64) throws -> Int
  /// The number of its newest try; 0 before the first.
  func attemptCount(of delivery: WebhookDeliveryID) throws -> Int64
  /// Its number must be new to the delivery.
  func insert(_ attempt: DeliveryAttempt, of delivery: WebhookDeliveryID) throws
  /// Where somebody who can sign in gets mail; nil where they get none.
  func address(of user: UserID) throws -> String?
}

/// A webhook with something to send.
public struct DueWebhook: Sendable, Equatable {
  public let id: WebhookID
  public let tenant: TenantID
  public let host: String
  /// In a row.
  public let failures: Int64

  public init(id: WebhookID, tenant: TenantID, host: String, failures: Int64) {
    self.id = id
    self.tenant = tenant
    self.host = host
    self.failures = failures
  }
}

/// How it goes with webhooks, of all tenants.
public struct WebhookTotals: Sendable, Equatable {
  public let all: Int64
  /// On, and failing for a while.
  public let failing: Int64
  /// Turned off by the forum.
  public let ended: Int64

  public init(all: Int64, failing: Int64, ended: Int64) {
    self.all = all
    self.failing = failing
    self.ended = ended
  }
}
