import Support
import Testing

/// What live topics tell, and to whom: no more than the same over REST.
@Suite("What live topics tell", .timeLimit(.minutes(5))) struct LiveRightsTests {
  /// What an answer to `GET events` begins with: its status, of a stream that goes on too.
  private func status(_ port: Int, _ token: String, _ topics: String) async throws -> String {
    var line = ""
    try await RawConnection.open(port) { connection in
      try await connection.send("GET /api/v1/events?topics=\(topics) HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer \(token)\r\n\r\n")
      line = try await connection.read(through: "\r\n")
    }
    return String(line.dropFirst("HTTP/1.1 ".count).prefix(3))
  }

  @Test("a token follows what its scopes may read, the same over both, and is nobody's face where it is no account")
  func scopes() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = "threads/\(try await forum.thread(by: ada)["id"].text)"
      try await forum.listening { port in
        let allowed: [(scopes: [String], topics: Set<String>)] = [
          (["forum.read"], [thread, "flags"]), (["reaction.set"], []), (["account.use"], ["notifications"]),
          (["forum.read", "account.use"], [thread, "flags", "notifications", "presence/\(thread)"]),
        ]
        for (scopes, topics) in allowed {
          let token = try await ada.post("me/tokens", ["name": "bot", "scopes": scopes]).expect(201).data["token"].text
          try await LiveClient.open(port, as: forum.visitor.with(token: token)) { live in
            for topic in [thread, "flags", "notifications", "moderation/queue", "presence/\(thread)"] {
              let answer = try await live.subscribe(topic)
              #expect((answer["type"].text == "subscribed") == topics.contains(topic), "\(scopes) \(topic): \(answer)")
              if !topics.contains(topic) { #expect(answer["code"].text == "permission_missing", "\(scopes) \(topic): \(answer)") }
              if topic.hasPrefix("presence") { continue }
              #expect(try await status(port, token, topic) == (topics.contains(topic) ? "200" : "403"), "\(scopes) \(topic)")
              if topics.contains(topic) {
                try await live.say(#"{"type":"unsubscribe","topic":"\#(topic)"}"#)
                _ = try await live.next("unsubscribed")
              }
            }
          }
        }
      }
    }
  }

  @Test("who did something with what is their own is told, and who moderated is not")
  func actors() async throws {
    try await withForum(["moderation.approve_first": "1"]) { forum in
      let root = try await forum.administrator()
      let ada = try await forum.member("ada")
      let (adaID, rootID) = (try await ada.get("me").data["id"].text, try await root.get("me").data["id"].text)
      let category = try await forum.category()
      let thread = try await forum.thread(by: root)["id"].text
      try await forum.listening { port in
        try await LiveClient.open(port, as: forum.visitor) { live in
          try await LiveClient.open(port, as: forum.visitor) { shelf in
            try await live.subscribe("threads/\(thread)")
            try await shelf.subscribe("categories/\(category)")
            func next(_ name: String) async throws -> JSON {
              let event = try await live.next("event")
              #expect(event["event"].text == name, "\(event)")
              return event["data"]["actor"]
            }
            // It waits, and comes by who approves it.
            let post = try await ada.post("threads/\(thread)/posts", ["body": "held"]).expect(201).data["id"].text
            try await root.post("posts/\(post)/restore").expect(200)
            #expect(try await next("post.created").isNull)
            #expect(try await shelf.next("event")["data"]["actor"].isNull)
            let second = try await ada.post("threads/\(thread)/posts", ["body": "seen at once"]).expect(201).data["id"].text
            #expect(try await next("post.created").text == adaID)
            #expect(try await shelf.next("event")["data"]["actor"].text == adaID)
            try await ada.patch("posts/\(second)", ["body": "mine"], version: 1).expect(200)
            #expect(try await next("post.edited").text == adaID)
            try await root.patch("posts/\(second)", ["body": "better"], version: 2).expect(200)
            #expect(try await next("post.edited").isNull)
            try await ada.put("posts/\(second)/reactions/like").expect(200)
            #expect(try await next("reaction.added").text == adaID)
            try await root.delete("posts/\(second)").expect(204)
            #expect(try await next("post.deleted").isNull)
            try await root.patch("threads/\(thread)", ["title": "Another"], version: 1).expect(200)
            #expect(try await next("thread.changed").text == rootID)
            #expect(try await shelf.next("event")["data"]["actor"].text == rootID)
            try await root.delete("threads/\(thread)").expect(204)
            #expect(try await next("thread.changed").isNull)
            #expect(try await shelf.next("event")["data"]["actor"].isNull)
          }
        }
      }
    }
  }

  @Test("an author is not told whose decision it was, by the notice or by the event that brings it")
  func notices() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let rootID = try await root.get("me").data["id"].text
      let thread = try await forum.thread(by: root)["id"].text
      let post = try await ada.post("threads/\(thread)/posts", ["body": "x"]).expect(201).data["id"].text
      try await bob.post("posts/\(post)/flags", ["reason": "spam"]).expect(201)
      let id = try await root.get("moderation/queue").expect(200).data["items"][0]["id"].text
      try await forum.listening { port in
        try await LiveClient.open(port, as: ada) { live in
          try await live.subscribe("notifications")
          try await root.post("moderation/cases/\(id)/decision", ["action": "hide"]).expect(200)
          let event = try await live.next("event")
          #expect(event["data"]["data"]["kind"].text == "moderated" && !"\(event)".contains(rootID), "\(event)")
        }
      }
    }
  }

  @Test("a thread that is moved is told of where it was and where it is, without the categories that somebody may not see")
  func moves() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let bob = try await forum.member("bob")
      let from = try await forum.category()
      let (open, hidden) = (
        try await root.post("categories", ["name": "Open"]).expect(201).data["id"].text,
        try await root.post("categories", ["name": "Hidden"]).expect(201).data["id"].text
      )
      let rule: [String: Any] = [
        "effect": "forbid", "actions": ["forum.read"],
        "conditions": [
          ["attribute": "resource.category", "comparison": "in", "values": [hidden]],
          ["attribute": "subject.handle", "comparison": "in", "values": ["bob"]],
        ],
      ]
      try await root.put("admin/policies/inside", rule).expect(200)
      let thread = try await forum.thread(by: root, title: "A moving thread")["id"].text
      try await forum.listening { port in
        try await LiveClient.open(port, as: bob) { live in
          try await LiveClient.open(port, as: root) { other in
            for topic in ["categories/\(from)", "categories/\(open)"] { try await live.subscribe(topic) }
            try await other.subscribe("categories/\(hidden)")
            try await root.patch("threads/\(thread)", ["category_id": open], version: 1).expect(200)
            for _ in 0..<2 {
              let data = try await live.next("event")["data"]["data"]
              #expect(data["category_id"].text == open && data["from_category_id"].text == from && !data["thread"].isNull, "\(data)")
            }
            try await root.post("threads/\(thread)/move", ["category_id": hidden]).expect(200)
            let event = try await live.next("event")
            let data = event["data"]["data"]
            #expect(event["topic"].text == "categories/\(open)" && data["from_category_id"].text == open && data["thread_id"].text == thread)
            #expect(data["category_id"].isNull && data["thread"].isNull && !"\(event)".contains(hidden) && !"\(event)".contains("moving"), "\(event)")
            let seen = try await other.next("event")["data"]["data"]
            #expect(seen["category_id"].text == hidden && seen["from_category_id"].text == open && seen["thread"]["title"].text == "A moving thread")
          }
        }
      }
    }
  }
}
