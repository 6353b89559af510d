import Admin
import Crypto
import ForumKernel
import ForumRuntime
import Foundation
import HTTPTypes
import Notifications
import Support
import Testing

@Suite("Webhooks tell other programs") struct WebhookJourneys {
  /// Runs `body` with a forum, its administrator and a receiver.
  static func with(_ settings: [String: String] = [:], _ body: (TestForum, Client, HookReceiver) async throws -> Void) async throws {
    try await HookReceiver.run { receiver in
      try await withForum(HookReceiver.settings.merging(settings) { $1 }) { forum in
        // What a new forum begins with is not for webhooks that are made now.
        try await forum.caughtUp()
        forum.clock.advance(seconds: 60)
        try await body(forum, try await forum.administrator(), receiver)
      }
    }
  }

  static func make(_ root: Client, _ receiver: HookReceiver, _ types: [String] = ["forum.*"], _ more: [String: Any] = [:]) async throws -> JSON {
    let body: [String: Any] = ["url": receiver.url, "event_types": types]
    return try await root.post("admin/webhooks", body.merging(more) { $1 }).expect(201).data
  }

  static func until(_ complaint: Comment, _ isTrue: () async throws -> Bool) async throws {
    let end = ContinuousClock.now + .seconds(45)
    while try await !isTrue() {
      try #require(ContinuousClock.now < end, complaint)
      try await Task.sleep(for: .milliseconds(20))
    }
  }

  static func deliveries(_ root: Client, _ hook: JSON, _ state: String? = nil) async throws -> [JSON] {
    try await root.get("admin/webhooks/\(hook["id"].text)/deliveries\(state.map { "?state=\($0)" } ?? "")").expect(200).data["items"].items
  }

  /// The same past the API, whose sign-ins end when time goes on.
  static func all(_ forum: TestForum, _ hook: JSON, _ state: WebhookDelivery.State) async throws -> [WebhookDelivery] {
    let id = try #require(WebhookID(hook["id"].text))
    let page = PageRequest(limit: 100)
    return try await forum.application.storage.webhooks.deliveries(of: id, forum.application.defaultTenant.id, in: state, page).items
  }

  static func count(_ forum: TestForum, _ hook: JSON, _ state: WebhookDelivery.State) async throws -> Int {
    try await all(forum, hook, state).count
  }

  private static func signature(_ received: HookReceiver.Received, _ secret: String) throws -> String {
    let key = SymmetricKey(data: try #require(Data(base64Encoded: String(secret.dropFirst("whsec_".count)))))
    let signed = "\(received.id).\(received.headers["webhook-timestamp"] ?? "").\(received.body)"
    return "v1," + Data(HMAC<SHA256>.authenticationCode(for: Data(signed.utf8), using: key)).base64EncodedString()
  }

  @Test("what happens is told once, signed, with ids and who did it, and nothing that was not asked for or was before")
  func told() async throws {
    try await Self.with { forum, root, receiver in
      let before = try await forum.thread(by: root)
      try await forum.caughtUp()
      forum.clock.advance(seconds: 60)
      let hook = try await Self.make(root, receiver, ["forum.thread.created", "forum.post.*", "auth.user.registered"])
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)
      try await ada.put("posts/\(try await root.get("threads/\(before["id"].text)/posts").data["items"][0]["id"].text)/reactions/like").expect(200)
      try await Self.until("not everything is told") { receiver.received.count >= 3 }
      try await forum.caughtUp()
      let types = try receiver.received.map { try $0.json["type"].text }
      #expect(types.sorted() == ["auth.user.registered", "forum.post.created", "forum.thread.created"])
      for received in receiver.received {
        let signature = try Self.signature(received, hook["secret"].text)
        #expect(received.headers["webhook-signature"] == signature)
      }
      let told = try #require(try receiver.received.first { try $0.json["type"].text == "forum.thread.created" })
      let me = try await ada.get("me").expect(200).data["id"].text
      #expect(try told.json["data"]["thread_id"].text == thread["id"].text && told.json["data"]["actor_id"].text == me)
      #expect(try told.json.names == ["data", "timestamp", "type"] && told.json["timestamp"].text == thread["created_at"].text)
      #expect(!receiver.received.contains { $0.body.contains("example.org") || $0.body.contains("opening text") })
      try await Self.until("not everything is marked") { try await Self.count(forum, hook, .delivered) == 3 }
      let log = try await Self.deliveries(root, hook)
      #expect(Set(log.map { $0["event_id"].text }) == Set(receiver.received.map(\.id)) && log.allSatisfy { $0["state"].text == "delivered" })
    }
  }

