import Admin
import ForumKernel
import ForumRuntime
import HTTPTypes
import Support
import Testing

@Suite("A tenant") struct TenantJourneys {
  @Test("a tenant is made with its owner and first category, and answers by slug and by host name")
  func made() async throws {
    try await withForum { forum in
      let main = try await forum.administrator()
      let answer = try await main.post("admin/tenants", ["slug": "acme", "name": "Acme", "hosts": ["forum.acme.org"]]).expect(202)
      #expect(answer.data["state"].text == "provisioning")
      try await forum.isServing("acme")
      let id = answer.data["id"].text
      #expect(try await main.get("admin/tenants/acme").expect(200).data["state"].text == "active")
      let categories = try await forum.visitor.of("acme").get("categories").expect(200).data["items"]
      #expect(categories.items.count == 1)
      #expect(forum.application.admin.tenants.tenant(slug: nil, host: "Forum.ACME.org")?.id.description == id)
      #expect(forum.application.admin.tenants.tenant(slug: nil, host: "elsewhere.org")?.slug == "main")
      #expect(forum.application.admin.tenants.tenant(slug: "acme", host: "elsewhere.org")?.slug == "acme")
      try await forum.sagasEnded(main)
      let saga = try await main.get("admin/sagas").expect(200).data["items"][0]
      #expect(saga["kind"].text == "tenant.provision" && saga["state"].text == "done" && saga["subject"].text == "tenant:\(id)")
    }
  }

  @Test("a slug and a host lead to one tenant only, and faults are told all at once")
  func refused() async throws {
    try await withForum { forum in
      let main = try await forum.administrator()
      try await main.post("admin/tenants", ["slug": "acme", "name": "Acme", "hosts": ["a.org"]]).expect(202)
      try await main.post("admin/tenants", ["slug": "acme", "name": "Other"]).expect(409, "slug_taken")
      try await main.post("admin/tenants", ["slug": "other", "name": "Other", "hosts": ["a.org"]]).expect(409, "host_taken")
      let bad = try await main.post("admin/tenants", ["slug": "-Ä", "name": "Bad", "hosts": ["a.org:80", "b..org", "c.org", "c.org"]])
      bad.expect(422, "validation_failed")
      #expect(bad.json["errors"].items.count == 4)
      let owner = ["handle": "x y", "email": "nobody", "password": "short"]
      try await main.post("admin/tenants", ["slug": "new", "name": "New", "owner": owner]).expect(422)
      try await forum.visitor.of("unknown").get("categories").expect(404)
      try await forum.visitor.of("").get("categories").expect(404)
    }
  }

  @Test("a suspended tenant serves nobody until it is resumed; the default one can't be suspended")
  func suspended() async throws {
    try await withForum { forum in
      let main = try await forum.administrator()
      let acme = try await TenantSide(forum, main: main, slug: "acme", mark: "qalandrine")
      try await main.put("admin/tenants/acme/suspension").expect(200)
      try await acme.member.get("me").expect(403, "tenant_suspended")
      try await acme.root.get("admin/audit").expect(403, "tenant_suspended")
      try await forum.visitor.of("acme").get("threads").expect(403, "tenant_suspended")
      try await main.get("threads").expect(200)
      try await main.delete("admin/tenants/acme/suspension").expect(200)
      try await acme.member.get("me").expect(200)
      try await main.put("admin/tenants/main/suspension").expect(409, "tenant_is_default")
      try await main.delete("admin/tenants/main").expect(409, "tenant_is_default")
    }
  }

  @Test("a tenant that is deleted is unknown at once, and later nothing of it is left but its audit log")
  func deleted() async throws {
    try await withForum { forum in
      let main = try await forum.administrator()
      let acme = try await TenantSide(forum, main: main, slug: "acme", mark: "qalandrine")
      let tenant = try #require(forum.application.admin.tenants.tenant(slug: "acme", host: nil)).id
      try await main.delete("admin/tenants/acme").expect(202)
      try await acme.member.get("me").expect(404)
      try await forum.sagasEnded(main)
      #expect(try await forum.application.storage.admin.purge(tenant, rowsMax: 10) == 0)
      try await forum.visitor.of("acme").get("threads").expect(404)
      let found = try await forum.application.index.search(SearchQuery(tenant: tenant, text: acme.mark))
      #expect(found.hits.isEmpty)
      #expect(try await forum.application.admin.verifyAudit().isWhole == true)
      let trail = try await forum.application.storage.admin.auditEntries(tenant, AuditFilter(), PageRequest(limit: 100)).items
      #expect(trail.contains { $0.action == "tenant.gone" } && trail.allSatisfy { $0.detail == nil })
      try await main.post("admin/tenants", ["slug": "acme", "name": "Again"]).expect(202)
    }
  }

