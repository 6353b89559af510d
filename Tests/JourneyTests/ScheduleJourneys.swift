import Admin
import Forum
import ForumKernel
import ForumRuntime
import Foundation
import HTTPTypes
import Support
import Testing

extension TestForum {
  /// What the job does; how many changes were made.
  fileprivate func runDueChanges() async throws -> Int {
    try await ApplyDueChanges(store: application.storage.forum, reader: application.storage.cases)(now: clock.now)
  }
}

@Suite("Timed changes of threads") struct ScheduleJourneys {
  /// Sign-ins that last while the clock goes on.
  private static let patience = ["session.access_token_lifetime": "24h"]

  private func hour(_ forum: TestForum, _ hours: Int64 = 1) -> String { "\(forum.clock.now.adding(seconds: hours * 3600))" }

  /// A thread of ada's that is published within the hour; its id.
  private func waiting(_ forum: TestForum, by author: Client) async throws -> String {
    let body: [String: Any] = [
      "category_id": try await forum.category(), "title": "Soon", "body": "zanzibar", "tags": ["news"], "publish_at": hour(forum),
    ]
    let thread = try await author.post("threads", body).expect(201).data
    #expect(thread["withheld"].flag && thread["publish_at"].text == hour(forum))
    return thread["id"].text
  }

  @Test("a thread that waits for its publication is nowhere to be seen but for its author and moderators")
  func hidden() async throws {
    try await withForum(Self.patience) { forum in
      let root = try await forum.administrator()
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let end = try await forum.settledEnd()
      let thread = try await waiting(forum, by: ada)
      #expect(try await forum.settledEnd() == end)
      for other in [bob, forum.visitor] {
        try await other.get("threads/\(thread)").expect(404, "thread_not_found")
        try await other.get("threads/\(thread)/posts").expect(404, "thread_not_found")
        try await other.get("threads/\(thread)/events").expect(404, "thread_not_found")
        #expect(try await other.get("threads").data["items"].items.isEmpty)
      }
      try await bob.get("threads/\(thread)/schedule").expect(404, "thread_not_found")
      #expect(try await forum.found("zanzibar") == 0)
      #expect(try await bob.get("tags").data["items"].items.isEmpty)
      #expect(try await bob.get("categories").data["items"][0]["thread_count"].number == 0)
      #expect(try await bob.get("me/scheduled-threads").data["items"].items.isEmpty)
      try await bob.get("moderation/scheduled-threads").expect(403, "permission_missing")
      for reader in [ada, root] {
        #expect(try await reader.get("threads/\(thread)").expect(200).data["publish_at"].text == hour(forum))
        #expect(try await reader.get("threads/\(thread)/schedule").expect(200).data["publish_at"].text == hour(forum))
      }
      #expect(try await ada.get("me/scheduled-threads").data["items"].items.map { $0["id"].text } == [thread])
      #expect(try await root.get("moderation/scheduled-threads").data["items"].items.map { $0["id"].text } == [thread])
    }
  }

  @Test("its author reads it, corrects it unnoticed, and takes it back")
  func changedBefore() async throws {
    try await withForum(Self.patience) { forum in
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let thread = try await waiting(forum, by: ada)
      let post = try await ada.get("threads/\(thread)/posts").expect(200).data["items"][0]
      #expect(post["body"].text == "zanzibar")
      let end = try await forum.settledEnd()
      try await bob.patch("threads/\(thread)", ["title": "Mine"], version: 1).expect(404, "thread_not_found")
      try await bob.patch("posts/\(post["id"].text)", ["body": "Mine"], version: 1).expect(404, "post_not_found")
      try await bob.delete("threads/\(thread)").expect(404, "thread_not_found")
      try await ada.patch("threads/\(thread)", ["title": "Sooner"], version: 1).expect(200)
      try await ada.patch("posts/\(post["id"].text)", ["body": "zanzibar for @bob"], version: 1).expect(200)
      #expect(try await forum.settledEnd() == end)
      forum.clock.advance(seconds: 3600)
      try await forum.eventually { try await bob.get("threads/\(thread)").status == 200 }
      #expect(try await bob.get("threads/\(thread)").data["title"].text == "Sooner")
      #expect(try await bob.get("threads/\(thread)/posts").data["items"][0]["body"].text == "zanzibar for @bob")
      let other = try await waiting(forum, by: ada)
      try await ada.delete("threads/\(other)", [.ifMatch: "*"]).expect(204)
      forum.clock.advance(seconds: 3600)
      _ = try await forum.runDueChanges()
      for reader in [ada, bob] { try await reader.get("threads/\(other)").expect(404, "thread_not_found") }
      #expect(try await ada.get("me/scheduled-threads").data["items"].items.isEmpty)
    }
  }