  @Test("a secret is shown once: not in lists, not in the store, not again after another key; a repeated request makes no second webhook")
  func secrets() async throws {
    try await Self.with { forum, root, receiver in
      let body: [String: Any] = ["url": receiver.url, "event_types": ["forum.*"]]
      let first = try await root.post("admin/webhooks", body, [.init("Idempotency-Key")!: "\"one\""]).expect(201)
      let again = try await root.post("admin/webhooks", body, [.init("Idempotency-Key")!: "\"one\""]).expect(201)
      let secret = first.data["secret"].text
      #expect(again.data["id"].text == first.data["id"].text && again.data["secret"].text == secret && secret.hasPrefix("whsec_"))
      #expect(Data(base64Encoded: String(secret.dropFirst(6)))?.count == 32)
      let id = first.data["id"].text
      for path in ["admin/webhooks", "admin/webhooks/\(id)", "admin/audit"] {
        #expect(try await !root.get(path).expect(200).text.contains(secret.dropFirst(6)))
      }
      let hook = try #require(try await forum.application.storage.webhooks.webhooks(forum.application.defaultTenant.id).first)
      #expect(!hook.secrets[0].sealed.contains(secret.dropFirst(6)) && hook.secrets[0].sealed.hasPrefix("s1."))
      let rotated = try await root.post("admin/webhooks/\(id)/rotate-secret").expect(200)
      #expect(rotated.data["secret"].text != secret && rotated.data["secrets"].items.count == 2)
      #expect(try await root.post("admin/webhooks", body, [.init("Idempotency-Key")!: "\"one\""]).expect(201).data["secret"].isNull)
      #expect(try await root.get("admin/webhooks").expect(200).data["items"].items.count == 1)
    }
  }