  @Test("a tenant's pages and answers are found by its host name, and the pages carry its name")
  func branding() async throws {
    try await withForum { forum in
      let main = try await forum.administrator()
      let acme = try await TenantSide(forum, main: main, slug: "acme", mark: "qalandrine")
      let page = try await forum.visitor.at("ACME.example.org:8080").get("/").expect(200)
      #expect(page.text.contains("<title>qalandrine name</title>") && page.text.contains("qalandrine title"))
      #expect(try await forum.visitor.at("acme.example.org").get("threads/\(acme.values["thread_id"]!)").status == 200)
      let other = try await forum.visitor.at("elsewhere.example.org").get("/").expect(200)
      #expect(other.text.contains("<title>forum-lite</title>") && !other.text.contains("qalandrine"))
      try await main.call("PATCH", "admin/tenants/acme", ["name": "Acme & Sons"]).expect(200)
      #expect(try await forum.visitor.at("acme.example.org").get("/").text.contains("<title>Acme &amp; Sons</title>"))
      try await main.call("PATCH", "admin/tenants/acme", ["hosts": ["new.example.org"]]).expect(200)
      #expect(try await forum.visitor.at("acme.example.org").get("threads/\(acme.values["thread_id"]!)").status == 404)
      #expect(try await forum.visitor.at("new.example.org").get("threads/\(acme.values["thread_id"]!)").status == 200)
    }
  }

  @Test("a tenant's pages have its colour and say what it is about; a colour that can hardly be read is refused")
  func colors() async throws {
    try await withForum { forum in
      let main = try await forum.administrator()
      _ = try await TenantSide(forum, main: main, slug: "acme", mark: "qalandrine")
      func brand(_ branding: [String: Any]) async throws -> Answer { try await main.call("PATCH", "admin/tenants/acme", ["branding": branding]) }
      for wrong in ["teal", "#0D6455", "#0d645", "#ffd200"] { #expect(try await brand(["accent": wrong]).status == 422, "\(wrong)") }
      let branded = try await brand(["accent": "#7a1f5c", "tagline": "All about <larks>"]).expect(200)
      #expect(branded.data["branding"]["accent"].text == "#7a1f5c")
      let page = try await forum.visitor.at("acme.example.org").get("/").expect(200).text
      #expect(page.contains("href=\"/brand/7a1f5c\"") && page.contains("All about &lt;larks&gt;") && !page.contains("<larks>"))
      let sheet = try await forum.visitor.get("/brand/7a1f5c").expect(200)
      #expect(sheet.text.contains("--accent: #7a1f5c") && sheet.headers[.cacheControl]?.contains("immutable") == true)
      for other in ["/brand/7a1f5", "/brand/7A1F5C", "/brand/7a1f5g"] { #expect(try await forum.visitor.get(other).status == 404, "\(other)") }
      #expect(try await !forum.visitor.get("/").text.contains("/brand/"))
      let plain = try await brand([:]).expect(200)
      #expect(plain.data["branding"]["accent"].isNull)
    }
  }

  @Test("an export of a tenant has what it holds, also while it is suspended, and nothing of another one")
  func export() async throws {
    try await withForum { forum in
      let main = try await forum.administrator()
      _ = try await TenantSide(forum, main: main, slug: "acme", mark: "qalandrine")
      _ = try await forum.thread(by: main, title: "Of the default tenant")
      try await main.put("admin/tenants/acme/suspension").expect(200)
      let own = "\(await forum.application.handle(.export(after: nil, tenant: nil)))"
      let acme = "\(await forum.application.handle(.export(after: nil, tenant: "acme")))"
      let nobody = "\(await forum.application.handle(.export(after: nil, tenant: "nobody")))"
      #expect(own.contains("Of the default tenant") && !own.contains("qalandrine"))
      #expect(!acme.contains("Of the default tenant") && acme.contains("qalandrine title") && acme.contains("qalandrine remark"))
      #expect(nobody.contains("tenant_not_found"))
    }
  }
}
