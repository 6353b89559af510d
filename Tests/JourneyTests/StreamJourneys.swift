import Admin
import Forum
import ForumKernel
import ForumRuntime
import LiveFeed
import Support
import Testing

@Suite struct StreamJourneys {
  @Test("what was written can be found at once with wait=indexed, with a typo and an unfinished word")
  func search() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada, title: "On the analytical engine")["id"].text
      let found = try await ada.get("search?wait=indexed&q=analytcal%20engin").expect(200).data
      #expect(found["items"][0]["thread_id"].text == thread)
      #expect(found["items"][0]["title_highlighted"].text.contains("<em>"))
      try await forum.administrator().delete("threads/\(thread)").expect(204)
      #expect(try await ada.get("search?wait=indexed&q=analytical").data["items"].items.isEmpty)
      try await ada.get("search?q=x&filter=color%20%3D%20red").expect(422, "validation_failed")
    }
  }

  @Test("who was answered is told, who wrote is not, and reading clears the count")
  func notifications() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let bob = try await forum.member("bob")
      let thread = try await forum.thread(by: ada, title: "Hello")["id"].text
      let post = try await bob.post("threads/\(thread)/posts", ["body": "Hi"]).expect(201).data["id"].text
      try await ada.post("posts/\(post)/comments", ["body": "Nice"]).expect(201)
      try await forum.caughtUp()
      let news = try await ada.get("notifications").expect(200).data
      #expect(news["unread_count"].number == 1)
      #expect(news["items"][0]["kind"].text == "reply" && news["items"][0]["actor_handle"].text == "bob")
      #expect(try await bob.get("notifications").data["items"].items.map { $0["kind"].text } == ["comment"])
      #expect(try await ada.post("notifications/read").expect(200).data["marked"].number == 1)
      #expect(try await ada.get("notifications?unread=true").data["items"].items.isEmpty)
      try await forum.visitor.get("notifications").expect(401, "sign_in_required")
    }
  }

  @Test("trends count what happened, by the day", .enabled(if: TestProfile.current == .embedded, "A broker keeps its own time."))
  func trends() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let thread = try await forum.thread(by: root)["id"].text
      for _ in 0..<3 { try await root.post("threads/\(thread)/posts", ["body": "x"]).expect(201) }
      forum.clock.advance(seconds: 60)
      try await forum.caughtUp()
      let points = try await root.get("analytics/trends?metric=posts").expect(200).data["points"].items
      #expect(points.map { $0["count"].number }.reduce(0, +) == 4)
      try await forum.member("ada").get("analytics/trends?metric=posts").expect(403, "permission_missing")
      try await root.get("analytics/trends?metric=posts&interval=hour&from=2000-01-01T00:00:00Z").expect(422, "validation_failed")
    }
  }

  @Test("a thread's feed delivers what happens in it, replays from a position, and resets for one that is gone")
  func feed() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let other = try await forum.thread(by: ada)["id"].text
      let reader = Principal(tenant: forum.application.defaultTenant.id, permissions: [.forumRead])
      let id = try #require(ThreadID(thread))
      try await forum.caughtUp()
      var live = try await forum.application.feed.follow([.thread(id)], as: { reader }, after: nil).makeAsyncIterator()
      let post = try await ada.post("threads/\(thread)/posts", ["body": "x"]).expect(201).data["id"].text
      try await ada.post("threads/\(other)/posts", ["body": "elsewhere"]).expect(201)
      try await ada.put("posts/\(post)/reactions/like").expect(200)
      let first = try #require(try await live.next())
      let second = try #require(try await live.next())
      #expect([first.name, second.name] == ["post.created", "reaction.added"])
      #expect(try JSON(first.data)["data"]["post_id"].text == post)
      guard case .post(let shown)? = first.entities.first else {
        Issue.record("the event does not show the post")
        return
      }
      #expect(shown.post.id.description == post && shown.post.content.body == "x")
      var replay = try await forum.application.feed.follow([.thread(id)], as: { reader }, after: first.id).makeAsyncIterator()
      #expect(try await replay.next()?.id == second.id)
      for gone in ["other-1", "garbage", "\(first.id)0000"] {
        var feed = try await forum.application.feed.follow([.thread(id)], as: { reader }, after: gone).makeAsyncIterator()
        #expect(try await feed.next()?.name == "reset")
      }
    }
  }

  @Test("all who wait for what happens in a thread are shown one reading of it, whoever comes later a new one")
  func sharedEvents() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let reader = Principal(tenant: forum.application.defaultTenant.id, permissions: [.forumRead])
      let id = try #require(ThreadID(thread))
      try await forum.caughtUp()
      let follow = { try await forum.application.feed.follow([.thread(id)], as: { reader }, after: $0).makeAsyncIterator() }
      var (one, other) = (try await follow(nil), try await follow(nil))
      let start = try await forum.application.stream.info().end.description
      let post = try await ada.post("threads/\(thread)/posts", ["body": "before"]).expect(201).data["id"].text
      let event = try #require(try await one.next())
      #expect(try await other.next() === event)
      #expect(event.form("text") { [1] } == [1] && event.form("text") { [2] } == [1] && event.form("other") { [2] } == [2])
      try await ada.patch("posts/\(post)", ["body": "after"], version: 1).expect(200)
      var late = try await follow(start)
      guard case .post(let shown)? = try await late.next()?.entities.first else {
        Issue.record("the event does not show the post")
        return
      }
      #expect(shown.post.content.body == "after")
    }
  }
}
