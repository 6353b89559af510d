import Admin
import Auth
import Forum
import ForumKernel
import ForumRuntime
import LiveFeed
import Support
import Testing

/// What a policy keeps some from reading is for them as if it were not there.
@Suite("Categories that a policy hides") struct HiddenCategories {
  private static let reading = "forum.read"

  @Test("no operation, list, search, tag, feed or page shows anything of a hidden category, and nothing can be done there", .timeLimit(.minutes(3)))
  func nothingIsShown() async throws {
    try await withForum { forum in
      let side = try await TenantSide(forum, main: try await forum.administrator(), slug: "acme", mark: "qalandrine")
      let eve = try await forum.member("eve", tenant: side.slug)
      let (thread, post, category) = (side.values["thread_id"]!, side.values["post_id"]!, side.values["category_id"]!)
      // What eve has of it from before.
      try await side.member.post("threads/\(thread)/posts", ["body": "\(side.mark) answer to @eve"]).expect(201)
      try await eve.put("posts/\(post)/bookmark", ["note": "later"]).expect(200)
      try await eve.put("threads/\(thread)/watch", ["level": "watching"]).expect(204)
      try await eve.put("categories/\(category)/watch", ["level": "watching"]).expect(204)
      try await forum.caughtUp()
      #expect(try await eve.get("notifications").expect(200).data["unread_count"].number == 1)
      #expect(try await eve.get("search?q=\(side.mark)").expect(200).data["items"].items.count > 3)

      try await side.root.put("admin/roles/insider", ["permissions": []]).expect(200)
      try await side.root.put("admin/users/ada\(side.mark)/roles/insider").expect(200)
      let rule: [String: Any] = [
        "effect": "forbid", "actions": ["forum.read"],
        "conditions": [
          ["attribute": "resource.category", "comparison": "in", "values": [category]],
          ["attribute": "subject.roles", "comparison": "not_in", "values": ["insider"]],
        ],
      ]
      try await side.root.put("admin/policies/inside", rule).expect(200)
      try await side.member.get("threads/\(thread)").expect(200)
      let before = try await side.member.get("threads/\(thread)/posts").expect(200).text

      // The tag and the author's name are the mark alone.
      let hidden = TenantSide.nouns.filter { $0 != "name" && $0 != "note" }.map { "\(side.mark) \($0)" } + ["\"\(side.mark)\"", ">\(side.mark)<"]
      func look(_ answer: Answer) {
        // A search page says what was looked for.
        #expect(
          !hidden.contains { answer.text.contains($0) && !($0.count < side.mark.count + 3 && answer.request.contains("/search?")) },
          "\(answer.request) shows \(answer.text)")
        let ids = [thread, post, category, side.values["comment_id"]!].filter { answer.text.contains($0) && !answer.request.contains($0) }
        #expect(ids.isEmpty || answer.status == 422, "\(answer.request) shows the ids \(ids): \(answer.text)")
      }
      let operations = OpenAPIOperation.all(in: try await forum.visitor.get("/openapi.json").expect(200).json)
      let visitor = forum.visitor.of(side.slug)
      for (number, operation) in operations.enumerated() where !operation.isStream {
        // Some calls end a session or an account.
        let caller = operation.method == "GET" ? eve : try await forum.member("caller\(number)", tenant: side.slug)
        for path in side.paths(of: operation) {
          let named = !Set(["thread_id", "post_id", "comment_id", "category_id"]).isDisjoint(with: operation.parameters)
          for client in [caller, visitor] {
            let answer = try await client.call(operation.method, path, operation.body(id: post))
            look(answer)
            // Their own mark they may take off.
            if named, operation.id != "removeBookmark" {
              #expect([400, 401, 403, 404, 422].contains(answer.status), "\(operation.id): \(answer.request) answered \(answer.status)")
              if operation.permission == Self.reading {
                #expect(answer.status == 404, "\(operation.id) answered \(answer.status) to \(answer.request)")
              }
            }
          }
        }
      }
      for path in Self.lists(of: side) {
        for client in [try await forum.signIn("eve", "a long pass phrase for eve", tenant: side.slug), visitor] { look(try await client.get(path)) }
      }
      #expect(try await eve.get("notifications").expect(200).data["unread_count"].number == 0)
      try await eve.post("threads", ["category_id": category, "title": "x", "body": "y"]).expect(422)
      #expect(try await side.member.get("threads/\(thread)/posts").expect(200).text == before)

      try await side.root.delete("admin/policies/inside").expect(204)
      try await eve.get("threads/\(thread)").expect(200)
      #expect(try await eve.get("notifications").expect(200).data["unread_count"].number == 1)
    }
  }

  /// Lists and pages that showed it before.
  private static func lists(of side: TenantSide) -> [String] {
    let (thread, category) = (side.values["thread_id"]!, side.values["category_id"]!)
    return [
      "search?q=\(side.mark)", "search?q=\(side.mark)%20title&facets=category_id,tags", "search?filter=category_id%20=%20\(category)",
      "search?filter=tags%20=%20\(side.mark)", "threads?tag=\(side.mark)", "threads?category_id=\(category)", "threads?limit=100",
      "threads?order=created&limit=100", "threads?filter=unread", "threads?filter=watched", "tags", "me/bookmarks", "me/category-watches",
      "notifications",
      "notifications?unread=true", "events?topics=threads/\(thread)", "events?topics=categories/\(category)",
      "/", "/t/\(thread)", "/c/\(side.mark)-shelf", "/search?q=\(side.mark)", "/search/hits?q=\(side.mark)", "/tags/\(side.mark)",
    ]
  }

  @Test("a moderator outside gets nothing out of it and nothing into it: by undoing, by the past, by managing categories, by roles")
  func waysAround() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let (ada, mod) = (try await forum.member("ada"), try await forum.member("mod"))
      let permissions = ["forum.read", "forum.moderate", "category.manage", "role.manage"]
      try await root.put("admin/roles/keeper", ["permissions": permissions]).expect(200)
      try await root.put("admin/users/mod/roles/keeper").expect(200)
      let inside = try await root.post("categories", ["name": "Inside"]).expect(201).data["id"].text
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await ada.post("threads/\(thread)/posts", ["body": "the part"]).expect(201).data["id"].text
      let split = try await root.post("threads/\(thread)/split", ["post_ids": [post], "title": "Part"]).expect(200).data
      try await root.post("threads/\(split["other_thread_id"].text)/move", ["category_id": inside]).expect(200)
      let away = try await forum.thread(by: ada)["id"].text
      let move = try await root.post("threads/\(away)/move", ["category_id": inside]).expect(200).data["id"].text
      try await root.post("threads/\(away)/move", ["category_id": try await forum.category()]).expect(200)
      try await root.put("admin/roles/insider", ["permissions": []]).expect(200)
      let rule: [String: Any] = [
        "effect": "forbid", "actions": ["forum.read"],
        "conditions": [
          ["attribute": "resource.category", "comparison": "in", "values": [inside]],
          ["attribute": "subject.roles", "comparison": "not_in", "values": ["insider", "admin"]],
        ],
      ]
      try await root.put("admin/policies/inside", rule).expect(200)
      try await mod.post("threads/operations/\(split["id"].text)/undo").expect(409, "changed_since")
      try await mod.post("threads/operations/\(move)/undo").expect(409, "changed_since")
      try await mod.get("threads/\(thread)/posts?as_of=\(forum.clock.now)").expect(403, "policy_forbids")
      try await mod.patch("categories/\(inside)", ["description": "mine"], version: 1).expect(404)
      try await mod.delete("categories/\(inside)").expect(404)
      try await mod.put("categories/\(inside)/moderators/mod").expect(404)
      #expect(try await root.get("categories/\(inside)").expect(200).data["description"].text.isEmpty)
      try await mod.put("admin/users/mod/roles/insider").expect(403, "permission_missing")
      try await mod.put("admin/roles/mine", ["permissions": [], "inherits": ["insider"]]).expect(403, "permission_missing")
      try await mod.delete("admin/roles/insider").expect(403, "permission_missing")
      try await root.post("threads/operations/\(split["id"].text)/undo").expect(200)
    }
  }

  @Test("who follows what is hidden from them meanwhile is told with the next event that it is not there")
  func feeds() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let category = try await forum.category()
      let (eve, application) = (try await forum.member("eve"), forum.application)
      let token = eve.token ?? ""
      let viewer: @Sendable () async throws -> Principal = {
        try await application.auth.authenticator.principal(for: token, tenant: application.defaultTenant.id)
      }
      let topic = LiveTopic.thread(try #require(ThreadID(thread)))
      var feed = try await application.feed.follow([topic], as: viewer, after: nil).makeAsyncIterator()
      try await ada.post("threads/\(thread)/posts", ["body": "seen"]).expect(201)
      #expect(try await feed.next()?.name == "post.created")
      let rule: [String: Any] = [
        "effect": "forbid", "actions": ["forum.read"],
        "conditions": [
          ["attribute": "resource.category", "comparison": "in", "values": [category]],
          ["attribute": "subject.handle", "comparison": "in", "values": ["eve"]],
        ],
      ]
      try await root.put("admin/policies/not-eve", rule).expect(200)
      try await forum.caughtUp()
      try await ada.post("threads/\(thread)/posts", ["body": "unseen"]).expect(201)
      let refusal = try await #require(throws: AppError.self) { _ = try await feed.next() }
      #expect(refusal.slug == "thread_not_found")
      await #expect(throws: AppError.self) { _ = try await application.feed.follow([topic], as: viewer, after: nil) }
    }
  }

  @Test("a forum that is for members alone shows visitors nothing, and asks them to sign in")
  func membersOnly() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada, title: "Only for us")["id"].text
      let rule: [String: Any] = [
        "effect": "forbid", "actions": ["forum.read"], "conditions": [["attribute": "subject.signed_in", "comparison": "in", "values": [false]]],
      ]
      try await forum.visitor.get("threads/\(thread)").expect(200)
      try await root.put("admin/policies/members-only", rule).expect(200)
      for path in ["threads", "threads/\(thread)", "categories", "search?q=only"] {
        try await forum.visitor.get(path).expect(401, "sign_in_required")
        try await ada.get(path).expect(200)
      }
      let page = try await forum.visitor.get("/").text
      #expect(!page.contains("Only for us"))
      let browser = try await forum.signedUpBrowser("bob")
      #expect(try await browser.open("/").text.contains("Only for us"))
      try await root.delete("admin/policies/members-only").expect(204)
      try await forum.visitor.get("threads/\(thread)").expect(200)
    }
  }
}
