import HTTPTypes
import Support
import Testing

@Suite("Moderation over HTTP") struct ModerationFaceTests {
  private static let nobody = "0190a0a0-0000-7000-8000-000000000000"

  @Test("a visitor is asked to sign in, a member is refused, for everything that moderators do")
  func refusals() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let root = try await forum.administrator()
      let thread = try await forum.thread(by: root)["id"].text
      let post = try await root.post("threads/\(thread)/posts", ["body": "x"]).expect(201).data["id"].text
      try await ada.post("posts/\(post)/flags", ["reason": "spam"]).expect(201)
      let cases = "moderation/cases/\(try await root.get("moderation/queue").expect(200).data["items"][0]["id"].text)"
      for path in ["moderation/queue", cases, "\(cases)/flags", "\(cases)/history", "moderation/watched-words", "moderation/users/ada/history"] {
        try await forum.visitor.get(path).expect(401, "sign_in_required")
        try await ada.get(path).expect(403, "permission_missing")
      }
      for (path, body) in [("claim", [:]), ("release", [:]), ("notes", ["note": "x"]), ("decision", ["action": "hide"])]
        as [(String, [String: String])]
      {
        try await forum.visitor.post("\(cases)/\(path)", body).expect(401, "sign_in_required")
        try await ada.post("\(cases)/\(path)", body).expect(403, "permission_missing")
        try await ada.post("moderation/cases/\(Self.nobody)/\(path)", body).expect(404, "case_not_found")
      }
      try await forum.visitor.post("posts/\(Self.nobody)/flags", ["reason": "spam"]).expect(401, "sign_in_required")
    }
  }

  @Test("what is not there is not found, and faults are told by their fields")
  func faults() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let cases = "moderation/cases/\(Self.nobody)"
      try await root.get(cases).expect(404, "case_not_found")
      try await root.post("\(cases)/claim").expect(404, "case_not_found")
      try await root.post("posts/\(Self.nobody)/flags", ["reason": "spam"]).expect(404, "post_not_found")
      try await root.post("comments/\(Self.nobody)/flags", ["reason": "spam"]).expect(404, "comment_not_found")
      try await root.delete("moderation/users/nobody/restrictions/silence").expect(404, "user_not_found")
      try await root.put("categories/\(Self.nobody)/moderators/root").expect(404, "category_not_found")
      let flag = try await root.post("posts/\(Self.nobody)/flags", ["reason": "dull", "note": 3])
      #expect(flag.status == 422 && flag.json["errors"].items.map { $0["pointer"].text } == ["/reason", "/note"])
      let decision = try await root.post("\(cases)/decision", ["action": "hide", "until": "2999-01-01T00:00:00Z"])
      #expect(decision.status == 422 && decision.json["errors"][0]["pointer"].text == "/until")
      let word = try await root.post("moderation/watched-words", ["word": "!", "action": "replace"])
      #expect(word.json["errors"].items.map { $0["pointer"].text } == ["/word", "/replacement"])
    }
  }

  @Test("a repeated report under one key is one report")
  func repeated() async throws {
    try await withForum { forum in
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await ada.get("threads/\(thread)/posts").data["items"][0]["id"].text
      let key: Header.Fields = [Header.idempotencyKey: "\"once\""]
      let first = try await bob.post("posts/\(post)/flags", ["reason": "spam"], key).expect(201).data
      let again = try await bob.post("posts/\(post)/flags", ["reason": "spam"], key).expect(201).data
      #expect(first["id"].text == again["id"].text)
    }
  }
}