  @Test("after a rotation both secrets sign until the old one ends; a key pair signs as v1a and only its public key is ever shown")
  func rotation() async throws {
    try await Self.with { forum, root, receiver in
      let hook = try await Self.make(root, receiver)
      let id = hook["id"].text
      let rotated = try await root.post("admin/webhooks/\(id)/rotate-secret", ["overlap_seconds": 60]).expect(200).data
      try await root.post("admin/webhooks/\(id)/test").expect(202)
      try await Self.until("no test came") { try await Self.count(forum, hook, .delivered) == 1 }
      let both = receiver.received[0]
      let signatures = try [rotated, hook].map { try Self.signature(both, $0["secret"].text) }
      #expect(both.headers["webhook-signature"] == signatures.joined(separator: " "))
      forum.clock.advance(seconds: 61)
      try await root.post("admin/webhooks/\(id)/test").expect(202)
      try await Self.until("no test came") { try await Self.count(forum, hook, .delivered) == 2 }
      let single = try Self.signature(receiver.received[1], rotated["secret"].text)
      #expect(receiver.received[1].headers["webhook-signature"] == single)
      let pair = try await root.post("admin/webhooks/\(id)/rotate-secret", ["secret_kind": "ed25519", "overlap_seconds": 0]).expect(200).data
      try await root.post("admin/webhooks/\(id)/test").expect(202)
      try await Self.until("no test came") { try await Self.count(forum, hook, .delivered) == 3 }
      let last = receiver.received[2]
      let parts = try #require(last.headers["webhook-signature"]).split(separator: " ")
      #expect(parts.count == 1 && parts[0].hasPrefix("v1a,") && pair["secret"].text == pair["secrets"][0]["public_key"].text)
      let key = try Curve25519.Signing.PublicKey(
        rawRepresentation: try #require(Data(base64Encoded: String(pair["secret"].text.dropFirst("whpk_".count)))))
      let signed = Data("\(last.id).\(last.headers["webhook-timestamp"] ?? "").\(last.body)".utf8)
      let signature = try #require(Data(base64Encoded: String(parts[0].dropFirst(4))))
      #expect(key.isValidSignature(signature, for: signed))
    }
  }

  @Test("a receiver that was away gets everything under the same ids when it is back, without anybody's help")
  func awayAndBack() async throws {
    try await Self.with { forum, root, receiver in
      let hook = try await Self.make(root, receiver, ["forum.thread.created"])
      receiver.answer { _ in "503 Later\r\nRetry-After: 40" }
      for number in 0..<3 { _ = try await forum.thread(by: root, title: "Thread \(number)") }
      try await Self.until("no tries") { try await Self.deliveries(root, hook).count { $0["tries"].number == 1 } == 3 }
      let waiting = try await Self.deliveries(root, hook, "pending")
      #expect(waiting.count == 3 && waiting.allSatisfy { $0["status"].number == 503 })
      let ids = Set(receiver.received.map(\.id))
      receiver.answer { _ in "204 Fine" }
      forum.clock.advance(seconds: 30)
      try await Task.sleep(for: .milliseconds(1200))
      #expect(receiver.received.count == 3, "Retry-After is minded")
      forum.clock.advance(seconds: 30)
      try await Self.until("not delivered") { try await Self.deliveries(root, hook, "delivered").count == 3 }
      #expect(receiver.received.count == 6 && Set(receiver.received.suffix(3).map(\.id)) == ids && ids.count == 3)
      let detail = try await root.get("admin/webhooks/\(hook["id"].text)/deliveries/\(waiting[0]["id"].text)").expect(200).data
      #expect(detail["attempts"].items.map { $0["status"].number } == [503, 204] && detail["payload"].text.contains("forum.thread.created"))
      #expect(try await root.get("admin/webhooks/\(hook["id"].text)").expect(200).data["failures"].number == 0)
    }
  }

  @Test("what failed for good stays in the log: one is sent again by hand, all since a moment at once, each under its id")
  func byHand() async throws {
    try await Self.with(["webhooks.disable_after": "60d"]) { forum, root, receiver in
      let hook = try await Self.make(root, receiver, ["forum.thread.created"])
      receiver.answer { _ in "302 Elsewhere\r\nLocation: http://127.0.0.1:1/" }
      _ = try await forum.thread(by: root)
      for number in 1...10 {
        try await Self.until("try \(number) is not over") {
          let state: WebhookDelivery.State = number == 10 ? .failed : .pending
          return try await Self.all(forum, hook, state).first?.tries == Int64(number)
        }
        // Longer than any wait between two tries.
        forum.clock.advance(seconds: 100_000)
      }
      let later = try await forum.signIn("root", "a long pass phrase for root")
      let since = forum.clock.now
      let failed = try await Self.deliveries(later, hook, "failed")
      #expect(failed.count == 1 && failed[0]["tries"].number == 10 && failed[0]["next_at"].isNull && receiver.received.count == 10)
      let path = "admin/webhooks/\(hook["id"].text)"
      receiver.answer { _ in "200 OK" }
      let one = try await later.post("\(path)/deliveries/\(failed[0]["id"].text)/redeliver").expect(202).data
      #expect(one["state"].text == "pending" && one["event_id"].text == failed[0]["event_id"].text)
      try await Self.until("not sent again") { try await Self.count(forum, hook, .delivered) == 1 }
      #expect(receiver.received.last?.id == failed[0]["event_id"].text)
      receiver.answer { _ in "500 Oh" }
      for number in 0..<2 { _ = try await forum.thread(by: later, title: "Thread \(number)") }
      try await Self.until("not tried") { try await Self.all(forum, hook, .pending).count { $0.tries == 1 } == 2 }
      let id = try #require(WebhookID(hook["id"].text))
      let tenant = forum.application.defaultTenant.id
      #expect(try await forum.application.storage.webhooks.write(tenant, actor: nil) { try $0.dropOldestDeliveries(of: id, count: 2) } == 2)
      receiver.answer { _ in "200 OK" }
      #expect(try await later.post("\(path)/recover", ["since": "\(forum.clock.now.adding(seconds: 1))"]).expect(200).data["recovered"].number == 0)
      #expect(try await later.post("\(path)/recover", ["since": "\(since)"]).expect(200).data["recovered"].number == 2)
      try await Self.until("not all recovered") { try await Self.count(forum, hook, .delivered) == 3 }
      let detail = try await later.get("\(path)/deliveries/\(failed[0]["id"].text)").expect(200).data
      #expect(detail["attempts"].items.map { $0["number"].number } == Array(1...11))
    }
  }
}
