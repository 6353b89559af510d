public import ForumKernel
public import Logging
public import Notifications
import Synchronization

/// Sends the deliveries of webhooks that are due until its task is cancelled, some at once.
public struct WebhookDispatcher: Sendable {
  /// How soon at the latest a delivery is tried whose time has come, or that another node queued.
  private static let poll = Duration.seconds(1)
  private static let failureWait = Duration.seconds(5)
  private static let webhooksAtOnce = 200

  private let deliveries: SendDeliveries
  private let store: any WebhookStore
  private let bell: DeliveryBell
  private let now: @Sendable () -> Timestamp
  private let measure: @Sendable (_ outcome: String) -> Void
  private let logger: Logger
  private let slots: SharedSlots

  /// `connections`: tries at once, in all and of one tenant to one host. `measure` gets what came of each.
  public init(
    deliveries: SendDeliveries, store: any WebhookStore, bell: DeliveryBell, connections: (all: Int, perHost: Int),
    now: @escaping @Sendable () -> Timestamp, measure: @escaping @Sendable (_ outcome: String) -> Void, logger: Logger
  ) {
    self.deliveries = deliveries
    self.store = store
    self.bell = bell
    self.now = now
    self.measure = measure
    self.logger = logger
    slots = SharedSlots(WebhookSlots(all: connections.all, perHost: connections.perHost))
  }

  /// `isAlone`: nobody else sends, so that what was on its way when the process before died is free.
  public func run(isAlone: Bool) async {
    var isFreed = !isAlone
    // With more that are due than are read at once, each round goes on behind the one before.
    var last: WebhookID?
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        var wait = Self.poll
        do {
          if !isFreed { try await store.freeClaimedDeliveries() }
          isFreed = true
          last = try await begin(after: last, &group)
        } catch is CancellationError {
          break
        } catch {
          logger.error("webhooks can't be sent", metadata: ["error": "\(error)"])
          wait = Self.failureWait
        }
        await bell.wait(upTo: wait)
      }
      group.cancelAll()
    }
  }

  /// Begins what there is room for, of those that come after `last`; up to which it came, nil at the end.
  private func begin(after last: WebhookID?, _ group: inout DiscardingTaskGroup) async throws -> WebhookID? {
    var due = try await store.webhooksDue(at: now(), after: last, limit: Self.webhooksAtOnce)
    let reached = due.count < Self.webhooksAtOnce ? nil : due.last?.id
    if last != nil, reached == nil {
      let known = Set(due.map(\.id))
      due += try await store.webhooksDue(at: now(), after: nil, limit: Self.webhooksAtOnce).filter { !known.contains($0.id) }
    }
    for (webhook, count) in slots.next(of: due) {
      for taken in try await deliveries.take(webhook, limit: count) {
        slots.begin(webhook)
        group.addTask {
          await send(taken)
          slots.end(webhook)
          bell.ring()
        }
      }
    }
    return reached
  }

  private func send(_ taken: SendDeliveries.Taken) async {
    do {
      let result = try await deliveries.send(taken)
      measure(result.outcome)
      if !result.isSuccess {
        logger.info(
          "a webhook failed", metadata: ["webhook": "\(taken.webhook.id)", "event": "\(taken.delivery.event)", "outcome": "\(result.outcome)"])
      }
    } catch {
      measure("unmarked")
      logger.warning(
        "what came of a webhook can't be stored, so that it will be sent again",
        metadata: ["webhook": "\(taken.webhook.id)", "event": "\(taken.delivery.event)", "error": "\(error)"])
    }
  }
}

/// The slots of one process.
private final class SharedSlots: Sendable {
  private let slots: Mutex<WebhookSlots>

  init(_ slots: WebhookSlots) { self.slots = Mutex(slots) }

  func next(of due: [DueWebhook]) -> [(webhook: DueWebhook, count: Int)] { slots.withLock { $0.next(of: due) } }
  func begin(_ due: DueWebhook) { slots.withLock { $0.begin(due) } }
  func end(_ due: DueWebhook) { slots.withLock { $0.end(due) } }
}
