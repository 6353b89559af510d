import ForumKernel
import Support
import Testing

@Suite struct AuditJourneys {
  @Test("the audit log tells who came, who was refused, who left, and what administrators did")
  func wholeStory() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let ada = try await forum.member("ada")
      try await forum.visitor.post("auth/sessions", ["login": "ada", "password": "not her pass phrase"]).expect(401)
      try await forum.visitor.post("auth/sessions", ["login": "nobody", "password": "not her pass phrase"]).expect(401)
      try await ada.delete("auth/sessions/current").expect(204)
      try await root.put("admin/roles/helper", ["permissions": ["forum.read"]]).expect(200)
      try await root.put("admin/users/ada/roles/helper").expect(200)
      try await root.post("categories", ["name": "New", "slug": "new", "description": ""]).expect(201)
      let entries = try await root.get("admin/audit?limit=100").expect(200).data["items"].items
      let actions = entries.reversed().map { $0["action"].text }
      #expect(
        actions == [
          "tenant.create", "category.create", "user.register", "session.start", "user.register", "session.start", "session.refused",
          "session.refused",
          "session.end", "role.put", "role.grant", "category.create",
        ])
      let refused = entries.filter { $0["action"].text == "session.refused" }
      #expect(refused.map { $0["target"].text.hasPrefix("user:01") } == [false, true])
      #expect(refused.allSatisfy { $0["detail"].text.contains("login=") && $0["actor_id"].isNull })
      #expect(entries.first { $0["action"].text == "session.end" }?["reason"].text == "logged_out")
    }
  }

  @Test("the audit log is filtered, paged, and shown to administrators alone")
  func filtered() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let ada = try await forum.member("ada")
      let page = try await root.get("admin/audit?action=session&limit=1").expect(200).data
      #expect(page["items"].items.count == 1)
      let next = try await root.get("admin/audit?action=session&limit=1&cursor=\(page["next"].text)").expect(200).data
      #expect(next["items"][0]["sequence"].number < page["items"][0]["sequence"].number)
      try await root.get("admin/audit?action=user&limit=1&cursor=\(page["next"].text)").expect(422)
      try await root.get("admin/audit?actor_id=nobody").expect(422)
      try await ada.get("admin/audit").expect(403)
      try await forum.visitor.get("admin/audit").expect(401)
    }
  }
}
