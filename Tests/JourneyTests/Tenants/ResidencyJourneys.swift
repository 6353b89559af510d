import Admin
import ForumKernel
import ForumRuntime
import Support
import Testing

@Suite("Tenants stay in their region") struct ResidencyJourneys {
  private static let europe = ["residency.region": "eu", "residency.others": "us=https://us.example.org,ap=https://ap.example.org"]

  @Test("a tenant of another region is only noted, and whoever asks for it is sent there, by name, by host and by page")
  func elsewhere() async throws {
    try await withForum(Self.europe) { forum in
      let root = try await forum.administrator()
      let owner = ["handle": "owner", "email": "owner@example.org", "password": "a long pass phrase for the owner"]
      try await root.post("admin/tenants", ["slug": "acme", "name": "Acme", "region": "eu", "owner": owner]).expect(202)
      try await forum.isServing("acme")
      let noted = try await root.post(
        "admin/tenants", ["slug": "globex", "name": "Globex", "region": "us", "hosts": ["globex.example.org"]]
      ).expect(202).data
      #expect(noted["region"].text == "us" && noted["state"].text == "active")
      for answer in [
        try await forum.visitor.of("globex").get("threads"), try await forum.visitor.at("globex.example.org").get("threads"),
        try await root.of("globex").post("threads", ["title": "x"]), try await forum.visitor.at("globex.example.org").get("/"),
      ] {
        #expect(answer.status == 421, "\(answer.request) answered \(answer.status)")
      }
      let told = try await forum.visitor.of("globex").get("threads").expect(421).json
      #expect(told["code"].text == "tenant_elsewhere" && told["region"].text == "us" && told["address"].text == "https://us.example.org")
      let usage = try await root.get("admin/tenants/globex/usage").expect(200).data
      #expect(usage["members"].number == 0 && usage["posts"].number == 0)
      #expect(try await root.get("admin/sagas").expect(200).data["items"].items.count == 1)

      let refused = try await root.post("admin/tenants", ["slug": "x", "name": "X", "region": "mars"]).expect(422)
      #expect(refused.json["errors"][0]["code"].text == "unknown_region")
      try await root.post("admin/tenants", ["slug": "x", "name": "X", "region": "us", "owner": owner]).expect(422)
      #expect(try await root.get("admin/tenants/\(forum.application.defaultTenant.slug)").expect(200).data["region"].text == "eu")
      try await root.delete("admin/tenants/globex").expect(202)
      try await forum.sagasEnded(root)
      try await forum.visitor.of("globex").get("threads").expect(404, "tenant_not_found")
    }
  }

  @Test("a store that belongs to a region is not opened by a server of another one, or of none")
  func store() async throws {
    try await withTemporaryFolder { folder in
      try await withStoredForum(in: folder, Self.europe) { stored in _ = try await stored.forum.administrator() }
      for settings in [["residency.region": "us"], [:]] {
        let refusal = await #expect(throws: AppError.self) { try await withStoredForum(in: folder, settings) { _ in } }
        #expect(refusal?.slug == "region_other")
      }
      try await withStoredForum(in: folder, Self.europe) { stored in try await stored.forum.visitor.get("threads").expect(200) }
    }
  }
}
