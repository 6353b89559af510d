import Admin
import Auth
import ForumKernel
import Foundation
import HTTPTypes
import Support
import Testing

@testable import ForumRuntime

@Suite("The erasure of an account") struct ErasureJourneys {
  private static let password = "a long pass phrase for melusine"

  /// What Melusine wrote, and what others wrote under it.
  private struct Traces {
    let own: String
    let alone: String
    let reply: String
    let comment: String
    let answer: String
    let others: String
  }

  private static func traces(of melusine: Client, _ ada: Client, _ forum: TestForum) async throws -> Traces {
    let own = try await forum.thread(by: melusine, title: "Springs of Lusignan", body: "Where the water is.")["id"].text
    let alone = try await forum.thread(by: melusine, title: "Unanswered", body: "Nobody came.")["id"].text
    let reply = try await melusine.post("threads/\(own)/posts", ["body": "One spring more."]).expect(201).data["id"].text
    let edited = try await melusine.patch("posts/\(reply)", ["body": "Two springs more."], version: 1)
    try edited.expect(200)
    let comment = try await melusine.post("posts/\(reply)/comments", ["body": "In the wood."]).expect(201).data["id"].text
    let answer = try await ada.post("posts/\(reply)/comments", ["body": "Which wood?", "parent_id": comment]).expect(201).data["id"].text
    let others = try await ada.post("threads/\(own)/posts", ["body": "Thank you @melusine", "reply_to_id": reply]).expect(201).data["id"].text
    try await melusine.put("posts/\(others)/reactions/like").expect(200)
    try await melusine.put("posts/\(others)/bookmark", ["note": "to read"]).expect(200)
    try await melusine.put("threads/\(own)/draft", ["body": "not yet said"]).expect(200)
    return Traces(own: own, alone: alone, reply: reply, comment: comment, answer: answer, others: others)
  }

  @Test("takes the person and leaves, empties or withdraws what they wrote, as they choose", arguments: ["anonymise", "content", "all"])
  func modes(_ mode: String) async throws {
    try await withForum { forum in
      let (root, ada, melusine) = (try await forum.administrator(), try await forum.member("ada"), try await forum.member("melusine"))
      let traces = try await Self.traces(of: melusine, ada, forum)
      let preview = try await melusine.get("me/erasure?mode=\(mode)").expect(200).data
      let posts = preview["stores"].items.first { $0["item"].text == "posts" }
      #expect(posts?["count"].number == 3 && preview["exceptions"].items.count == 1)
      let begun = try await melusine.post("me/erasure", ["mode": mode, "password": Self.password]).expect(202).data
      try await melusine.get("me").expect(401)
      try await forum.visitor.post("auth/sessions", ["login": "melusine", "password": Self.password]).expect(403, "account_erasing")
      try await forum.sagasEnded(root)
      try await forum.caughtUp()
      try await forum.visitor.post("auth/sessions", ["login": "melusine", "password": Self.password]).expect(401, "wrong_credentials")
      try await forum.visitor.get("users/melusine").expect(404)
      try await Self.expectContents(traces, mode, ada)
      #expect(try await ada.get("search?q=springs").expect(200).data["items"].items.count == (mode == "anonymise" ? 2 : 0))
      let erasure = try await forum.visitor.get("erasure?token=\(begun["token"].text)").expect(200).data
      try Self.expectReceipt(erasure, mode)
      #expect(try await root.get("admin/erasures").expect(200).data["items"].items.map { $0["state"].text } == ["done"])
      // The counters are right without a recount, the audit chain is whole, and nobody passes for who is gone.
      #expect(try await forum.application.storage.upkeep.recount().drifts.isEmpty)
      #expect(try await forum.application.admin.verifyAudit().chains.allSatisfy { $0.finding == nil })
      try await forum.visitor.post("auth/register", ["handle": "me1usine", "email": "x@example.org", "password": "a long pass phrase"])
        .expect(409, "handle_taken")
      try await forum.visitor.post("auth/register", ["handle": "raymond", "email": "melusine@example.org", "password": "a long pass phrase"]).expect(
        201)
    }
  }

