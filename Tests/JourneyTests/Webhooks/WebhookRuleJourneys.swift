import ForumKernel
import ForumRuntime
import Foundation
import Notifications
import Support
import Testing

@Suite("Who may have webhooks, where they reach, and how they end") struct WebhookRuleJourneys {
  @Test("410 turns a webhook off, and so do days without any success: its maker gets one mail, the audit log a line, and what waited goes on later")
  func endings() async throws {
    try await WebhookJourneys.with { forum, root, receiver in
      let gone = try await WebhookJourneys.make(root, receiver, ["forum.thread.created"])
      receiver.answer { _ in "410 Gone" }
      _ = try await forum.thread(by: root)
      try await WebhookJourneys.until("not turned off") {
        try await root.get("admin/webhooks/\(gone["id"].text)").expect(200).data["ended_by"].text == "gone"
      }
      try await root.post("admin/webhooks/\(gone["id"].text)/test").expect(409, "webhook_off")

      let failing = try await WebhookJourneys.make(root, receiver, ["forum.category.changed"])
      receiver.answer { _ in "500 Oh" }
      try await root.post("categories", ["name": "Shelf"]).expect(201)
      let mailer = try #require(forum.application.mailer as? MemoryMailer)
      try await WebhookJourneys.until("nobody is told") {
        forum.clock.advance(seconds: 20_000)
        return mailer.mails.count { $0.subject == "A webhook was turned off" } == 2
      }
      let later = try await forum.signIn("root", "a long pass phrase for root")
      let hook = try await later.get("admin/webhooks/\(failing["id"].text)").expect(200)
      #expect(hook.data["ended_by"].text == "failing" && !hook.data["active"].flag)
      let mails = mailer.mails.filter { $0.subject == "A webhook was turned off" }
      #expect(mails.allSatisfy { $0.recipient == "root@example.org" } && mails[1].text.contains(failing["id"].text))
      #expect(Set(mails.map(\.id)).count == 2)
      let lines = try await later.get("admin/audit").expect(200).data["items"].items.filter { $0["action"].text == "webhook.end" }
      #expect(lines.map { $0["reason"].text } == ["failing", "gone"])
      // What waited is sent when it is on again.
      let waiting = try await WebhookJourneys.count(forum, failing, .pending)
      receiver.answer { _ in "200 OK" }
      let on = try await later.patch("admin/webhooks/\(failing["id"].text)", ["active": true], version: hook.data["version"].number).expect(200).data
      #expect(on["ended_by"].isNull && on["failures"].number == 0 && on["failing_since"].isNull)
      forum.clock.advance(seconds: 90_000)
      try await WebhookJourneys.until("what waited is not sent") {
        try await WebhookJourneys.count(forum, failing, .delivered) == waiting
      }
    }
  }

  @Test("who lacks the permission, or is of another tenant, sees no webhook and makes none; a policy gives it to others")
  func permission() async throws {
    try await WebhookJourneys.with { forum, root, receiver in
      let hook = try await WebhookJourneys.make(root, receiver)
      let ada = try await forum.member("ada")
      for path in ["admin/webhooks", "webhooks/event-types"] {
        try await ada.get(path).expect(403, "permission_missing")
        try await forum.visitor.get(path).expect(401)
      }
      for path in ["admin/webhooks/\(hook["id"].text)", "admin/webhooks/\(hook["id"].text)/deliveries"] {
        #expect(try await ada.get(path).status == 404)
        try await forum.visitor.get(path).expect(401)
      }
      try await ada.post("admin/webhooks", ["url": receiver.url, "event_types": ["forum.*"]]).expect(403, "permission_missing")
      try await root.put("admin/roles/integrator", ["permissions": ["webhook.manage"]]).expect(200)
      try await root.put("admin/users/ada/roles/integrator").expect(200)
      let other = try await forum.signIn("ada", "a long pass phrase for ada")
      #expect(try await other.get("admin/webhooks").expect(200).data["items"].items.count == 1)
      #expect(try await other.get("webhooks/event-types").expect(200).data["items"].items.map { $0["name"].text }.contains("forum.post.created"))
    }
  }

