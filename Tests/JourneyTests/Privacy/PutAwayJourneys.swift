import Auth
import ForumKernel
import Notifications
import Support
import Testing

@testable import ForumRuntime

@Suite("An account that was put away") struct PutAwayJourneys {
  private static let password = "a long pass phrase for melusine"

  @Test("is taken back by signing in, and its tokens are void")
  func takenBack() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let melusine = try await forum.member("melusine")
      let thread = try await forum.thread(by: melusine)["id"].text
      let program = try await melusine.post("me/tokens", ["name": "bot", "scopes": ["forum.read"]]).expect(201).data["token"].text
      try await melusine.put("me/notification-preferences", ["digest": "daily"]).expect(200)
      let (notices, later) = (forum.application.storage.notifications, forum.clock.now.adding(seconds: 2 * 86_400))
      #expect(try await notices.digestsDue(until: later, limit: 5).count == 1)
      try await melusine.post("me/deactivation").expect(403, "password_required")
      try await melusine.post("me/deactivation", ["password": Self.password]).expect(200)
      try await melusine.get("me").expect(401)
      try await forum.visitor.with(token: program).get("me").expect(401)
      try await forum.visitor.get("users/melusine").expect(404)
      #expect(try await notices.digestsDue(until: later, limit: 5).isEmpty)
      #expect(try await forum.visitor.get("threads/\(thread)").expect(200).data["author"]["handle"].text == "melusine")
      let back = try await forum.signIn("melusine", Self.password)
      try await back.get("me").expect(200)
      try await forum.visitor.get("users/melusine").expect(200)
      let actions = try await root.get("admin/audit?action=user&limit=20").expect(200).data["items"].items.map { $0["action"].text }
      #expect(actions.prefix(2) == ["user.reactivate", "user.deactivate"])
    }
  }

  @Test("is erased when its time is over, unless it is held, and what was written stays without a name")
  func erasedInTheEnd() async throws {
    try await withForum(["privacy.deactivation_grace": "7d", "jobs.privacy": "never"]) { forum in
      let root = try await forum.administrator()
      let melusine = try await forum.member("melusine")
      let thread = try await forum.thread(by: melusine)["id"].text
      try await melusine.post("me/deactivation", ["password": Self.password]).expect(200)
      let erase = forum.application.auth.eraseAccount
      #expect(try await erase.eraseAbandoned(now: forum.clock.now) == 0)
      let end = forum.clock.now.adding(seconds: 7 * 86_400)
      try await root.put("admin/users/melusine/legal-hold", ["reason": "court"]).expect(204)
      #expect(try await erase.eraseAbandoned(now: end) == 0)
      try await root.delete("admin/users/melusine/legal-hold").expect(204)
      #expect(try await erase.eraseAbandoned(now: end) == 1)
      #expect(try await erase.eraseAbandoned(now: end) == 0)
      try await forum.sagasEnded(root)
      #expect(try await forum.visitor.get("threads/\(thread)").expect(200).data["author"].isNull)
    }
  }
}
