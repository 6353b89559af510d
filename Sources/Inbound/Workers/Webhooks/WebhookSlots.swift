import ForumKernel
import Notifications

/// What is on its way to whom, and who may be sent more: receivers that are slow or dead take no room of others. A value.
struct WebhookSlots {
  /// A tenant's at one host.
  private struct Place: Hashable {
    let tenant: TenantID
    let host: String
  }

  /// A webhook at the host that it has, or had when the delivery began.
  private struct Receiver: Hashable {
    let id: WebhookID
    let host: String

    init(_ due: DueWebhook) { (id, host) = (due.id, due.host) }
  }

  /// At once to one webhook; to one that fails, a single try.
  static let perWebhookMax = 4
  /// More than that, and everybody's last turn is forgotten.
  private static let turnsMax = 10_000

  let all: Int
  let perHost: Int
  private var receivers: [Receiver: Int] = [:]
  private var places: [Place: Int] = [:]
  private var tenants: [TenantID: Int] = [:]
  /// Of those on their way, the ones beyond each webhook's first.
  private var moreAtPlaces: [Place: Int] = [:]
  private var moreOfTenants: [TenantID: Int] = [:]
  private var failing = 0
  /// When each had its last turn, in turns since the process began.
  private var turns: [WebhookID: Int] = [:]
  private var turn = 0
  private(set) var taken = 0

  init(all: Int, perHost: Int) {
    self.all = all
    self.perHost = perHost
  }

  /// How many deliveries may begin now, of whom. Whoever has nothing on its way comes before those who have some, and in each group whoever waits
  /// longest for a turn.
  func next(of due: [DueWebhook]) -> [(webhook: DueWebhook, count: Int)] {
    var slots = self
    let inTurn = due.sorted { (turns[$0.id] ?? 0) < (turns[$1.id] ?? 0) }
    var counts: [WebhookID: Int] = [:]
    for webhook in inTurn where receivers[Receiver(webhook)] == nil && slots.room(for: webhook) > 0 {
      slots.begin(webhook)
      counts[webhook.id] = 1
    }
    for webhook in inTurn {
      let more = slots.room(for: webhook)
      guard more > 0 else { continue }
      for _ in 0..<more { slots.begin(webhook) }
      counts[webhook.id, default: 0] += more
    }
    return inTurn.compactMap { webhook in counts[webhook.id].map { (webhook, $0) } }
  }

  /// How many deliveries may begin now. A tenant has a quarter of all, and those that fail have half of all together. What a webhook has beyond its first
  /// takes half of its tenant's share and of its host's, so that a place is free for who has none.
  func room(for due: DueWebhook) -> Int {
    let isFailing = due.failures > 0
    let place = Place(tenant: due.tenant, host: due.host)
    let ofTenant = max(all / 4, 1)
    let more = min(perHost / 2 - (moreAtPlaces[place] ?? 0), ofTenant / 2 - (moreOfTenants[due.tenant] ?? 0))
    let rooms = [
      all - taken, perHost - (places[place] ?? 0), ofTenant - (tenants[due.tenant] ?? 0),
      (isFailing ? 1 : Self.perWebhookMax) - (receivers[Receiver(due)] ?? 0), isFailing ? max(all / 2, 1) - failing : all,
      max(more, 0) + (receivers[Receiver(due)] == nil ? 1 : 0),
    ]
    return max(rooms.min() ?? 0, 0)
  }

  mutating func begin(_ due: DueWebhook) {
    change(due, by: 1, isMore: receivers[Receiver(due)] != nil)
    turn += 1
    if turns.count >= Self.turnsMax { turns = [:] }
    turns[due.id] = turn
  }

  mutating func end(_ due: DueWebhook) { change(due, by: -1, isMore: (receivers[Receiver(due)] ?? 0) > 1) }

  private mutating func change(_ due: DueWebhook, by count: Int, isMore: Bool) {
    let place = Place(tenant: due.tenant, host: due.host)
    taken += count
    if due.failures > 0 { failing += count }
    Self.change(&receivers, Receiver(due), by: count)
    Self.change(&places, place, by: count)
    Self.change(&tenants, due.tenant, by: count)
    guard isMore else { return }
    Self.change(&moreAtPlaces, place, by: count)
    Self.change(&moreOfTenants, due.tenant, by: count)
  }

  /// Without entries for those who have none.
  private static func change<Key>(_ counts: inout [Key: Int], _ key: Key, by count: Int) {
    let count = (counts[key] ?? 0) + count
    counts[key] = count == 0 ? nil : count
  }
}
