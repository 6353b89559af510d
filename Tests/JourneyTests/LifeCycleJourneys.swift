import ForumKernel
import ForumRuntime
import HTTPTypes
import Support
import Testing

@Suite struct LifeCycleJourneys {
  private let phrase = "a long pass phrase for ada"

  /// The code in the newest mail to an address, after every consumer has caught up.
  private func code(_ forum: TestForum, to address: String) async throws -> String {
    let mail = try #require(try await mails(forum, to: address).last, "no mail to \(address)")
    return try #require(mail.text.split(separator: "\n").first { $0.hasPrefix("flt1_") }.map(String.init), "\(mail.text)")
  }

  private func mails(_ forum: TestForum, to address: String) async throws -> [Mail] {
    try await forum.caughtUp()
    return try #require(forum.application.mailer as? MemoryMailer).mails.filter { $0.recipient == address }
  }

  private func register(_ forum: TestForum, _ handle: String, _ email: String, _ more: [String: String] = [:]) async throws -> Answer {
    try await forum.visitor.post("auth/register", ["handle": handle, "email": email, "password": phrase].merging(more) { $1 })
  }

  @Test("registration, proof of the address, sign-in: and a second account for the address is told to its owner alone") func verification()
    async throws
  {
    try await withForum(["registration.verify_mail": "true"]) { forum in
      let first = try await register(forum, "ada", "ada@example.org").expect(201)
      try await forum.visitor.post("auth/sessions", ["login": "ada", "password": phrase]).expect(403, "email_unverified")
      try await forum.visitor.get("users/ada").expect(404, "user_not_found")
      try await forum.visitor.post("auth/email/confirm", ["token": try await code(forum, to: "ada@example.org")]).expect(204)
      try await forum.visitor.get("users/ada").expect(200)
      let ada = try await forum.signIn("ada@example.org", phrase)
      #expect(try await ada.get("me").data["email"].text == "ada@example.org")
      let second = try await register(forum, "eve", "Ada@example.org").expect(201)
      #expect(second.data.names == first.data.names && second.data["email"].isNull == first.data["email"].isNull)
      let warning = try #require(try await mails(forum, to: "Ada@example.org").last)
      #expect(warning.subject == "You are a member already" && !warning.text.contains("flt1_"))
    }
  }

