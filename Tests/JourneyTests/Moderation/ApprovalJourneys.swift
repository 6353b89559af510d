import Support
import Testing

@Suite("Approval and watched words") struct ApprovalJourneys {
  @Test("a new member's first posts wait, seen by nobody else; approved ones are news, and then the member is trusted")
  func firstPosts() async throws {
    try await withForum(["moderation.approve_first": "2"]) { forum in
      let root = try await forum.administrator()
      let thread = try await forum.thread(by: root, title: "Welcome")["id"].text
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let answer = try await ada.post("threads/\(thread)/posts", ["body": "Hello zanzibar"]).expect(201)
      let post = answer.data["id"].text
      #expect(answer.data["withheld"].flag)
      #expect(try await forum.bodies(of: thread, for: bob) == ["Its opening text."])
      try await bob.get("posts/\(post)").expect(404, "post_not_found")
      #expect(try await ada.get("posts/\(post)").expect(200).data["withheld"].flag)
      #expect(try await forum.visitor.get("threads/\(thread)").data["post_count"].number == 1)
      #expect(try await forum.found("zanzibar") == 0)
      #expect(try await root.get("notifications").data["unread_count"].number == 0)
      let item = try await forum.onlyCase(root, "?origin=approval")
      try await forum.decide("dismiss", item, by: root).expect(422, "validation_failed")
      try await forum.decide("approve", item, by: root).expect(200)
      #expect(try await forum.bodies(of: thread, for: bob) == ["Its opening text.", "Hello zanzibar"])
      #expect(try await forum.found("zanzibar") == 1)
      #expect(try await forum.notices(of: ada) == ["moderated approve"])
      let news = try await root.get("notifications").expect(200).data["items"].items
      #expect(news.map { "\($0["kind"].text) \($0["actor_handle"].text)" } == ["reply ada"])

      let opened = try await ada.post("threads", ["category_id": try await forum.category(), "title": "Mine", "body": "x"]).expect(201).data
      #expect(opened["withheld"].flag)
      #expect(try await bob.get("threads").data["items"].items.map { $0["title"].text } == ["Welcome"])
      try await forum.decide("approve", try await forum.onlyCase(root), by: root).expect(200)
      #expect(try await bob.get("threads/\(opened["id"].text)").expect(200).data["post_count"].number == 1)
      #expect(try await bob.get("categories").data["items"][0]["thread_count"].number == 2)
      #expect(try await !ada.post("threads/\(thread)/posts", ["body": "Free now"]).expect(201).data["withheld"].flag)

      let comment = try await bob.post("posts/\(post)/comments", ["body": "Buy"]).expect(201).data["id"].text
      try await forum.decide("delete", forum.onlyCase(root), by: root).expect(200)
      try await ada.get("comments/\(comment)").expect(404, "comment_not_found")
      #expect(try await ada.get("posts/\(post)").data["comment_count"].number == 0)
    }
  }

  @Test("watched words are refused, replaced, held or reported, in bodies and titles, for members alone")
  func watchedWords() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let ada = try await forum.member("ada")
      for (word, action) in [("casino*", "reject"), ("crypto", "hold"), ("bargain", "flag")] {
        try await root.post("moderation/watched-words", ["word": word, "action": action]).expect(201)
      }
      let darn = try await root.post("moderation/watched-words", ["word": "darn", "action": "replace", "replacement": "d***"]).expect(201).data
      try await root.post("moderation/watched-words", ["word": "DARN", "action": "flag"]).expect(409, "word_watched")
      try await ada.get("moderation/watched-words").expect(403, "permission_missing")
      let category = try await forum.category()
      let refused = try await ada.post("threads", ["category_id": category, "title": "Casino!", "body": "The best casinos"])
      refused.expect(422, "validation_failed")
      #expect(refused.json["errors"].items.map { "\($0["pointer"].text) \($0["code"].text)" } == ["/title watched_word", "/body watched_word"])
      let thread = try await ada.post("threads", ["category_id": category, "title": "Darn rain", "body": "It is **darn** wet."]).expect(201).data
      #expect(thread["title"].text == "d*** rain" && thread["slug"].text == "d-rain")
      let id = thread["id"].text
      #expect(try await forum.bodies(of: id, for: ada) == ["It is **d***** wet."])

      let held = try await forum.post("crypto for all", in: id, by: ada)
      #expect(try await forum.onlyCase(root)["withheld"].text == "held")
      try await forum.decide("approve", try await forum.onlyCase(root), by: root).expect(200)
      try await ada.patch("posts/\(held)", ["body": "more crypto"], version: 2).expect(200)
      #expect(try await forum.onlyCase(root)["withheld"].text == "hidden")
      try await forum.decide("hide", forum.onlyCase(root), by: root).expect(200)

      _ = try await forum.post("What a bargain", in: id, by: ada)
      #expect(try await forum.bodies(of: id, for: root).last == "What a bargain")
      let reported = try await forum.onlyCase(root, "?origin=watched_word")
      let history = try await root.get("moderation/cases/\(reported["id"].text)/history").data["items"].items
      #expect(history.map { $0["note"].text } == ["Watched words: bargain"])

      #expect(try await root.post("threads/\(id)/posts", ["body": "darn casino"]).expect(201).data["body"].text == "darn casino")
      try await root.delete("moderation/watched-words/\(darn["id"].text)").expect(204)
      #expect(try await ada.post("threads/\(id)/posts", ["body": "darn"]).expect(201).data["body"].text == "darn")
    }
  }

  @Test("of a small flood of spam the words and the reports catch what is spam, and nothing else")
  func flood() async throws {
    try await withForum(["moderation.hide_threshold": "15"]) { forum in
      let root = try await forum.administrator()
      let readers = [try await forum.member("ada"), try await forum.member("bob"), try await forum.member("cyd")]
      for word in ["free entry", "prize*", "claim now", "ringtone*"] {
        try await root.post("moderation/watched-words", ["word": word, "action": "hold"]).expect(201)
      }
      let thread = try await forum.thread(by: root)["id"].text
      let spammer = try await forum.member("spammer")
      let caught = ["FREE entry to our draw!", "You won a PRIZE, call us", "Claim, now, your gift", "The new ringtones are here"]
      let missed = ["Lonely? Text me", "Hot singles near you"]
      let ham = ["Are we free on Friday?", "I claim that it rains now and then", "The entry is at the back", "Ring the tone twice"]
      for body in caught + missed + ham { _ = try await forum.post(body, in: thread, by: spammer) }
      #expect(try await forum.bodies(of: thread, for: root).dropFirst() == (missed + ham)[...])
      let posts = try await root.get("threads/\(thread)/posts").data["items"].items
      for post in posts where missed.contains(post["body"].text) {
        for reader in readers { try await reader.post("posts/\(post["id"].text)/flags", ["reason": "spam"]).expect(201) }
      }
      #expect(try await forum.bodies(of: thread, for: root).dropFirst() == ham[...])
      let waiting = try await root.get("moderation/queue").data["items"].items
      #expect(waiting.map { $0["excerpt"].text }.sorted() == (caught + missed).sorted())
    }
  }
}
