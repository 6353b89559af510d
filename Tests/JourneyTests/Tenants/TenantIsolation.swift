import Support
import Testing

@Suite("Tenants") struct TenantIsolation {
  /// Operations whose path names something of the caller's own, whatever another tenant has of that name.
  private static let ownNames: Set = ["putRole", "putPolicy", "putFeatureFlag"]

  @Test("every route answers 404 for the ids and names of another tenant, with every method, and changes nothing there")
  func routes() async throws {
    try await Self.withTwo { forum, acme, globex in
      let document = try await forum.visitor.get("/openapi.json").json
      let operations = OpenAPIOperation.all(in: document).filter { !$0.parameters.isEmpty && !Self.ownNames.contains($0.id) }
      #expect(operations.count > 60)
      for (foreign, own) in [(acme, globex), (globex, acme)] {
        let before = try await foreign.view()
        for operation in operations {
          for path in foreign.paths(of: operation) {
            let answer = try await own.root.call(operation.method, path, operation.body(id: foreign.values["post_id"]!))
            #expect(answer.status == 404, "\(operation.id): \(answer.request) answered \(answer.status): \(answer.text)")
            #expect(!answer.text.contains(foreign.mark) || path.contains(foreign.mark))
            // Whoever may not do it there learns no more, but for names that anybody may try.
            let member = try await own.member.call(operation.method, path, operation.body(id: foreign.values["post_id"]!))
            let isOpenName = operation.parameters.contains { ["role", "policy", "flag"].contains($0) }
            #expect(
              member.status == 404 || member.status == 403 && isOpenName, "\(operation.id): \(member.request) answered \(member.status) to a member")
          }
        }
        #expect(try await foreign.view() == before)
      }
    }
  }

  @Test("no list, search, tag, facet, trend or log of one tenant shows anything of another one")
  func lists() async throws {
    try await Self.withTwo { forum, acme, globex in
      let document = try await forum.visitor.get("/openapi.json").json
      let plain = OpenAPIOperation.all(in: document).filter { $0.parameters.isEmpty && $0.method == "GET" && $0.path.hasPrefix("/api/v1/") }.map(
        \.path)
      for path in plain + [
        "search?q=\(acme.mark)", "search?q=\(acme.mark)%20title&facets=tags,author,category_id", "search?filter=author%20=%20ada\(acme.mark)",
        "threads?tag=\(acme.mark)", "threads?limit=100", "admin/audit?limit=100", "analytics/trends?metric=posts", "moderation/queue?state=resolved",
        "events?topics=threads/\(acme.values["thread_id"]!)", "events?topics=categories/\(acme.values["category_id"]!)",
        "/", "/t/\(acme.values["thread_id"]!)", "/search?q=\(acme.mark)", "/u/ada\(acme.mark)", "/tags/\(acme.mark)",
      ] {
        for client in [globex.root, globex.member] {
          let text = try await client.get(path).text
          let shown = acme.ids.filter { text.contains($0) && !path.contains($0) }
          let written = TenantSide.nouns.filter { text.contains("\(acme.mark) \($0)") }
          #expect(
            shown.isEmpty && written.isEmpty && !text.contains("@ada\(acme.mark)") && !text.contains("\"ada\(acme.mark)\""), "\(path) shows \(text)")
        }
      }
    }
  }

  @Test("a token of one tenant is none in another, be it an administrator's, and a refresh token neither")
  func tokens() async throws {
    try await Self.withTwo { forum, acme, globex in
      try await acme.member.of("globex").get("me").expect(401)
      try await acme.root.of("globex").get("admin/roles").expect(401)
      try await acme.main.of("globex").get("admin/roles").expect(401)
      let refresh = ["refresh_token": acme.member.refreshToken ?? ""]
      try await globex.member.post("auth/sessions/refresh", refresh).expect(401)
      try await acme.member.post("auth/sessions/refresh", refresh).expect(200)
    }
  }

  @Test("what reaches beyond a tenant is for the default tenant's administrators alone")
  func administrators() async throws {
    try await Self.withTwo { _, acme, _ in
      for path in ["admin/tenants", "admin/sagas", "admin/jobs"] { try await acme.root.get(path).expect(403) }
      try await acme.root.post("admin/tenants", ["slug": "more", "name": "More"]).expect(403)
      try await acme.root.put("admin/tenants/acme/suspension").expect(404)
      try await acme.root.put("admin/roles/helper", ["permissions": ["tenant.manage"]]).expect(403)
      try await acme.main.get("admin/tenants").expect(200)
    }
  }

  private static func withTwo(_ body: (TestForum, TenantSide, TenantSide) async throws -> Void) async throws {
    try await withForum { forum in
      let main = try await forum.administrator()
      let acme = try await TenantSide(forum, main: main, slug: "acme", mark: "qalandrine")
      let globex = try await TenantSide(forum, main: main, slug: "globex", mark: "vermikulit")
      try await body(forum, acme, globex)
    }
  }
}
