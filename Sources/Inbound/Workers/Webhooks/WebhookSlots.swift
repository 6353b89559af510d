import ForumKernel
import Notifications

/// What is on its way to whom, and who may be sent more: receivers that are slow or dead take no room of others. A value.
struct WebhookSlots {
  /// A tenant's at one host.
  private struct Place: Hashable {
    let tenant: TenantID
    let host: String
  }

  /// At once to one webhook; to one that fails, a single try.
  static let perWebhookMax = 4

  let all: Int
  let perHost: Int
  private var webhooks: [WebhookID: Int] = [:]
  private var places: [Place: Int] = [:]
  private var tenants: [TenantID: Int] = [:]
  private var failing = 0
  private(set) var taken = 0

  init(all: Int, perHost: Int) {
    self.all = all
    self.perHost = perHost
  }

  /// How many deliveries may begin now. A tenant has a quarter of all, and those that fail have half of all together.
  func room(for due: DueWebhook) -> Int {
    let isFailing = due.failures > 0
    let rooms = [
      all - taken, perHost - (places[Place(tenant: due.tenant, host: due.host)] ?? 0), max(all / 4, 1) - (tenants[due.tenant] ?? 0),
      (isFailing ? 1 : Self.perWebhookMax) - (webhooks[due.id] ?? 0), isFailing ? max(all / 2, 1) - failing : all,
    ]
    return max(rooms.min() ?? 0, 0)
  }

  mutating func begin(_ due: DueWebhook, count: Int) { change(due, by: count) }
  mutating func end(_ due: DueWebhook, count: Int = 1) { change(due, by: -count) }

  private mutating func change(_ due: DueWebhook, by count: Int) {
    taken += count
    if due.failures > 0 { failing += count }
    Self.change(&webhooks, due.id, by: count)
    Self.change(&places, Place(tenant: due.tenant, host: due.host), by: count)
    Self.change(&tenants, due.tenant, by: count)
  }

  /// Without entries for those who have none.
  private static func change<Key>(_ counts: inout [Key: Int], _ key: Key, by count: Int) {
    let count = (counts[key] ?? 0) + count
    counts[key] = count == 0 ? nil : count
  }
}
