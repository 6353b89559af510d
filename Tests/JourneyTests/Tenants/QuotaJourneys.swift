import Admin
import ForumRuntime
import Foundation
import Support
import Testing

@Suite("Quotas of a tenant") struct QuotaJourneys {
  private func withTenant(_ quotas: [String: Int], _ body: (TestForum, _ main: Client) async throws -> Void) async throws {
    try await withForum { forum in
      let main = try await forum.administrator()
      try await main.post("admin/tenants", ["slug": "acme", "name": "Acme", "quotas": quotas]).expect(202)
      try await forum.isServing("acme")
      try await body(forum, main)
    }
  }

  private func thread(by author: Client, _ body: String = "text") async throws -> Answer {
    let category = try await author.get("categories").data["items"][0]["id"].text
    return try await author.post("threads", ["category_id": category, "title": "Title", "body": body])
  }

  @Test("no more members and threads are taken than they allow, and more when they are raised")
  func counts() async throws {
    try await withTenant(["members": 1, "threads": 1]) { forum, main in
      let ada = try await forum.member("ada", tenant: "acme")
      let late = ["handle": "bob", "email": "bob@example.org", "password": "a long pass phrase for bob"]
      try await forum.visitor.of("acme").post("auth/register", late).expect(403, "quota_exhausted")
      try await thread(by: ada).expect(201)
      try await thread(by: ada).expect(403, "quota_exhausted")
      try await main.call("PATCH", "admin/tenants/acme", ["quotas": ["members": 2]]).expect(200)
      try await thread(by: ada).expect(201)
      try await forum.visitor.of("acme").post("auth/register", late).expect(201)
      // Those of another tenant do not count, and nothing is counted there.
      try await forum.member("carl").get("me").expect(200)
    }
  }

  @Test("posts and the bytes of texts are bounded, edits included; what makes room is allowed")
  func sizes() async throws {
    try await withTenant(["posts": 3, "bytes": 100]) { forum, _ in
      let ada = try await forum.member("ada", tenant: "acme")
      let id = try await thread(by: ada, String(repeating: "é", count: 20)).expect(201).data["id"].text
      let post = try await ada.post("threads/\(id)/posts", ["body": "ten bytes!"]).expect(201).data["id"].text
      try await ada.post("threads/\(id)/posts", ["body": String(repeating: "x", count: 51)]).expect(403, "quota_exhausted")
      try await ada.patch("posts/\(post)", ["body": String(repeating: "x", count: 60)], version: 1).expect(403, "quota_exhausted")
      try await ada.post("posts/\(post)/comments", ["body": "five!"]).expect(201)
      try await ada.post("threads/\(id)/posts", ["body": "."]).expect(201)
      try await ada.post("threads/\(id)/posts", ["body": "."]).expect(403, "quota_exhausted")
      #expect(try await ada.get("threads/\(id)").data["post_count"].number == 3)
    }
  }

  @Test("a merge patch changes the quotas that it names and takes away what is null; any other patch replaces them all")
  func merging() async throws {
    try await withTenant(["members": 5, "threads": 50]) { forum, main in
      let path = "admin/tenants/acme"
      func quotas(_ answer: Answer) throws -> [Int?] {
        let quotas = try answer.expect(200).data["quotas"]
        return ["members", "threads", "posts"].map { quotas[$0].isNull ? nil : quotas[$0].number }
      }
      #expect(try quotas(await main.merge(path, ["quotas": ["posts": 200]])) == [5, 50, 200])
      #expect(try quotas(await main.merge(path, ["quotas": ["threads": NSNull()], "branding": ["tagline": "Anvils"]])) == [5, nil, 200])
      let accent = try await main.merge(path, ["branding": ["accent": "#0d6455"]]).expect(200)
      #expect(accent.data["branding"]["tagline"].text == "Anvils")
      #expect(try quotas(accent) == [5, nil, 200])
      let nothing = try await main.merge(path, ["name": NSNull()])
      nothing.expect(422, "validation_failed")
      #expect(nothing.json["errors"].items.map { $0["pointer"].text } == ["/name"])
      #expect(try quotas(await main.call("PATCH", path, ["quotas": ["posts": 300], "name": NSNull()])) == [nil, nil, 300])
    }
  }

  @Test("what is counted with each change is what a recount finds")
  func recount() async throws {
    try await withTenant(["threads": 1000]) { forum, main in
      let ada = try await forum.member("ada", tenant: "acme")
      var threads: [String] = []
      for number in 1...3 { threads.append(try await thread(by: ada, "opening \(number) ✓").expect(201).data["id"].text) }
      let post = try await ada.post("threads/\(threads[0])/posts", ["body": "an answer"]).expect(201).data["id"].text
      try await ada.patch("posts/\(post)", ["body": "a much longer answer"], version: 1).expect(200)
      try await ada.call("PATCH", "posts/\(post)", ["body": "short"]).expect(200)
      try await ada.put("posts/\(post)/reactions/like").expect(200)
      let comment = try await ada.post("posts/\(post)/comments", ["body": "a remark"]).expect(201).data["id"].text
      try await ada.call("PATCH", "comments/\(comment)", ["body": "another, longer remark"]).expect(200)
      try await ada.call("DELETE", "threads/\(threads[1])").expect(204)
      let counted = try await main.get("admin/tenants/acme/usage").expect(200)
      #expect(counted.data["members"].number == 1 && counted.data["threads"].number == 3 && counted.data["posts"].number == 4)
      let report = try await forum.application.storage.upkeep.recount()
      #expect(report.drifts.isEmpty, "\(report.message)")
      try await main.call("PATCH", "admin/tenants/acme", ["quotas": [String: Int]()]).expect(200)
      #expect(try await main.get("admin/tenants/acme/usage").text == counted.text)
    }
  }
}