  @Test("a forgotten password: one answer whether there is an account or not, one mail, and the second factor stays") func reset() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let known = try await forum.visitor.post("auth/password/reset", ["email": "ada@example.org"]).expect(204)
      let unknown = try await forum.visitor.post("auth/password/reset", ["email": "nobody@example.org"]).expect(204)
      #expect(known.text == unknown.text)
      #expect(try await mails(forum, to: "nobody@example.org").isEmpty)
      let token = try await code(forum, to: "ada@example.org")
      try await forum.visitor.post("auth/password/reset/confirm", ["token": token, "password": "password1234"]).expect(422, "validation_failed")
      try await forum.visitor.post("auth/password/reset/confirm", ["token": token, "password": "an entirely new phrase"]).expect(204)
      try await forum.visitor.post("auth/password/reset/confirm", ["token": token, "password": "an entirely new phrase"]).expect(400, "link_invalid")
      try await forum.visitor.post("auth/password/reset/confirm", ["token": "flt1_x", "password": "an entirely new phrase"]).expect(
        400, "link_invalid")
      try await ada.get("me").expect(401, "session_revoked")
      _ = try await forum.signIn("ada", "an entirely new phrase")
      #expect(try await mails(forum, to: "ada@example.org").last?.text.contains("new password by way of a mail") == true)
    }
  }

  @Test("a new address is proven before it counts, and whose address is asked for by another account is told") func newAddress() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      _ = try await forum.member("bob")
      try await ada.post("me/email", ["email": "bob@example.org"]).expect(204)
      #expect(try await mails(forum, to: "bob@example.org").last?.subject == "You are a member already")
      try await ada.post("me/email", ["email": "ada@new.example"]).expect(204)
      #expect(try await ada.get("me").data["email"].text == "ada@example.org")
      try await forum.visitor.post("auth/email/confirm", ["token": try await code(forum, to: "ada@new.example")]).expect(204)
      #expect(try await ada.get("me").data["email"].text == "ada@new.example")
      _ = try await forum.signIn("ada@new.example", phrase)
      try await forum.visitor.post("auth/sessions", ["login": "ada@example.org", "password": phrase]).expect(401, "wrong_credentials")
    }
  }

  @Test("a replayed refresh token ends its session and warns the owner") func replayAlert() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let first = try #require(ada.refreshToken)
      try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": first]).expect(200)
      forum.clock.advance(seconds: 21)
      try await forum.visitor.post("auth/sessions/refresh", ["refresh_token": first]).expect(401, "refresh_reused")
      #expect(try await mails(forum, to: "ada@example.org").last?.subject == "A sign-in of yours was ended to be safe")
    }
  }

  @Test("a closed forum lets the invited in, and one that asks for approval those whom it approves") func admission() async throws {
    try await withForum(["registration.open": "false"]) { forum in
      let root = try await forum.administrator()
      try await register(forum, "ada", "ada@example.org").expect(403, "registration_closed")
      let withdrawn = try await root.post("admin/invitations").expect(201).data
      let token = try await root.post("admin/invitations", ["email": "ada@example.org"]).expect(201).data["token"].text
      let open = try await root.get("admin/invitations?limit=1").expect(200).data
      #expect(open["items"].items.map { $0["email"].text } == ["ada@example.org"] && open["items"][0]["token"].isNull)
      let rest = try await root.get("admin/invitations?cursor=\(open["next"].text)").expect(200).data
      #expect(rest["items"].items.map { $0["id"].text } == [withdrawn["id"].text] && rest["next"].isNull)
      try await root.delete("admin/invitations/\(withdrawn["id"].text)").expect(204)
      try await root.delete("admin/invitations/\(withdrawn["id"].text)").expect(404, "invitation_not_found")
      try await register(forum, "eve", "eve@example.org", ["invitation": withdrawn["token"].text]).expect(403, "invitation_invalid")
      #expect(try await root.get("admin/audit").expect(200).text.contains("invitation.withdraw"))
      try await register(forum, "eve", "eve@example.org", ["invitation": token]).expect(403, "invitation_invalid")
      try await register(forum, "ada", "ada@example.org", ["invitation": token]).expect(201)
      #expect(try await root.get("admin/invitations").expect(200).data["items"].items.isEmpty)
      try await forum.signIn("ada", phrase).post("admin/invitations").expect(403, "permission_missing")
    }
    try await withForum(["registration.approval": "true"]) { forum in
      let root = try await forum.administrator()
      try await register(forum, "ada", "ada@example.org").expect(201)
      try await forum.visitor.post("auth/sessions", ["login": "ada", "password": phrase]).expect(403, "approval_pending")
      #expect(try await root.get("admin/registrations").expect(200).data["items"].items.map { $0["handle"].text } == ["ada"])
      try await root.post("admin/registrations/ada/approve").expect(200)
      _ = try await forum.signIn("ada", phrase)
      try await root.post("admin/registrations/ada/refuse").expect(404, "user_not_found")
    }
  }

  @Test("a handle that looks like another member's is refused, with the reason") func confusables() async throws {
    try await withForum { forum in
      _ = try await forum.member("marnie_1")
      try await register(forum, "mamie.l", "x@example.org").expect(409, "handle_confusable")
      try await register(forum, "m0derat0r", "x@example.org").expect(422, "validation_failed")
      try await register(forum, "marnie_2", "x@example.org").expect(201)
    }
  }

  @Test("a name that is guessed at answers 429 with the time to wait, whether it has an account or not") func guesses() async throws {
    try await withForum { forum in
      _ = try await forum.member("ada")
      for _ in 0..<6 { try await forum.visitor.post("auth/sessions", ["login": "ada", "password": "wrong"]).expect(401, "wrong_credentials") }
      let delayed = try await forum.visitor.post("auth/sessions", ["login": "ada", "password": "wrong"])
      delayed.expect(429, "login_delayed")
      #expect(delayed.headers[.retryAfter] == "1")
      for _ in 0..<6 { try await forum.visitor.post("auth/sessions", ["login": "nobody", "password": "wrong"]).expect(401, "wrong_credentials") }
      try await forum.visitor.post("auth/sessions", ["login": "nobody", "password": "wrong"]).expect(429, "login_delayed")
      forum.clock.advance(seconds: 1)
      _ = try await forum.signIn("ada", phrase)
    }
  }
}
