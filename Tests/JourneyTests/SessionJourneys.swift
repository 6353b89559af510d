import ForumKernel
import Support
import Testing

@Suite struct SessionJourneys {
  @Test("registration tells every fault at once, and a taken handle in any case")
  func registration() async throws {
    try await withForum { forum in
      let bad = try await forum.visitor.post("auth/register", ["handle": "a b", "email": "nobody", "password": "short"])
      bad.expect(422, "validation_failed")
      #expect(bad.json["errors"].items.map { $0["pointer"].text } == ["/handle", "/email", "/password"])
      _ = try await forum.member("ada")
      let twin = ["handle": "ADA", "email": "other@example.org", "password": "a long enough pass phrase"]
      try await forum.visitor.post("auth/register", twin).expect(409, "handle_taken")
      try await forum.visitor.post("auth/register", ["handle": "admin", "email": "x@example.org", "password": "a long enough pass phrase"])
        .expect(422, "validation_failed")
    }
  }

  @Test("a wrong password and an unknown name get the same answer")
  func wrongCredentials() async throws {
    try await withForum { forum in
      _ = try await forum.member("ada")
      let wrong = try await forum.visitor.post("auth/sessions", ["login": "ada", "password": "wrong"])
      let unknown = try await forum.visitor.post("auth/sessions", ["login": "eve", "password": "wrong"])
      wrong.expect(401, "wrong_credentials")
      #expect(wrong.json["detail"].text == unknown.json["detail"].text && wrong.status == unknown.status)
    }
  }

  @Test("a refresh token is good once; within the grace it gives the same successor, after it the session ends")
  func rotation() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let first = try #require(ada.refreshToken)
      let answer = try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": first]).expect(200)
      let second = answer.data["refresh_token"].text
      #expect(second != first)
      forum.clock.advance(seconds: 20)
      let again = try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": first]).expect(200)
      #expect(again.data["refresh_token"].text == second)
      forum.clock.advance(seconds: 1)
      try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": first]).expect(401, "refresh_reused")
      try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": second]).expect(401, "session_over")
      try await ada.get("me").expect(401, "session_revoked")
    }
  }

  @Test("fifty refreshes at once log nobody out")
  func concurrentRefreshes() async throws {
    try await withForum { forum in
      let token = try #require(try await forum.member("ada").refreshToken)
      let successors = try await withThrowingTaskGroup(of: String.self) { group in
        for _ in 0..<50 {
          group.addTask { try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": token]).expect(200).data["refresh_token"].text }
        }
        return try await group.reduce(into: Set<String>()) { $0.insert($1) }
      }
      #expect(successors.count == 1)
    }
  }

  @Test("whoever logs out is out at once, other devices stay in, and can be ended from afar")
  func logOut() async throws {
    try await withForum { forum in
      let laptop = try await forum.member("ada")
      let phone = try await forum.signIn("ada@example.org", "a long pass phrase for ada")
      let sessions = try await laptop.get("auth/sessions").expect(200).data["items"].items
      #expect(sessions.count == 2 && sessions.count { $0["current"].flag } == 1)
      let other = try #require(sessions.first { !$0["current"].flag })["id"].text
      try await laptop.delete("auth/sessions/\(other)").expect(204)
      try await phone.get("me").expect(401, "session_revoked")
      try await laptop.delete("auth/sessions/current").expect(204)
      try await laptop.get("me").expect(401, "session_revoked")
    }
  }

  @Test("an access token ends after its time")
  func expiry() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      try await ada.get("me").expect(200)
      forum.clock.advance(seconds: 901)
      try await ada.get("me").expect(401, "token_expired")
    }
  }

  @Test("a role takes effect at once, and the last administrator stays")
  func roles() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: root)["id"].text
      try await ada.put("threads/\(thread)/pin").expect(403, "permission_missing")
      try await root.put("admin/users/ada/roles/moderator").expect(200)
      try await ada.put("threads/\(thread)/pin").expect(200)
      try await ada.put("admin/users/ada/roles/admin").expect(403, "permission_missing")
      try await root.put("admin/users/ada/roles/wizard").expect(404, "role_not_found")
      try await root.delete("admin/users/root/roles/admin").expect(409, "last_administrator")
      try await root.delete("admin/users/ada/roles/moderator").expect(200)
      try await ada.put("threads/\(thread)/lock").expect(403, "permission_missing")
    }
  }
}
