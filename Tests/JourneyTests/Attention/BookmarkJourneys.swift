import ForumKernel
import Support
import Testing

@Suite("Bookmarks and people one ignores") struct BookmarkJourneys {
  @Test("a bookmark is one for a post, with a note that can change, in pages of one's own")
  func bookmarks() async throws {
    try await withForum { forum in
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let thread = try await forum.thread(by: ada)["id"].text
      var posts: [String] = []
      for text in ["one", "two", "three"] { posts.append(try await forum.post(text, in: thread, by: ada)) }
      for post in posts { try await bob.put("posts/\(post)/bookmark", [:]).expect(200) }
      try await bob.put("posts/\(posts[0])/bookmark", ["note": "first"]).expect(200)
      let page = try await bob.get("me/bookmarks?limit=2").expect(200).data
      #expect(page["items"].items.map { $0["post_id"].text } == [posts[2], posts[1]])
      let rest = try await bob.get("me/bookmarks?limit=2&cursor=\(page["next"].text)").expect(200).data
      #expect(rest["items"].items.map { $0["note"].text } == ["first"] && rest["next"].isNull)
      let attention = try await bob.get("threads/\(thread)/attention").expect(200).data
      #expect(attention["bookmarked_post_ids"].items.map(\.text) == posts)
      for _ in 0..<2 { try await bob.delete("posts/\(posts[1])/bookmark").expect(204) }
      #expect(try await bob.get("me/bookmarks").data["items"].items.count == 2)
      #expect(try await ada.get("me/bookmarks").data["items"].items.isEmpty)
      try await forum.visitor.put("posts/\(posts[0])/bookmark", [:]).expect(401, "sign_in_required")
      let tooLong = String(repeating: "x", count: 501)
      try await bob.put("posts/\(posts[0])/bookmark", ["note": tooLong]).expect(422, "validation_failed")
    }
  }

  @Test("the texts of somebody one ignores are left out of one's lists alone, and they cannot notify")
  func ignoring() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let (ada, bob, cyd) = (try await forum.member("ada"), try await forum.member("bob"), try await forum.member("cyd"))
      forum.clock.advance(seconds: 1)
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await forum.post("Buy this, @ada", in: thread, by: bob)
      try await bob.post("posts/\(post)/comments", ["body": "And this."]).expect(201)
      #expect(try await forum.news(of: ada) == ["mention"])
      #expect(try await forum.bodies(of: thread, for: cyd).last == "Buy this, @ada")
      for _ in 0..<2 { try await ada.put("me/ignored-users/Bob").expect(204) }
      #expect(try await forum.bodies(of: thread, for: ada) == ["Its opening text.", ""])
      let shown = try await ada.get("threads/\(thread)/posts").data["items"][1]
      #expect(shown["ignored"].flag && shown["body_html"].text == "" && shown["author"]["handle"].text == "bob")
      #expect(try await ada.get("posts/\(post)").expect(200).data["body"].text == "Buy this, @ada")
      #expect(try await ada.get("posts/\(post)/comments").expect(200).data["items"][0]["ignored"].flag)
      for client in [cyd, forum.visitor] { #expect(try await forum.bodies(of: thread, for: client).last == "Buy this, @ada") }
      #expect(try await forum.news(of: ada).isEmpty)
      _ = try await forum.post("Again, @ada", in: thread, by: bob)
      #expect(try await forum.news(of: ada).isEmpty)
      #expect(try await ada.get("threads").data["items"][0]["unread"].number == 0)
      #expect(try await ada.get("me/ignored-users").expect(200).data["items"].items.map { $0["handle"].text } == ["bob"])
      for _ in 0..<2 { try await ada.delete("me/ignored-users/bob").expect(204) }
      #expect(try await forum.bodies(of: thread, for: ada).last == "Again, @ada")
      #expect(try await forum.news(of: ada) == ["mention"])
      try await ada.put("me/ignored-users/ada").expect(403, "own_account")
      try await ada.put("me/ignored-users/root").expect(403, "moderator_ignored")
      try await ada.put("me/ignored-users/nobody-here").expect(404, "user_not_found")
      try await forum.visitor.put("me/ignored-users/bob").expect(401, "sign_in_required")
      _ = root
    }
  }
}
