import ForumKernel
import SQLStore
import Support
import Testing

@testable import Notifications

@Suite("Webhooks in every store") struct WebhookStoreContract {
  private static let engines = SQLBackend.available.filter { $0 != .postgresUnprepared && $0 != .sqliteMemory }

  private struct Bench {
    let store: any WebhookStore
    let clock: ManualClock
    let tenant: TenantID
    let webhook: Webhook

    func queue(_ count: Int, event: (Int) -> RawID) async throws {
      let events = (0..<count).map(event)
      let id = webhook.id
      try await store.write(tenant, actor: nil) { tx in
        for event in events {
          _ = try tx.insert(WebhookDelivery(tx.newID(), to: id, event: event, type: "forum.post.created", payload: "{}", now: tx.now))
        }
      }
    }

    func claim(_ name: String, limit: Int, seconds: Int64 = 30) async throws -> [WebhookDelivery] {
      let id = webhook.id
      return try await store.write(tenant, actor: nil) {
        try $0.claimDeliveries(of: id, as: name, until: $0.now.adding(seconds: seconds), limit: limit)
      }
    }

    func state(_ id: WebhookDeliveryID) async throws -> WebhookDelivery {
      try #require(try await store.delivery(id, of: webhook.id, tenant)?.0)
    }
  }

  private static func with(_ engine: SQLBackend, _ body: (Bench) async throws -> Void) async throws {
    try await engine.with { driver in
      let clock = ManualClock()
      let ids = IDGenerator(clock: clock)
      let store: any WebhookStore = SQLStore(driver: driver, clock: clock, ids: ids, outboxIsStream: true)
      let tenant: TenantID = ids.next()
      let secret = WebhookSecret(kind: .hmac, sealed: "s", publicKey: nil, createdAt: clock.now, until: nil)
      let webhook = Webhook(
        id: ids.next(), url: try WebhookURL("https://hooks.example.org/"), description: "", filters: [EventTypeFilter(kept: "forum.*")],
        categories: [],
        isActive: true, ending: nil, secrets: [secret], createdBy: nil, createdAt: clock.now, updatedAt: clock.now, version: 1,
        health: .init(failures: 2, failingSince: clock.now, pausedUntil: nil, dropped: 3))
      try await store.write(tenant, actor: nil) { try $0.insert(webhook) }
      try await body(Bench(store: store, clock: clock, tenant: tenant, webhook: webhook))
    }
  }

  private static func event(_ number: Int) -> RawID { RawID(high: UInt64(number) << 16 | 7 << 12, low: 2 << 62) }

  @Test("a webhook comes back as it was kept, for its own tenant alone", arguments: engines)
  func kept(_ engine: SQLBackend) async throws {
    try await Self.with(engine) { bench in
      let kept = try await bench.store.webhook(bench.webhook.id, bench.tenant)
      #expect(kept == bench.webhook)
      #expect(try await bench.store.webhooks(bench.tenant) == [bench.webhook])
      #expect(try await bench.store.webhook(bench.webhook.id, TenantID(.max)) == nil)
      #expect(try await bench.store.webhooks(TenantID(.max)).isEmpty)
      #expect(try await bench.store.webhookTotals(failingSince: bench.clock.now) == WebhookTotals(all: 1, failing: 1, ended: 0))
    }
  }

  @Test("an event is queued once for a webhook, however often it comes", arguments: engines)
  func once(_ engine: SQLBackend) async throws {
    try await Self.with(engine) { bench in
      for _ in 0..<3 { try await bench.queue(5, event: Self.event) }
      #expect(try await bench.store.deliveryBacklog() == 5)
      let due = try await bench.store.webhooksDue(at: bench.clock.now, after: nil, limit: 10)
      #expect(due == [DueWebhook(id: bench.webhook.id, tenant: bench.tenant, host: "hooks.example.org", failures: 2)])
      #expect(try await bench.store.webhooksDue(at: bench.clock.now, after: bench.webhook.id, limit: 10).isEmpty)
    }
  }

