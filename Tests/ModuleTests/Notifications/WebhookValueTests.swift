import ForumKernel
import Testing

@testable import Notifications
@testable import Workers

@Suite("Webhooks and deliveries as values") struct WebhookValueTests {
  private static let start = Timestamp(milliseconds: 1_750_000_000_000)

  private func webhook(_ filters: [String], categories: [RawID] = []) throws -> Webhook {
    Webhook(
      id: ID(RawID(high: 7 << 12, low: 2 << 62)), url: try WebhookURL("https://hooks.example.org/"), description: "",
      filters: try filters.map { try #require(EventTypeFilter($0)) }, categories: categories, isActive: true, ending: nil, secrets: [secret(0)],
      createdBy: nil, createdAt: Self.start, updatedAt: Self.start, version: 1, health: .init())
  }

  private func secret(_ number: Int, until: Timestamp? = nil) -> WebhookSecret {
    WebhookSecret(kind: .hmac, sealed: "s\(number)", publicKey: nil, createdAt: Self.start, until: until)
  }

  private func delivery() -> WebhookDelivery {
    WebhookDelivery(ID(.zero), to: ID(.zero), event: .zero, type: "forum.post.created", payload: "{}", now: Self.start)
  }

  @Test("tries come after 0 s, 5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h and 24 h, and then no more")
  func schedule() {
    var delivery = delivery()
    var (now, waits) = (Self.start, [Int64]())
    while let due = delivery.dueAt {
      waits.append((due.milliseconds - now.milliseconds) / 1000)
      now = due
      delivery.settle(WebhookResult(problem: .unreachable), now: now, chance: 0)
    }
    #expect(waits == [0, 5, 300, 1800, 7200, 18_000, 36_000, 50_400, 72_000, 86_400])
    #expect(delivery.state == .failed && delivery.tries == 10 && delivery.endedAt == now && delivery.status == nil)
    delivery.restart(now: now)
    #expect(delivery.state == .pending && delivery.tries == 0 && delivery.dueAt == now)
  }

  @Test("waits are spread by a tenth; what a receiver asks for counts where it is longer, up to a day")
  func waits() {
    #expect(RetrySchedule.waitMilliseconds(after: 2, asked: nil, chance: 1) == 330_000)
    #expect(RetrySchedule.waitMilliseconds(after: 1, asked: 60, chance: 0) == 60_000)
    #expect(RetrySchedule.waitMilliseconds(after: 3, asked: 60, chance: 0) == 1_800_000)
    #expect(RetrySchedule.waitMilliseconds(after: 1, asked: .max / 4000, chance: 0) == 86_400_000)
    #expect(RetrySchedule.waitMilliseconds(after: 10, asked: 60, chance: 0) == nil)
  }

  @Test(
    "2xx alone is success; 410 ends the webhook",
    arguments: [
      (200, true), (204, true), (299, true), (199, false), (301, false), (302, false), (307, false), (400, false), (410, false), (503, false),
    ])
  func statuses(_ status: Int, isSuccess: Bool) {
    var delivery = delivery()
    delivery.settle(WebhookResult(status: status), now: Self.start, chance: 0)
    #expect(delivery.state == (isSuccess ? .delivered : .pending) && delivery.status == Int64(status))
    #expect(WebhookResult(status: status).isGone == (status == 410))
  }

  @Test("a filter is a type or a prefix of whole words, and one that can match nothing is none")
  func filters() throws {
    let all = try webhook(["forum.*"])
    #expect(all.wants("forum.post.created", in: nil) && all.wants("forum.thread.changed", in: .max) && !all.wants("auth.user.registered", in: nil))
    let posts = try webhook(["forum.post.*", "auth.user.erased"])
    #expect(posts.wants("forum.post.edited", in: nil) && posts.wants("auth.user.erased", in: nil) && !posts.wants("forum.comment.edited", in: nil))
    for text in ["*", "forum", "forum.po*", "forum.post", "forum.posts.*", "auth.session.started", "notifications.*", "webhook.test", ".*", ""] {
      #expect(EventTypeFilter(text) == nil, "\(text)")
    }
  }

  @Test("a webhook for categories hears of them alone, and of nothing that belongs to none")
  func categories() throws {
    let some = try webhook(["forum.*", "auth.*"], categories: [.max])
    #expect(some.wants("forum.post.created", in: .max) && !some.wants("forum.post.created", in: .zero))
    #expect(!some.wants("auth.user.registered", in: nil))
  }

  @Test("a new secret signs beside those before it until their time is over; at most three sign")
  func rotation() throws {
    var webhook = try webhook(["forum.*"])
    webhook.rotate(to: secret(1), overlapSeconds: 60, now: Self.start)
    #expect(webhook.secrets(at: Self.start).map(\.sealed) == ["s1", "s0"] && webhook.version == 2)
    #expect(webhook.secrets(at: Self.start.adding(seconds: 60)).map(\.sealed) == ["s1"])
    webhook.rotate(to: secret(2), overlapSeconds: 600, now: Self.start.adding(seconds: 30))
    // What was to end in a minute does not live longer by the second rotation.
    #expect(webhook.secrets(at: Self.start.adding(seconds: 60)).map(\.sealed) == ["s2", "s1"])
    webhook.rotate(to: secret(3), overlapSeconds: 600, now: Self.start.adding(seconds: 31))
    #expect(webhook.secrets.map(\.sealed) == ["s3", "s2", "s1"])
    webhook.rotate(to: secret(4), overlapSeconds: 0, now: Self.start.adding(seconds: 32))
    #expect(webhook.secrets.map(\.sealed) == ["s4"])
  }

  @Test("a receiver that fails ten times in a row is left alone for a while that grows, and one success ends that")
  func pauses() {
    var health = Webhook.Health()
    for _ in 0..<9 { health.fail(now: Self.start) }
    #expect(health.pausedUntil == nil && health.failingSince == Self.start)
    let waits = (0..<8).map { _ in
      health.fail(now: Self.start.adding(seconds: 1))
      return health.pausedUntil.map { ($0.milliseconds - Self.start.milliseconds) / 1000 - 1 }
    }
    #expect(waits == [30, 60, 120, 240, 480, 600, 600, 600] && health.failingSince == Self.start)
    health.succeed()
    #expect(health == Webhook.Health())
  }

  @Test("a body has type, timestamp and data, with who did it; one that is too long has the id alone")
  func payloads() throws {
    let tenant = TenantID(RawID(high: 7 << 12, low: 2 << 62))
    let thread = RawID(high: 7 << 12 | 1, low: 2 << 62)
    func message(_ data: String, actor: UserID?) -> StreamMessage {
      let subject = EventEnvelope.subject(type: "forum.post.edited", tenant: tenant, aggregate: "thread", aggregateID: thread)
      let envelope = EventEnvelope(
        id: thread, tenant: tenant, type: "forum.post.edited", subject: subject, time: Self.start, actor: actor, traceparent: nil,
        data: Array(data.utf8))
      return StreamMessage(sequence: 1, subject: subject, messageID: "\(thread)", time: Self.start.adding(seconds: 9), payload: envelope.json)
    }
    let user = UserID(thread)
    #expect(
      try WebhookPayload.of(message(#"{"post_id":"x"}"#, actor: user), type: "forum.post.edited")
        == #"{"type":"forum.post.edited","timestamp":"\#(Self.start)","data":{"actor_id":"\#(user)","post_id":"x"}}"#)
    #expect(
      try WebhookPayload.of(message(#"{"post_id":"x"}"#, actor: nil), type: "forum.post.edited").hasSuffix(#""data":{"post_id":"x"}}"#))
    let long = #"{"text":"\#(String(repeating: "x", count: 20_000))"}"#
    let short = try WebhookPayload.of(message(long, actor: user), type: "forum.post.edited")
    #expect(short.hasSuffix(#""data":{"thread_id":"\#(thread)"}}"#) && short.utf8.count < WebhookLimits.payloadBytesMax)
  }

}
