import Admin
import ForumKernel
import ForumRuntime
import Foundation
import Support
import Testing

@testable import Auth

@Suite("Tokens for programs") struct TokenJourneys {
  private func token(_ client: Client, _ scopes: [String], days: Int? = nil) async throws -> JSON {
    var body: [String: Any] = ["name": "a bot", "scopes": scopes]
    body["expires_in_days"] = days
    return try await client.post("me/tokens", body).expect(201).data
  }

  @Test("a token may do what its owner may, within its scopes, and no more when its owner may more")
  func scopes() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let thread = try await forum.thread(by: root)["id"].text
      let made = try await token(root, ["forum.read", "account.use", "post.create"])
      let bot = forum.visitor.with(token: made["token"].text)
      try await bot.post("threads/\(thread)/posts", ["body": "by a bot"]).expect(201)
      #expect(try await bot.get("me").expect(200).data["handle"].text == "root")
      try await bot.get("admin/roles").expect(403, "permission_missing")
      try await bot.post("categories", ["name": "Bots"]).expect(403, "permission_missing")
      let reader = forum.visitor.with(token: try await token(root, ["forum.read"])["token"].text)
      try await reader.get("threads/\(thread)").expect(200)
      try await reader.post("threads/\(thread)/posts", ["body": "x"]).expect(403, "permission_missing")
    }
  }

  @Test("a scope that its owner lacks gives nothing, and one that does not exist is refused")
  func foreignScopes() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let bot = forum.visitor.with(token: try await token(ada, ["account.use", "post.create", "role.manage"])["token"].text)
      try await bot.get("admin/roles").expect(403, "permission_missing")
      let bad = try await ada.post("me/tokens", ["name": "x", "scopes": ["post.create", "everything"]])
      bad.expect(422, "validation_failed")
      #expect(bad.json["errors"].items.map { $0["pointer"].text } == ["/scopes/1"])
    }
  }

  @Test("the text of a token is shown once and is nowhere in the store's rows; the list knows name, scopes and end")
  func shownOnce() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let made = try await token(ada, ["forum.read"], days: 7)
      let secret = try #require(made["token"].text.split(separator: "_").last).description
      let list = try await ada.get("me/tokens").expect(200)
      #expect(list.data["items"].items.map { $0["id"].text } == [made["details"]["id"].text])
      #expect(!list.text.contains(secret))
      let id = try #require(PersonalTokenText(made["token"].text)?.id)
      let row = try #require(try await forum.application.storage.auth.personalToken(id, forum.application.defaultTenant.id))
      #expect(!row.digest.contains(secret) && row.scopes == [.forumRead])
    }
  }

  @Test("a revoked token, an expired one, one of another secret and one of nobody are all no sign-in")
  func revocation() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let made = try await token(ada, ["forum.read", "account.use", "post.create"], days: 1)
      let text = made["token"].text
      let bot = forum.visitor.with(token: text)
      try await bot.get("me").expect(200)
      for wrong in [text + "A", String(text.dropLast()), "flpat_x_y", "flpat_", "flpat_\(TenantID(.zero))_AAAA"] {
        try await forum.visitor.with(token: wrong).get("me").expect(401, "token_invalid")
      }
      let eve = try await forum.member("eve")
      try await eve.delete("me/tokens/\(made["details"]["id"].text)").expect(404, "token_not_found")
      try await bot.get("me").expect(200)
      try await ada.delete("me/tokens/\(made["details"]["id"].text)").expect(204)
      try await bot.get("me").expect(401, "token_invalid")
      let late = forum.visitor.with(token: try await token(ada, ["forum.read", "account.use", "post.create"], days: 1)["token"].text)
      try await late.get("me").expect(200)
      forum.clock.advance(seconds: 86_400)
      try await late.get("me").expect(401, "token_expired")
    }
  }

  @Test("a token decides nothing over the account itself: that needs a sign-in")
  func account() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let all = Permission.catalog.map(\.0.rawValue)
      let made = try await token(root, all)
      let bot = forum.visitor.with(token: made["token"].text)
      try await bot.post("me/tokens", ["name": "heir", "scopes": ["forum.read"]]).expect(403, "session_required")
      try await bot.delete("me/tokens/\(made["details"]["id"].text)").expect(403, "session_required")
      try await bot.post("me/email", ["email": "eve@example.org", "password": "a long enough pass phrase"]).expect(403, "session_required")
      try await bot.post("me/password", ["password": "a long enough pass phrase", "new_password": "another good phrase"])
        .expect(403, "session_required")
      try await bot.post("me/mfa/totp").expect(403, "session_required")
      try await bot.delete("auth/sessions").expect(403, "session_required")
      try await root.get("me").expect(200)
    }
  }

  @Test("a new password by mail voids every token")
  func lostAccount() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let bot = forum.visitor.with(token: try await token(ada, ["account.use", "post.create"])["token"].text)
      try await bot.get("me").expect(200)
      try await forum.visitor.post("auth/password/reset", ["email": "ada@example.org"]).expect(204)
      try await forum.caughtUp()
      let mailer = try #require(forum.application.mailer as? MemoryMailer)
      let mail = try #require(mailer.mails.last { $0.text.contains("flt1_") })
      let ticket = try #require(mail.text.split(separator: "\n").first { $0.hasPrefix("flt1_") }).description
      try await forum.visitor.post("auth/password/reset/confirm", ["token": ticket, "password": "an entirely new phrase"]).expect(204)
      try await bot.get("me").expect(401, "token_invalid")
    }
  }
}