  @Test("bad wishes are told with all their faults, and a forum has at most twenty webhooks")
  func badWishes() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let bad = try await root.post(
        "admin/webhooks",
        [
          "url": "https://127.0.0.1:22/", "event_types": ["forum.post.created", "nothing.*"], "category_ids": ["x"],
          "description": String(repeating: "x", count: 501), "secret_kind": "rsa", "colour": "red",
        ])
      bad.expect(422, "validation_failed")
      let pointers = Set(bad.json["errors"].items.map { $0["pointer"].text })
      #expect(pointers == ["/event_types/1", "/description", "/category_ids/0", "/secret_kind", "/colour"])
      let inside = try await root.post("admin/webhooks", ["url": "http://localhost:22/", "event_types": ["forum.*"]])
      inside.expect(422, "validation_failed")
      #expect(inside.json["errors"].items.map { $0["code"].text } == ["scheme", "port", "host"])
      let foreign = try await root.post(
        "admin/webhooks", ["url": "https://hooks.example.org/", "event_types": ["forum.*"], "category_ids": ["0190a0a0-0000-7000-8000-000000000000"]])
      #expect(foreign.json["errors"][0]["pointer"].text == "/category_ids/0" && foreign.json["errors"][0]["code"].text == "not_found")
      for number in 0..<20 {
        try await root.post("admin/webhooks", ["url": "https://hooks.example.org/\(number)", "event_types": ["forum.*"]]).expect(201)
      }
      try await root.post("admin/webhooks", ["url": "https://hooks.example.org/x", "event_types": ["forum.*"]]).expect(409, "too_many_webhooks")
    }
  }

  @Test("a webhook is changed over the version that was seen, and deleted with its log while deliveries wait")
  func changes() async throws {
    try await WebhookJourneys.with { forum, root, receiver in
      let hook = try await WebhookJourneys.make(root, receiver, ["forum.thread.created"])
      let path = "admin/webhooks/\(hook["id"].text)"
      try await root.patch(path, ["description": "x"]).expect(428, "version_required")
      try await root.patch(path, ["description": "x"], version: 9).expect(412, "version_stale")
      try await root.patch(path, ["url": "https://10.0.0.1/", "event_types": []], version: 1).expect(422, "validation_failed")
      let changed = try await root.patch(path, ["description": "For the shop", "active": false], version: 1).expect(200)
      #expect(changed.data["description"].text == "For the shop" && changed.data["version"].number == 2 && changed.data["url"].text == receiver.url)
      // Off: nothing is queued.
      _ = try await forum.thread(by: root)
      try await forum.caughtUp()
      #expect(try await WebhookJourneys.deliveries(root, hook).isEmpty && receiver.received.isEmpty)
      try await root.patch(path, ["active": true], version: 2).expect(200)
      receiver.answer { _ in "500 Oh" }
      _ = try await forum.thread(by: root)
      try await WebhookJourneys.until("not tried") { try await WebhookJourneys.deliveries(root, hook, "pending").first?["tries"].number == 1 }
      try await root.delete(path).expect(204)
      try await root.get(path).expect(404, "webhook_not_found")
      try await root.get("\(path)/deliveries").expect(404, "webhook_not_found")
      #expect(try await forum.application.storage.webhooks.deliveryBacklog() == 0)
      let actions = try await root.get("admin/audit").expect(200).data["items"].items.map { $0["action"].text }.filter { $0.hasPrefix("webhook.") }
      #expect(actions == ["webhook.delete", "webhook.edit", "webhook.edit", "webhook.create"])
    }
  }

  @Test("a webhook for a category hears of it alone; who may not read a category makes none that tells of it")
  func categories() async throws {
    try await WebhookJourneys.with { forum, root, receiver in
      let inside = try await root.post("categories", ["name": "Inside"]).expect(201).data["id"].text
      try await forum.caughtUp()
      forum.clock.advance(seconds: 60)
      _ = try await WebhookJourneys.make(root, receiver, ["forum.*"], ["category_ids": [inside]])
      _ = try await forum.thread(by: root)
      let thread = try await root.post("threads", ["category_id": inside, "title": "In", "body": "Here"]).expect(201).data["id"].text
      try await root.post("threads/\(thread)/posts", ["body": "More"]).expect(201)
      try await WebhookJourneys.until("not told") { receiver.received.count >= 3 }
      try await forum.caughtUp()
      #expect(try receiver.received.allSatisfy { try $0.json["data"]["thread_id"].text == thread } && receiver.received.count == 3)

      try await root.put("admin/roles/integrator", ["permissions": ["webhook.manage"]]).expect(200)
      try await forum.member("eve").get("me").expect(200)
      try await root.put("admin/users/eve/roles/integrator").expect(200)
      let rule: [String: Any] = [
        "effect": "forbid", "actions": ["forum.read"],
        "conditions": [
          ["attribute": "resource.category", "comparison": "in", "values": [inside]],
          ["attribute": "subject.roles", "comparison": "in", "values": ["integrator"]],
        ],
      ]
      try await root.put("admin/policies/inside", rule).expect(200)
      let eve = try await forum.signIn("eve", "a long pass phrase for eve")
      let all = try await eve.post("admin/webhooks", ["url": receiver.url, "event_types": ["forum.*"]])
      #expect(all.status == 422 && all.json["errors"][0]["code"].text == "required")
      let hidden = try await eve.post("admin/webhooks", ["url": receiver.url, "event_types": ["forum.*"], "category_ids": [inside]])
      #expect(hidden.status == 422 && hidden.json["errors"][0]["code"].text == "not_found")
      let general = try await forum.category()
      try await eve.post("admin/webhooks", ["url": receiver.url, "event_types": ["forum.*"], "category_ids": [general]]).expect(201)
    }
  }

  @Test("a receiver that hangs delays no other, and the forum neither")
  func hanging() async throws {
    try await HookReceiver.run { dead in
      try await WebhookJourneys.with { forum, root, receiver in
        dead.answer { _ in nil }
        let hanging = try await WebhookJourneys.make(root, dead, ["forum.*"])
        _ = try await WebhookJourneys.make(root, receiver, ["forum.post.created"])
        let began = ContinuousClock.now
        let thread = try await forum.thread(by: root)["id"].text
        for number in 0..<30 { try await root.post("threads/\(thread)/posts", ["body": "Post \(number)"]).expect(201) }
        try await WebhookJourneys.until("the living one waits") { receiver.received.count == 31 }
        #expect(began.duration(to: .now) < .seconds(12), "within the dead one's first deadline")
        #expect(Set(receiver.received.map(\.id)).count == 31)
        let pending = try await WebhookJourneys.deliveries(root, hanging, "pending").count
        #expect(pending >= 30)
      }
    }
  }
}