  private static func expectContents(_ traces: Traces, _ mode: String, _ ada: Client) async throws {
    let thread = try await ada.get("threads/\(traces.own)").expect(200).data
    #expect(thread["author"].isNull && thread["title"].text == (mode == "anonymise" ? "Springs of Lusignan" : "[erased]"))
    let alone = try await ada.get("threads/\(traces.alone)")
    #expect(alone.status == (mode == "all" ? 404 : 200))
    let reply = try await ada.get("posts/\(traces.reply)")
    #expect(reply.status == (mode == "all" ? 404 : 200))
    if mode != "all" {
      #expect(reply.data["author"].isNull && reply.data["body"].text == (mode == "anonymise" ? "Two springs more." : "[erased]"))
      let comments = try await ada.get("posts/\(traces.reply)/comments").expect(200).data["items"].items
      #expect(comments.map { $0["author"]["handle"].text } == ["", "ada"])
    }
    let others = try await ada.get("posts/\(traces.others)").expect(200).data
    #expect(others["author"]["handle"].text == "ada" && others["reactions"]["like"].number == (mode == "all" ? 0 : 1))
    #expect(try await ada.get("posts/\(traces.others)/reactions").expect(200).data["items"].items.isEmpty)
  }

  private static func expectReceipt(_ erasure: JSON, _ mode: String) throws {
    #expect(erasure["state"].text == "done" && erasure["receipt"]["signature"].text.isEmpty == false)
    let text = erasure["receipt"]["text"].text
    #expect(!text.contains("melusine"))
    let receipt = try JSON(text.utf8)
    #expect(receipt["mode"].text == mode && receipt["account"].text == erasure["account_id"].text)
    let counts = Dictionary(receipt["stores"].items.map { ($0["item"].text, $0["count"].number) }, uniquingKeysWith: +)
    #expect(counts["users"] == 1 && counts["posts"] == 3 && counts["comments"] == 1 && counts["drafts"] == 1 && counts["bookmarks"] == 1)
    #expect(counts["threads"] == 2 && counts["credentials"] == 1 && counts["audit_details"]! > 0 && counts["documents"] == 0)
    #expect(Set(receipt["exceptions"].items.map { $0["item"].text }).isSuperset(of: ["mentions", "back-ups", "audit log"]))
  }

  @Test("needs the password always, and the code of the app where there is one")
  func confirmed() async throws {
    try await withForum { forum in
      let melusine = try await forum.member("melusine")
      let secret = try await melusine.post("me/mfa/totp").expect(201).data["secret"].text
      try await melusine.post("me/mfa/totp/confirm", ["code": forum.authenticatorCode(secret, at: forum.clock.now)]).expect(200)
      try await melusine.post("me/erasure", ["mode": "all"]).expect(403, "password_required")
      try await melusine.post("me/erasure", ["mode": "all", "password": "another pass phrase"]).expect(401, "wrong_credentials")
      try await melusine.post("me/erasure", ["mode": "all", "password": Self.password]).expect(401, "otp_required")
      try await melusine.post("me/erasure", ["mode": "most", "password": Self.password]).expect(422)
      try await melusine.get("me").expect(200)
      forum.clock.advance(seconds: 60)
      try await melusine.post("me/erasure", ["mode": "all", "password": Self.password, "otp": forum.authenticatorCode(secret, at: forum.clock.now)])
        .expect(202)
      try await forum.visitor.get("erasure?token=made-up").expect(404, "erasure_not_found")
    }
  }

