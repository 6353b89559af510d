import ForumKernel
import Support
import Testing

@Suite("Silence and suspension") struct RestrictionJourneys {
  /// A forum in which root can decide about a post of bob's.
  private func withReportedPost(_ body: (TestForum, _ root: Client, _ bob: Client, _ thread: String, _ item: JSON) async throws -> Void) async throws
  {
    try await withForum { forum in
      let root = try await forum.administrator()
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await forum.post("x", in: thread, by: bob)
      try await ada.post("posts/\(post)/flags", ["reason": "abuse"]).expect(201)
      try await body(forum, root, bob, thread, try await forum.onlyCase(root))
    }
  }

  @Test("who is silenced reads and writes nothing until it ends")
  func silence() async throws {
    try await withReportedPost { forum, root, bob, thread, item in
      let until = forum.clock.now.adding(seconds: 600)
      try await forum.decide("silence", item, by: root, ["until": "\(until)", "note": "Calm down."]).expect(200)
      try await forum.eventually { try await bob.post("threads/\(thread)/posts", ["body": "y"]).status == 403 }
      let opening = try await bob.get("threads/\(thread)/posts").expect(200).data["items"][0]["id"].text
      let refused = try await bob.post("threads/\(thread)/posts", ["body": "y"])
      refused.expect(403, "silenced")
      #expect(refused.json["until"].text == "\(until)")
      try await bob.post("threads", ["category_id": try await forum.category(), "title": "T", "body": "y"]).expect(403, "silenced")
      try await bob.post("posts/\(opening)/comments", ["body": "y"]).expect(403, "silenced")
      try await bob.post("posts/\(opening)/flags", ["reason": "spam"]).expect(403, "silenced")
      try await bob.put("posts/\(opening)/reactions/like").expect(403, "silenced")
      forum.clock.advance(seconds: 599)
      try await bob.put("posts/\(opening)/reactions/like").expect(403, "silenced")
      forum.clock.advance(seconds: 1)
      try await bob.put("posts/\(opening)/reactions/like").expect(200)
    }
  }

  @Test("who is suspended is signed out everywhere and cannot sign in until a moderator lifts it")
  func suspension() async throws {
    try await withReportedPost { forum, root, bob, _, item in
      try await forum.decide("suspend", item, by: root).expect(200)
      try await forum.eventually { try await bob.get("me").status == 401 }
      try await bob.get("me").expect(401, "session_revoked")
      try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": try #require(bob.refreshToken)]).expect(401, "session_over")
      let login = ["login": "bob", "password": "a long pass phrase for bob"]
      try await forum.visitor.post("auth/sessions", login).expect(403, "account_suspended")
      try await forum.visitor.post("auth/sessions", ["login": "bob", "password": "wrong"]).expect(401, "wrong_credentials")
      try await root.delete("moderation/users/bob/restrictions/silence").expect(404, "silence_not_found")
      try await root.delete("moderation/users/bob/restrictions/suspension").expect(204)
      try await forum.visitor.post("auth/sessions", login).expect(201)
      let history = try await root.get("moderation/users/bob/history").expect(200).data["items"].items
      #expect(history.map { "\($0["kind"].text) \($0["action"].text)" } == ["lifted suspension", "decided suspend"])
    }
  }

  @Test("a suspension ends by itself at its end")
  func end() async throws {
    try await withReportedPost { forum, root, bob, _, item in
      let until = forum.clock.now.adding(seconds: 3600)
      try await forum.decide("suspend", item, by: root, ["until": "\(until)"]).expect(200)
      let login = ["login": "bob", "password": "a long pass phrase for bob"]
      #expect(try await forum.visitor.post("auth/sessions", login).json["until"].text == "\(until)")
      forum.clock.advance(seconds: 3600)
      try await forum.visitor.post("auth/sessions", login).expect(201)
    }
  }

  @Test("moderators do not restrict each other, nor decide about what they wrote; an administrator may")
  func moderators() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let ada = try await forum.member("ada")
      let (eve, fay) = (try await forum.moderator("eve", by: root), try await forum.moderator("fay", by: root))
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await forum.post("x", in: thread, by: eve)
      try await ada.post("posts/\(post)/flags", ["reason": "abuse"]).expect(201)
      let item = try await forum.onlyCase(root)
      try await forum.decide("approve", item, by: eve).expect(403, "own_content")
      try await forum.decide("silence", item, by: fay).expect(403, "moderator_protected")
      try await forum.decide("warn", item, by: root, ["note": "Please."]).expect(200)
      #expect(try await forum.notices(of: eve) == ["moderated warn"])
      #expect(try await forum.bodies(of: thread, for: ada).count == 2)
    }
  }
}
