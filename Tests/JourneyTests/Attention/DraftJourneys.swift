import Admin
import Auth
import Forum
import ForumKernel
import ForumRuntime
import HTTPTypes
import Support
import Testing

@Suite("Drafts") struct DraftJourneys {
  private func save(_ client: Client, _ path: String, _ body: [String: Any], _ version: Int? = nil) async throws -> Answer {
    try await client.put(path, body, version.map { [.ifMatch: "\"\($0)\""] } ?? [:])
  }

  @Test("a draft is kept for each place, over versions that two devices do not overwrite for each other")
  func saving() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)
      let post = try await ada.get("threads/\(thread["id"].text)/posts").data["items"][0]["id"].text
      let (new, reply, edit) = ("categories/\(try await forum.category())/draft", "threads/\(thread["id"].text)/draft", "posts/\(post)/draft")
      try await ada.get(new).expect(404, "draft_not_found")
      let first = try await save(ada, new, ["title": "Half a t", "tags": ["a"], "body": "Be"]).expect(200)
      #expect(first.data["kind"].text == "thread" && first.data["title"].text == "Half a t" && first.data["tags"][0].text == "a")
      try await save(ada, new, ["body": "Other"]).expect(428, "version_required")
      let version = first.data["version"].number
      let second = try await save(ada, new, ["title": "Half", "body": ""], version).expect(200).data["version"].number
      try await save(ada, new, ["body": "Late"], version).expect(412, "version_stale")
      try await save(ada, reply, ["body": "Me"], version).expect(412, "version_stale")
      try await save(ada, reply, ["body": "Me too", "reply_to_id": post]).expect(200)
      forum.clock.advance(seconds: 1)
      try await save(ada, edit, ["body": "Its opening text!", "post_version": 1]).expect(200)
      let listed = try await ada.get("me/drafts?limit=2").expect(200).data
      #expect(listed["items"].items.map { $0["kind"].text }.first == "edit" && listed["items"].items.count == 2)
      let rest = try await ada.get("me/drafts?limit=2&cursor=\(listed["next"].text)").expect(200).data
      #expect(Set((listed["items"].items + rest["items"].items).map { $0["kind"].text }) == ["thread", "reply", "edit"] && rest["next"].isNull)
      #expect(try await ada.get(new).expect(200).data["title"].text == "Half")
      try await ada.delete(new, [.ifMatch: "\"\(version)\""]).expect(412, "version_stale")
      try await ada.delete(new, [.ifMatch: "\"\(second)\""]).expect(204)
      try await ada.delete(new).expect(404, "draft_not_found")
      forum.clock.advance(seconds: 1)
      let anew = try await save(ada, new, ["body": "Anew"]).expect(200).data["version"].number
      #expect(anew > second)
    }
  }

  @Test("what is posted has no draft any more, and a post that was refused keeps it")
  func posting() async throws {
    try await withForum { forum in
      let (ada, category) = (try await forum.member("ada"), try await forum.category())
      try await save(ada, "categories/\(category)/draft", ["title": "T", "body": "B"]).expect(200)
      let thread = try await forum.thread(by: ada)["id"].text
      try await ada.get("categories/\(category)/draft").expect(404, "draft_not_found")
      try await save(ada, "threads/\(thread)/draft", ["body": "B"]).expect(200)
      try await ada.post("threads/\(thread)/posts", ["body": "B", "reply_to_id": category]).expect(422)
      try await ada.get("threads/\(thread)/draft").expect(200)
      let post = try await forum.post("B", in: thread, by: ada)
      try await ada.get("threads/\(thread)/draft").expect(404, "draft_not_found")
      try await save(ada, "posts/\(post)/draft", ["body": "C"]).expect(200)
      try await ada.patch("posts/\(post)", ["body": "C"], version: 1).expect(200)
      #expect(try await ada.get("me/drafts").data["items"].items.isEmpty)
    }
  }

  @Test("drafts are their owner's alone, as long and as many as may be, and make no events")
  func privacy() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await forum.post("zanzibar", in: thread, by: ada)
      let end = try await forum.settledEnd()
      try await save(ada, "threads/\(thread)/draft", ["body": "madagascar"]).expect(200)
      for other in [bob, root] {
        try await other.get("threads/\(thread)/draft").expect(404, "draft_not_found")
        #expect(try await other.get("me/drafts").data["items"].items.isEmpty)
      }
      #expect(try await forum.settledEnd() == end)
      #expect(try await forum.found("madagascar") == 0)
      try await forum.visitor.get("me/drafts").expect(401, "sign_in_required")
      try await save(bob, "posts/\(post)/draft", ["body": "x"]).expect(403, "not_author")
      try await save(root, "posts/\(post)/draft", ["body": "x"]).expect(200)
      let long = String(repeating: "x", count: 65_537)
      try await save(ada, "posts/\(post)/draft", ["body": long]).expect(422, "validation_failed")
      try await save(ada, "threads/\(post)/draft", ["body": "x"]).expect(404, "thread_not_found")
      for number in 1..<50 {
        let thread = try await forum.thread(by: bob, title: "Thread \(number)")["id"].text
        try await save(ada, "threads/\(thread)/draft", ["body": "x"]).expect(200)
      }
      try await save(ada, "posts/\(post)/draft", ["body": "x"]).expect(409, "too_many_drafts")
    }
  }

  @Test("drafts go when nobody saved them for half a year")
  func sweeping() async throws {
    try await withForum { forum in
      let (ada, tenant) = (try await forum.member("ada"), forum.application.defaultTenant.id)
      let thread = try await forum.thread(by: ada)["id"].text
      try await save(ada, "threads/\(thread)/draft", ["body": "old"]).expect(200)
      let owner = try #require(try await forum.application.auth.accounts.userID(handle: "ada", tenant: tenant))
      func count() async throws -> Int {
        try await forum.application.storage.attention.drafts(of: owner, tenant, PageRequest(limit: 5)).items.count
      }
      forum.clock.advance(seconds: 180 * 86_400)
      _ = try await forum.application.jobs.run("sweep")
      #expect(try await count() == 1)
      forum.clock.advance(seconds: 1)
      _ = try await forum.application.jobs.run("sweep")
      #expect(try await count() == 0)
    }
  }
}