  @Test("is refused under a legal hold, for the last administrator, and before the address is proven")
  func refused() async throws {
    try await withForum { forum in
      let (root, melusine) = (try await forum.administrator(), try await forum.member("melusine"))
      try await melusine.put("admin/users/melusine/legal-hold", ["reason": "none"]).expect(403, "permission_missing")
      try await root.put("admin/users/melusine/legal-hold", ["reason": "Court of Poitiers, 7/12"]).expect(204)
      try await melusine.post("me/erasure", ["mode": "all", "password": Self.password]).expect(409, "legal_hold")
      try await root.post("me/erasure", ["mode": "all", "password": "a long pass phrase for root"]).expect(409, "last_administrator")
      try await root.delete("admin/users/melusine/legal-hold").expect(204)
      try await root.delete("admin/users/melusine/legal-hold").expect(404, "legal_hold_not_found")
      let id = try await melusine.get("me").expect(200).data["id"].text
      try await forum.application.storage.auth.write(forum.application.defaultTenant.id, actor: nil) {
        try $0.setGate(.verification, of: try #require(.init(id)))
      }
      try await melusine.post("me/erasure", ["mode": "all", "password": Self.password]).expect(403, "email_unverified")
    }
    try await withForum(["privacy.legal_hold": "true"]) { forum in
      let melusine = try await forum.member("melusine")
      try await melusine.post("me/erasure", ["mode": "all", "password": Self.password]).expect(409, "legal_hold")
    }
  }

  @Test("is begun once for one Idempotency-Key, also when its repetition comes after the session has ended")
  func repeated() async throws {
    try await withForum(["session.access_token_lifetime": "24h"]) { forum in
      let (root, melusine) = (try await forum.administrator(), try await forum.member("melusine"))
      let body = ["mode": "content", "password": Self.password]
      let begun = try await melusine.post("me/erasure", body, [.idempotencyKey: "one"]).expect(202).data
      let again = try await melusine.post("me/erasure", body, [.idempotencyKey: "one"]).expect(202).data
      #expect(again["token"].text == begun["token"].text && again["erasure"]["id"].text == begun["erasure"]["id"].text)
      try await melusine.post("me/erasure", body, [.idempotencyKey: "two"]).expect(401, "session_revoked")
      try await melusine.post("me/erasure", ["mode": "all", "password": Self.password], [.idempotencyKey: "one"]).expect(401, "session_revoked")
      try await melusine.post("me/erasure", body).expect(401, "session_revoked")
      try await melusine.get("me", [.idempotencyKey: "one"]).expect(401, "session_revoked")
      try await forum.sagasEnded(root)
      let done = try await melusine.post("me/erasure", body, [.idempotencyKey: "one"]).expect(202).data
      #expect(done["token"].text == begun["token"].text && done["erasure"]["state"].text == "done" && done["erasure"]["changed"].number > 0)
      _ = try await forum.member("ada")
      let order = ["mode": "all", "password": "a long pass phrase for root"]
      let first = try await root.post("admin/users/ada/erasure", order, [.idempotencyKey: "one"]).expect(202).data
      try await root.post("admin/users/ada/erasure", order, [.idempotencyKey: "two"]).expect(409, "erasure_running")
      try await forum.sagasEnded(root)
      let second = try await root.post("admin/users/ada/erasure", order, [.idempotencyKey: "one"]).expect(202).data
      #expect(second["erasure"]["id"].text == first["erasure"]["id"].text)
      #expect(try await root.get("admin/erasures").expect(200).data["items"].items.count == 2)
    }
  }

  @Test("can be asked for by an administrator, with their own password")
  func byAdministrator() async throws {
    try await withForum { forum in
      let (root, ada) = (try await forum.administrator(), try await forum.member("ada"))
      let melusine = try await forum.member("melusine")
      try await ada.post("admin/users/melusine/erasure", ["mode": "all", "password": "a long pass phrase for ada"]).expect(403, "permission_missing")
      try await root.get("admin/users/melusine/erasure?mode=all").expect(200)
      try await root.post("admin/users/melusine/erasure", ["mode": "all"]).expect(403, "password_required")
      try await root.post("admin/users/nobody/erasure", ["mode": "all", "password": "a long pass phrase for root"]).expect(404, "user_not_found")
      try await root.post("admin/users/melusine/erasure", ["mode": "all", "password": "a long pass phrase for root"]).expect(202)
      try await melusine.get("me").expect(401)
      try await forum.sagasEnded(root)
      #expect(try await root.get("admin/erasures").expect(200).data["items"][0]["requested_by"].text == (try await root.get("me").data["id"].text))
      let actions = try await root.get("admin/audit?action=user&limit=20").expect(200).data["items"].items.map { $0["action"].text }
      #expect(actions.prefix(2) == ["user.erased", "user.erase"])
    }
  }
}

extension HTTPField.Name {
  fileprivate static let idempotencyKey = HTTPField.Name("Idempotency-Key")!
}
