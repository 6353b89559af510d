import Support
import Testing

/// The moderators' queue, live: what `GET moderation/queue` shows to each, as it comes and goes.
@Suite("The live moderation queue", .timeLimit(.minutes(5))) struct LiveQueueTests {
  @Test("a case is told of when it opens, when it is decided and when it opens again")
  func changes() async throws {
    try await withForum(["moderation.approve_first": "1"]) { forum in
      let root = try await forum.administrator()
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let thread = try await forum.thread(by: root)["id"].text
      try await forum.listening { port in
        try await LiveClient.open(port, as: root) { live in
          try await live.subscribe("moderation/queue")
          let post = try await ada.post("threads/\(thread)/posts", ["body": "held"]).expect(201).data["id"].text
          let held = try await live.next("event")
          #expect(held["event"].text == "case.opened" && held["data"]["data"]["origin"].text == "approval" && held["data"]["actor"].isNull, "\(held)")
          let id = held["data"]["data"]["case_id"].text
          #expect(try await root.get("moderation/queue").expect(200).data["items"][0]["id"].text == id)
          try await root.post("moderation/cases/\(id)/decision", ["action": "approve"]).expect(200)
          let decided = try await live.next("event")
          #expect(decided["event"].text == "case.decided" && decided["data"]["data"]["action"].text == "approve" && decided["data"]["actor"].isNull)
          try await bob.post("posts/\(post)/flags", ["reason": "spam"]).expect(201)
          let again = try await live.next("event")
          #expect(again["event"].text == "case.opened" && again["data"]["data"]["case_id"].text == id, "\(again)")
          #expect(again["data"]["data"]["origin"].text == "flag" && again["data"]["data"]["post_id"].text == post && again["data"]["actor"].isNull)
        }
      }
    }
  }

  @Test("who moderates a category is told of it alone, and nobody of a category that is hidden from them")
  func scopes() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let (ada, keeper, mod) = (try await forum.member("ada"), try await forum.member("keeper"), try await forum.member("mod"))
      let inside = try await root.post("categories", ["name": "Inside"]).expect(201).data["id"].text
      let rule: [String: Any] = [
        "effect": "forbid", "actions": ["forum.read"],
        "conditions": [
          ["attribute": "resource.category", "comparison": "in", "values": [inside]],
          ["attribute": "subject.handle", "comparison": "in", "values": ["mod"]],
        ],
      ]
      try await root.put("admin/policies/inside", rule).expect(200)
      try await root.put("admin/users/mod/roles/moderator").expect(200)
      try await root.put("categories/\(try await forum.category())/moderators/keeper").expect(204)
      var posts: [String] = []
      for category in [inside, try await forum.category()] {
        let thread = try await root.post("threads", ["category_id": category, "title": "A thread", "body": "x"]).expect(201).data["id"].text
        posts.append(try await root.get("threads/\(thread)/posts").expect(200).data["items"][0]["id"].text)
      }
      try await forum.listening { [posts] port in
        for moderator in [keeper, mod] {
          try await LiveClient.open(port, as: moderator) { live in
            #expect(try await live.subscribe("moderation/queue")["type"].text == "subscribed")
            // The one that is not theirs comes first.
            let reporter = try await forum.member(moderator.token == mod.token ? "eve" : "bob")
            for post in posts { try await reporter.post("posts/\(post)/flags", ["reason": "spam"]).expect(201) }
            for item in try await root.get("moderation/queue").expect(200).data["items"].items {
              try await root.post("moderation/cases/\(item["id"].text)/decision", ["action": "dismiss"]).expect(200)
            }
            for name in ["case.opened", "case.decided"] {
              let event = try await live.next("event")
              #expect(event["event"].text == name && event["data"]["data"]["post_id"].text == posts[1], "\(event)")
            }
          }
        }
        try await LiveClient.open(port, as: keeper) { live in
          try await live.subscribe("moderation/queue")
          try await root.delete("categories/\(try await forum.category())/moderators/keeper").expect(204)
          try await ada.post("posts/\(posts[1])/flags", ["reason": "spam"]).expect(201)
          #expect(try await live.next()["code"].text == "permission_missing")
        }
      }
    }
  }
}