  @Test("it is published at its time, once, as one that begins then")
  func publishing() async throws {
    try await withForum(Self.patience) { forum in
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      try await bob.put("categories/\(try await forum.category())/watch", ["level": "watching"]).expect(204)
      let thread = try await waiting(forum, by: ada)
      forum.clock.advance(seconds: 1800)
      _ = try await forum.thread(by: bob, title: "Between")
      forum.clock.advance(seconds: 1800)
      try await forum.eventually { try await bob.get("threads/\(thread)").status == 200 }
      let view = try await bob.get("threads/\(thread)").expect(200).data
      #expect(
        view["publish_at"].isNull && !view["withheld"].flag && view["created_at"].text == "\(forum.clock.now)" && view["post_count"].number == 1)
      #expect(try await bob.get("threads").data["items"].items.map { $0["title"].text } == ["Soon", "Between"])
      #expect(try await bob.get("threads?sort=created").data["items"].items.map { $0["title"].text } == ["Soon", "Between"])
      #expect(try await bob.get("threads").data["items"][0]["unread"].number == 1)
      #expect(try await forum.found("zanzibar") == 1)
      #expect(try await !forum.news(of: bob).isEmpty)
      #expect(try await bob.get("categories").data["items"][0]["thread_count"].number == 2)
      try await ada.patch("threads/\(thread)/schedule", ["publish_at": hour(forum)]).expect(409, "thread_published")
      // A clock that steps back plans nothing anew.
      forum.clock.advance(seconds: -3000)
      _ = try await forum.runDueChanges()
      forum.clock.advance(seconds: 7200)
      _ = try await forum.runDueChanges()
      #expect(try await bob.get("categories").data["items"][0]["thread_count"].number == 2)
      #expect(try await forum.application.jobs.run("recount").message?.hasSuffix("all are right") == true)
    }
  }

  @Test("a publication is moved and cancelled until it comes; moderators may bring it forward")
  func moving() async throws {
    try await withForum(Self.patience) { forum in
      let root = try await forum.administrator()
      let ada = try await forum.member("ada")
      let thread = try await waiting(forum, by: ada)
      let later = hour(forum, 5)
      #expect(try await ada.patch("threads/\(thread)/schedule", ["publish_at": later]).expect(200).data["publish_at"].text == later)
      forum.clock.advance(seconds: 2 * 3600)
      #expect(try await forum.runDueChanges() == 0)
      try await forum.visitor.get("threads/\(thread)").expect(404, "thread_not_found")
      try await ada.patch("threads/\(thread)/schedule", ["publish_at": "2020-01-01T00:00:00Z"]).expect(422, "validation_failed")
      try await root.post("threads/\(thread)/restore").expect(200)
      #expect(try await forum.visitor.get("threads").data["items"].items.count == 1)
      #expect(try await ada.get("threads/\(thread)/schedule").data["publish_at"].isNull)
      let other = try await waiting(forum, by: ada)
      #expect(try await ada.patch("threads/\(other)/schedule", ["publish_at": NSNull()]).expect(200).data["publish_at"].isNull)
      forum.clock.advance(seconds: 5 * 3600)
      #expect(try await forum.runDueChanges() == 0)
      try await ada.get("threads/\(other)").expect(404, "thread_not_found")
      for time in ["2020-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "soon"] {
        let body = ["category_id": try await forum.category(), "title": "T", "body": "x", "publish_at": time]
        try await ada.post("threads", body).expect(422, "validation_failed")
      }
    }
  }

  @Test("moderators plan locks and pins; what was missed is made up for in its order")
  func locksAndPins() async throws {
    try await withForum(Self.patience) { forum in
      let root = try await forum.administrator()
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      try await ada.patch("threads/\(thread)/schedule", ["lock_at": hour(forum)]).expect(403, "permission_missing")
      let planned: [String: Any] = ["pin_at": hour(forum), "unpin_at": hour(forum, 3), "lock_at": hour(forum, 2)]
      #expect(try await root.patch("threads/\(thread)/schedule", planned).expect(200).data["lock_at"].text == hour(forum, 2))
      #expect(try await ada.get("threads/\(thread)/schedule").data["unpin_at"].text == hour(forum, 3))
      forum.clock.advance(seconds: 3600)
      try await forum.eventually { try await forum.visitor.get("threads/\(thread)").data["pinned"].flag }
      forum.clock.advance(seconds: 5 * 3600)
      try await forum.eventually { try await !forum.visitor.get("threads/\(thread)").data["pinned"].flag }
      #expect(try await forum.visitor.get("threads/\(thread)").data["locked"].flag)
      try await ada.post("threads/\(thread)/posts", ["body": "x"]).expect(409, "thread_locked")
      let plan = try await root.get("threads/\(thread)/schedule").data
      #expect(plan["lock_at"].isNull && plan["pin_at"].isNull && plan["unpin_at"].isNull)
      try await root.patch("threads/\(thread)/schedule", ["unlock_at": hour(forum)]).expect(200)
      try await root.patch("threads/\(thread)/schedule", ["unlock_at": NSNull()]).expect(200)
      forum.clock.advance(seconds: 7200)
      #expect(try await forum.runDueChanges() == 0)
      #expect(try await forum.visitor.get("threads/\(thread)").data["locked"].flag)
    }
  }

  @Test("what waits for moderators as well is seen when both have come; who is silenced publishes nothing")
  func held() async throws {
    try await withForum(["moderation.approve_first": "2"].merging(Self.patience) { $1 }) { forum in
      let root = try await forum.administrator()
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let thread = try await waiting(forum, by: ada)
      try await forum.decide("approve", forum.onlyCase(root), by: root).expect(200)
      try await bob.get("threads/\(thread)").expect(404, "thread_not_found")
      forum.clock.advance(seconds: 3600)
      try await forum.eventually { try await bob.get("threads/\(thread)").status == 200 }
      let late = try await waiting(forum, by: ada)
      forum.clock.advance(seconds: 3600)
      _ = try await forum.runDueChanges()
      try await forum.eventually { try await root.get("moderation/scheduled-threads").data["items"].items.isEmpty }
      try await bob.get("threads/\(late)").expect(404, "thread_not_found")
      try await forum.decide("approve", forum.onlyCase(root), by: root).expect(200)
      #expect(try await bob.get("threads/\(late)").expect(200).data["post_count"].number == 1)
      let spam = try await waiting(forum, by: bob)
      try await forum.decide("silence", forum.onlyCase(root), by: root).expect(200)
      forum.clock.advance(seconds: 7200)
      #expect(try await forum.runDueChanges() == 0)
      try await forum.visitor.get("threads/\(spam)").expect(404, "thread_not_found")
    }
  }
}
