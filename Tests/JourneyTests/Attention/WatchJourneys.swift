import Support
import Testing

/// A member's notifications, newest first: kind and what it is about.
extension TestForum {
  func news(of client: Client) async throws -> [String] {
    try await caughtUp()
    return try await client.get("notifications").expect(200).data["items"].items.map { $0["kind"].text }
  }
}

@Suite("Watching and being named") struct WatchJourneys {
  @Test("who watches a thread or its category hears of every new post; who mutes it hears of nothing")
  func watching() async throws {
    try await withForum { forum in
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let (cyd, dan) = (try await forum.member("cyd"), try await forum.member("dan"))
      let category = try await forum.category()
      try await cyd.put("categories/\(category)/watch", ["level": "watching"]).expect(204)
      let thread = try await forum.thread(by: ada)["id"].text
      // Whoever begins to watch hears of what comes after; the opening post is told by now.
      try await forum.caughtUp()
      for client in [bob, bob, dan] { try await client.put("threads/\(thread)/watch", ["level": "watching"]).expect(204) }
      _ = try await forum.post("hello", in: thread, by: dan)
      #expect(try await forum.news(of: bob) == ["watched"])
      #expect(try await forum.news(of: cyd) == ["watched", "watched"])
      #expect(try await forum.news(of: dan).isEmpty)
      #expect(try await forum.news(of: ada) == ["reply"])
      for client in [ada, cyd] { try await client.put("threads/\(thread)/watch", ["level": "muted"]).expect(204) }
      try await bob.delete("threads/\(thread)/watch").expect(204)
      _ = try await forum.post("again, @ada", in: thread, by: dan)
      #expect(try await forum.news(of: bob).count == 1)
      #expect(try await forum.news(of: cyd).count == 2)
      #expect(try await forum.news(of: ada).count == 1)
      let attention = try await cyd.get("threads/\(thread)/attention").expect(200).data
      #expect(attention["level"].text == "muted" && attention["category_level"].text == "watching")
      #expect(try await cyd.get("me/category-watches").expect(200).data["items"][0]["level"].text == "watching")
      #expect(try await dan.get("threads?filter=watched").expect(200).data["items"].items.map { $0["id"].text } == [thread])
      #expect(try await cyd.get("threads?filter=watched").expect(200).data["items"].items.isEmpty)
    }
  }

  @Test("whoever is named hears of it once for each post, also when an edit names them, and not from code")
  func mentions() async throws {
    try await withForum { forum in
      let (ada, bob, cyd) = (try await forum.member("ada"), try await forum.member("bob"), try await forum.member("cyd"))
      let thread = try await forum.thread(by: ada, body: "Look, @bob and @BOB! `@cyd` @nobody @ada")["id"].text
      #expect(try await forum.news(of: bob) == ["mention"])
      for client in [cyd, ada] { #expect(try await forum.news(of: client).isEmpty) }
      let opening = try await ada.get("threads/\(thread)/posts").data["items"][0]["id"].text
      try await ada.patch("posts/\(opening)", ["body": "Look, @bob and @cyd!"], version: 1).expect(200)
      #expect(try await forum.news(of: bob).count == 1)
      #expect(try await forum.news(of: cyd) == ["mention"])
      try await ada.patch("posts/\(opening)", ["body": "Look, @cyd!"], version: 2).expect(200)
      #expect(try await forum.news(of: cyd).count == 1)
      try await bob.post("posts/\(opening)/comments", ["body": "@cyd, really?"]).expect(201)
      #expect(try await forum.news(of: cyd) == ["mention", "mention"])
      #expect(try await forum.news(of: ada) == ["comment"])
      let many = (1...12).map { "user\($0)" }
      var people: [Client] = []
      for handle in many { people.append(try await forum.member(handle)) }
      _ = try await forum.post(many.map { "@\($0)" }.joined(separator: " "), in: thread, by: bob)
      #expect(try await forum.news(of: people[9]) == ["mention"])
      #expect(try await forum.news(of: people[10]).isEmpty)
    }
  }

  @Test("news of what can no longer be seen is gone, and so are its bookmarks")
  func visibility() async throws {
    try await withForum { forum in
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await forum.post("hello @ada", in: thread, by: bob)
      #expect(try await forum.news(of: ada) == ["mention"])
      let marked = try await ada.put("posts/\(post)/bookmark", ["note": "later"]).expect(200).data
      #expect(marked["note"].text == "later" && marked["excerpt"].text == "hello @ada" && marked["author"]["handle"].text == "bob")
      try await bob.delete("posts/\(post)").expect(204)
      #expect(try await forum.news(of: ada).isEmpty)
      #expect(try await ada.get("notifications").data["unread_count"].number == 0)
      #expect(try await ada.get("me/bookmarks").expect(200).data["items"].items.isEmpty)
      try await ada.put("posts/\(post)/bookmark", [:]).expect(404, "post_not_found")
      try await ada.delete("posts/\(post)/bookmark").expect(204)
    }
  }
}