  @Test(
    "of many who take deliveries at once each gets others; what was taken comes back when its time is over, and then is no more the first one's",
    arguments: engines)
  func claims(_ engine: SQLBackend) async throws {
    try await Self.with(engine) { bench in
      try await bench.queue(40, event: Self.event)
      let taken = try await withThrowingTaskGroup(of: [WebhookDelivery].self) { group in
        for number in 0..<8 { group.addTask { try await bench.claim("node \(number)", limit: 5) } }
        return try await group.reduce(into: [WebhookDelivery]()) { $0 += $1 }
      }
      #expect(Set(taken.map(\.id)).count == taken.count && taken.count <= 40 && taken.count >= 5)
      let rest = try await bench.claim("rest", limit: 100)
      #expect(taken.count + rest.count == 40 && Set(taken.map(\.id)).isDisjoint(with: rest.map(\.id)))
      #expect(try await bench.claim("late", limit: 100).isEmpty)
      #expect(try await bench.store.webhooksDue(at: bench.clock.now, after: nil, limit: 9).isEmpty)
      bench.clock.advance(seconds: 30)
      let again = try await bench.claim("heir", limit: 100)
      #expect(again.count == 40)
      let id = again[0].id
      #expect(try await bench.store.write(bench.tenant, actor: nil) { try $0.claimedDelivery(id, as: "rest") } == nil)
      #expect(try await bench.store.write(bench.tenant, actor: nil) { try $0.claimedDelivery(id, as: "heir") }?.id == id)
      try await bench.store.freeClaimedDeliveries()
      #expect(try await bench.claim("after a restart", limit: 100).count == 40)
    }
  }

  @Test("more than may wait drops the oldest, marked; they count as lost and can be found again", arguments: engines)
  func drops(_ engine: SQLBackend) async throws {
    try await Self.with(engine) { bench in
      try await bench.queue(10, event: Self.event)
      let id = bench.webhook.id
      #expect(try await bench.store.write(bench.tenant, actor: nil) { try $0.dropOldestDeliveries(of: id, count: 4) } == 4)
      let page = try await bench.store.deliveries(of: id, bench.tenant, in: .dropped, PageRequest(limit: 3))
      #expect(page.items.map(\.event) == [3, 2, 1].map(Self.event) && page.next != nil)
      let last = try await bench.store.deliveries(of: id, bench.tenant, in: .dropped, PageRequest(limit: 3, after: page.next))
      #expect(last.items.map(\.event) == [Self.event(0)] && last.next == nil && last.items[0].endedAt == bench.clock.now)
      let start = bench.clock.now
      let lost = try await bench.store.write(bench.tenant, actor: nil) { try $0.lostDeliveries(of: id, since: start, after: nil, limit: 9) }
      #expect(lost.map(\.event) == [0, 1, 2, 3].map(Self.event))
      #expect(
        try await bench.store.write(bench.tenant, actor: nil) { try $0.lostDeliveries(of: id, since: start.adding(seconds: 1), after: nil, limit: 9) }
          .isEmpty)
      #expect(try await bench.store.deliveryBacklog() == 6)
    }
  }

  @Test("the log forgets what is over and old, and what is more than is kept; what waits stays", arguments: engines)
  func sweep(_ engine: SQLBackend) async throws {
    try await Self.with(engine) { bench in
      try await bench.queue(10, event: Self.event)
      for delivery in try await bench.claim("a", limit: 6) {
        var over = delivery
        over.settle(WebhookResult(status: 200, answer: "fine"), now: bench.clock.now, chance: 0)
        let (kept, attempt) = (over, DeliveryAttempt(number: 1, beganAt: bench.clock.now, milliseconds: 7, status: 200, problem: nil, answer: "fine"))
        try await bench.store.write(bench.tenant, actor: nil) { tx in
          try tx.insert(attempt, of: kept.id)
          try tx.save(kept)
        }
        #expect(try await bench.store.delivery(kept.id, of: bench.webhook.id, bench.tenant)?.1 == [attempt])
      }
      #expect(try await bench.store.sweepDeliveries(madeBefore: bench.clock.now, kept: 4) == 2)
      let left = try await bench.store.deliveries(of: bench.webhook.id, bench.tenant, in: .delivered, PageRequest(limit: 50)).items
      #expect(left.map(\.event) == [5, 4, 3, 2].map(Self.event))
      bench.clock.advance(seconds: 60)
      #expect(try await bench.store.sweepDeliveries(madeBefore: bench.clock.now, kept: 100) == 4)
      #expect(try await bench.store.deliveryBacklog() == 4)
      let id = bench.webhook.id
      #expect(try await bench.store.write(bench.tenant, actor: nil) { try $0.deleteDeliveries(of: id, limit: 3) } == 3)
    }
  }
}
