import ForumKernel
import Support
import Testing

@Suite("Unread threads") struct UnreadJourneys {
  private func titles(_ client: Client, _ query: String) async throws -> [String] {
    try await client.get("threads?\(query)").expect(200).data["items"].items.map { $0["title"].text }
  }

  @Test("what others wrote since is counted in the list, up to where one has read, on every device")
  func counts() async throws {
    try await withForum { forum in
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      forum.clock.advance(seconds: 1)
      let thread = try await forum.thread(by: ada, title: "News")["id"].text
      for text in ["one", "two"] { _ = try await forum.post(text, in: thread, by: ada) }
      _ = try await forum.post("mine", in: thread, by: bob)
      func unread(_ client: Client) async throws -> JSON { try await client.get("threads").expect(200).data["items"][0]["unread"] }
      #expect(try await unread(bob).number == 3)
      #expect(try await unread(ada).number == 1)
      #expect(try await unread(forum.visitor).isNull)
      let marked = try await bob.put("threads/\(thread)/read", ["position": 2]).expect(200).data
      #expect(marked["read_position"].number == 2 && marked["unread"].number == 1)
      #expect(try await bob.put("threads/\(thread)/read", ["position": 1]).expect(200).data["read_position"].number == 2)
      #expect(try await bob.put("threads/\(thread)/read", [:]).expect(200).data["read_position"].number == 4)
      #expect(try await unread(bob).number == 0)
      let new = try await forum.post("three", in: thread, by: ada)
      let next = try await bob.get("threads/\(thread)/posts?after=4").expect(200).data["items"].items
      #expect(next.map { $0["id"].text } == [new])
      try await ada.delete("posts/\(new)").expect(204)
      #expect(try await unread(bob).number == 0)
      try await bob.delete("threads/\(thread)/read").expect(204)
      #expect(try await unread(bob).number == 3)
    }
  }

  @Test("the unread list holds what is unread and not muted, and reading everything empties it")
  func filter() async throws {
    try await withForum { forum in
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      forum.clock.advance(seconds: 1)
      var ids: [String] = []
      for title in ["first", "second", "third"] {
        ids.append(try await forum.thread(by: ada, title: title)["id"].text)
        forum.clock.advance(seconds: 1)
      }
      #expect(try await titles(bob, "filter=unread") == ["third", "second", "first"])
      let page = try await bob.get("threads?filter=unread&limit=2").expect(200).data
      #expect(page["items"].items.count == 2)
      #expect(try await titles(bob, "filter=unread&limit=2&cursor=\(page["next"].text)") == ["first"])
      #expect(try await titles(ada, "filter=unread").isEmpty)
      try await bob.put("threads/\(ids[1])/watch", ["level": "muted"]).expect(204)
      try await bob.put("threads/\(ids[2])/read", [:]).expect(200)
      #expect(try await titles(bob, "filter=unread") == ["first"])
      try await bob.put("categories/\(try await forum.category())/watch", ["level": "muted"]).expect(204)
      #expect(try await titles(bob, "filter=unread").isEmpty)
      try await bob.delete("categories/\(try await forum.category())/watch").expect(204)
      try await bob.put("me/reading", [:]).expect(200)
      #expect(try await titles(bob, "filter=unread").isEmpty)
      forum.clock.advance(seconds: 1)
      _ = try await forum.post("again", in: ids[0], by: ada)
      #expect(try await titles(bob, "filter=unread") == ["first"])
    }
  }

  @Test("lists can begin at a moment: what moved since, what was opened since")
  func since() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let old = try await forum.thread(by: ada, title: "old")["id"].text
      forum.clock.advance(seconds: 10)
      let moment = forum.clock.now
      forum.clock.advance(seconds: 10)
      _ = try await forum.thread(by: ada, title: "new")
      #expect(try await titles(forum.visitor, "since=\(moment)") == ["new"])
      forum.clock.advance(seconds: 10)
      _ = try await forum.post("again", in: old, by: ada)
      #expect(try await titles(forum.visitor, "since=\(moment)") == ["old", "new"])
      #expect(try await titles(forum.visitor, "since=\(moment)&sort=created") == ["new"])
    }
  }

  @Test("marks need an account, a thread that can be seen and a post that is there")
  func refusals() async throws {
    try await withForum { forum in
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let thread = try await forum.thread(by: ada)["id"].text
      try await forum.visitor.put("threads/\(thread)/read", [:]).expect(401, "sign_in_required")
      try await forum.visitor.get("threads?filter=unread").expect(401, "sign_in_required")
      try await bob.put("threads/\(thread)/read", ["position": 2]).expect(422, "validation_failed")
      try await bob.put("me/reading", ["read_before": "2999-01-01T00:00:00Z"]).expect(422, "validation_failed")
      try await bob.put("threads/\(thread)/watch", ["level": "loud"]).expect(422, "validation_failed")
      try await bob.get("threads?filter=unread&sort=created").expect(422, "validation_failed")
      try await ada.delete("threads/\(thread)").expect(204)
      try await bob.put("threads/\(thread)/read", [:]).expect(404, "thread_not_found")
      try await bob.get("threads/\(thread)/attention").expect(404, "thread_not_found")
      try await bob.put("threads/\(thread)/watch", ["level": "muted"]).expect(404, "thread_not_found")
    }
  }
}
