import ForumKernel
import Notifications
import Testing

@testable import Workers

@Suite("slots of webhooks")
struct WebhookSlotsTests {
  @Test("a receiver that fails gets one try at once, a host and a tenant have their share, and half of all stays for those who answer")
  func shares() {
    var slots = WebhookSlots(all: 40, perHost: 8)
    let well = Self.due(1, tenant: 1, host: "a")
    #expect(slots.room(for: well) == 4)
    slots.begin(well, count: 4)
    #expect(slots.room(for: well) == 0 && slots.room(for: Self.due(2, tenant: 2, host: "a")) == 4)
    let neighbour = Self.due(4, tenant: 1, host: "a")
    #expect(slots.room(for: neighbour) == 2)
    slots.begin(neighbour, count: 2)
    for number in UInt64(5)..<7 {
      let newcomer = Self.due(number, tenant: 1, host: "a")
      #expect(slots.room(for: newcomer) == 1)
      slots.begin(newcomer)
    }
    #expect(slots.room(for: Self.due(7, tenant: 1, host: "a")) == 0)
    #expect(slots.room(for: Self.due(3, tenant: 1, host: "b")) == 2)
    for number in UInt64(10)..<30 {
      let dead = Self.due(number, tenant: number, host: "h\(number)", failures: 3)
      #expect(slots.room(for: dead) == 1)
      slots.begin(dead)
      #expect(slots.room(for: dead) == 0)
    }
    #expect(slots.room(for: Self.due(99, tenant: 99, host: "z", failures: 1)) == 0)
    #expect(slots.room(for: Self.due(98, tenant: 98, host: "y")) == 4)
    slots.end(Self.due(10, tenant: 10, host: "h10", failures: 3))
    #expect(slots.room(for: Self.due(99, tenant: 99, host: "z", failures: 1)) == 1)
    for _ in 0..<4 { slots.end(well) }
    for _ in 0..<2 { slots.end(neighbour) }
    #expect(slots.taken == 21 && slots.room(for: well) == 4)
  }

  @Test("a place goes to who has nothing on its way before anybody has a second one")
  func firstPlaces() {
    var slots = WebhookSlots(all: 64, perHost: 8)
    let webhooks = (1...12).map { Self.due(UInt64($0), tenant: 1, host: "h\($0)") }
    let begun = slots.begin(webhooks)
    #expect(begun.count == 12 && slots.taken == 16)
    #expect(webhooks.allSatisfy { begun[$0.id] ?? 0 >= 1 })
  }

  @Test("slow receivers take nothing of a quick one of their tenant", arguments: [4, 40])
  func slowNeighbours(count: Int) {
    let slow = (1...count).map { Self.due(UInt64($0), tenant: 1, host: "h\($0)") }
    let quick = Self.due(99, tenant: 1, host: "quick")
    // Each round one try of the slow ends, and all of the quick one's.
    let taken = Self.rounds(60, slow: slow, quick: quick)
    #expect(taken[quick.id] ?? 0 >= (count == 4 ? 60 : 1))
    #expect(slow.allSatisfy { taken[$0.id] ?? 0 >= 1 }, "nobody waits for ever: \(taken)")
  }

  @Test("of more webhooks at a host than it has places, each has its turn, whichever came last")
  func turnsAtOneHost() {
    let old = (1...13).map { Self.due(UInt64($0), tenant: 1, host: "one") }
    let newer = Self.due(99, tenant: 1, host: "one")
    let taken = Self.rounds(28, slow: old, quick: newer)
    #expect(taken[newer.id] ?? 0 >= 2)
    #expect(old.allSatisfy { taken[$0.id] ?? 0 >= 1 })
  }

  /// What each began in rounds in which all of them have something due, and the try of `slow` that began first is over.
  private static func rounds(_ count: Int, slow: [DueWebhook], quick: DueWebhook) -> [WebhookID: Int] {
    var slots = WebhookSlots(all: 64, perHost: 8)
    var (taken, underWay): ([WebhookID: Int], [DueWebhook]) = ([:], [])
    for _ in 0..<count {
      let begun = slots.begin(slow + [quick])
      taken.merge(begun, uniquingKeysWith: +)
      for webhook in slow { underWay += Array(repeating: webhook, count: begun[webhook.id] ?? 0) }
      for _ in 0..<(begun[quick.id] ?? 0) { slots.end(quick) }
      slots.end(underWay.removeFirst())
    }
    return taken
  }

  private static func due(_ number: UInt64, tenant: UInt64, host: String, failures: Int64 = 0) -> DueWebhook {
    DueWebhook(id: ID(RawID(high: number, low: 0)), tenant: ID(RawID(high: tenant, low: 0)), host: host, failures: failures)
  }
}

extension WebhookSlots {
  fileprivate mutating func begin(_ due: DueWebhook, count: Int) {
    for _ in 0..<count { begin(due) }
  }

  /// Begins what may begin; how many of each.
  fileprivate mutating func begin(_ due: [DueWebhook]) -> [WebhookID: Int] {
    let next = next(of: due)
    for (webhook, count) in next { begin(webhook, count: count) }
    return Dictionary(uniqueKeysWithValues: next.map { ($0.webhook.id, $0.count) })
  }
}
