import Admin
import ForumRuntime
import Support
import Testing

@Suite("Reports and decisions") struct FlagJourneys {
  @Test("a reported post is claimed and hidden: it leaves lists, counts and search, and everybody concerned is told")
  func hiding() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let eve = try await forum.moderator("eve", by: root)
      let thread = try await forum.thread(by: ada, title: "Offers")["id"].text
      let spam = try await forum.post("Cheap zanzibarwatches!", in: thread, by: bob)
      #expect(try await forum.found("zanzibarwatches") == 1)
      try await ada.post("posts/\(spam)/flags", ["reason": "spam", "note": "Again."]).expect(201)
      try await ada.post("posts/\(spam)/flags", ["reason": "abuse"]).expect(409, "already_flagged")
      try await bob.post("posts/\(spam)/flags", ["reason": "spam"]).expect(403, "own_content")
      try await ada.get("moderation/queue").expect(403, "permission_missing")
      let item = try await forum.onlyCase(root)
      #expect(item["excerpt"].text == "Cheap zanzibarwatches!" && item["author"]["handle"].text == "bob" && item["flag_count"].number == 1)
      let id = item["id"].text
      #expect(try await root.get("moderation/cases/\(id)/flags").expect(200).data["items"][0]["note"].text == "Again.")
      try await eve.post("moderation/cases/\(id)/claim").expect(200)
      let taken = try await root.post("moderation/cases/\(id)/decision", ["action": "hide"])
      taken.expect(409, "case_claimed")
      try await eve.post("moderation/cases/\(id)/notes", ["note": "The third time."]).expect(204)
      let decided = try await forum.decide("hide", item, by: eve, ["note": "No trade here."]).expect(200).data
      #expect(decided["state"].text == "resolved" && decided["outcome"].text == "hide" && decided["withheld"].text == "hidden")
      try await forum.decide("hide", item, by: eve).expect(409, "case_resolved")
      #expect(try await forum.bodies(of: thread, for: ada) == ["Its opening text."])
      #expect(try await forum.visitor.get("threads/\(thread)").data["post_count"].number == 1)
      #expect(try await forum.found("zanzibarwatches") == 0)
      try await ada.get("posts/\(spam)").expect(404, "post_not_found")
      for client in [bob, eve] { #expect(try await client.get("posts/\(spam)").expect(200).data["withheld"].flag) }
      let all = try await eve.get("threads/\(thread)/posts?withheld=true").expect(200).data["items"].items
      #expect(all.map { $0["withheld"].flag } == [false, true])
      try await ada.get("threads/\(thread)/posts?withheld=true").expect(403, "permission_missing")
      #expect(try await forum.notices(of: ada) == ["flag_settled hide"])
      #expect(try await forum.notices(of: bob) == ["moderated hide"])
      #expect(try await bob.get("notifications").data["items"][0]["note"].text == "No trade here.")
      let history = try await eve.get("moderation/cases/\(id)/history").expect(200).data["items"].items.map { $0["kind"].text }
      #expect(history == ["opened", "claimed", "note", "decided"])
      #expect(try await eve.get("moderation/users/bob/history").expect(200).data["items"].items.map { $0["action"].text } == ["hide"])
      let audit = try await root.get("admin/audit").expect(200).data["items"].items
      #expect(audit.contains { $0["action"].text == "content.hide" && $0["target"].text == "post:\(spam)" && $0["reason"].text == "No trade here." })
    }
  }

  @Test("enough reports hide a post by themselves; approving shows it again, and wrong reports weigh less from then on")
  func autoHide() async throws {
    try await withForum(["moderation.hide_threshold": "20", "moderation.new_member": "0s"]) { forum in
      let root = try await forum.administrator()
      let (ada, bob, cyd) = (try await forum.member("ada"), try await forum.member("bob"), try await forum.member("cyd"))
      let thread = try await forum.thread(by: ada)["id"].text
      let first = try await forum.post("An opinion.", in: thread, by: ada)
      try await bob.post("posts/\(first)/flags", ["reason": "abuse"]).expect(201)
      #expect(try await forum.bodies(of: thread, for: bob).count == 2)
      try await cyd.post("posts/\(first)/flags", ["reason": "abuse"]).expect(201)
      #expect(try await forum.bodies(of: thread, for: bob).count == 1)
      #expect(try await forum.notices(of: ada) == ["moderated auto_hide"])
      try await forum.decide("approve", try await forum.onlyCase(root), by: root).expect(200)
      #expect(try await forum.bodies(of: thread, for: bob).count == 2)
      #expect(try await forum.notices(of: ada) == ["moderated approve", "moderated auto_hide"])
      #expect(try await forum.notices(of: bob) == ["flag_settled approve"])
      let second = try await forum.post("Another one.", in: thread, by: ada)
      for client in [bob, cyd] { try await client.post("posts/\(second)/flags", ["reason": "abuse"]).expect(201) }
      let item = try await forum.onlyCase(root)
      #expect(item["score"].number == 16 && item["withheld"].isNull)
      try await forum.decide("dismiss", item, by: root).expect(200)
      #expect(try await forum.notices(of: ada).count == 2)
      try await root.post("posts/\(second)/flags", ["reason": "abuse"]).expect(201)
      #expect(try await forum.onlyCase(root)["withheld"].text == "hidden")
    }
  }

  @Test("who was hidden by reports alone hears that nothing was wrong")
  func dismissed() async throws {
    try await withForum(["moderation.hide_threshold": "20", "moderation.new_member": "0s"]) { forum in
      let root = try await forum.administrator()
      let (ada, bob, cyd) = (try await forum.member("ada"), try await forum.member("bob"), try await forum.member("cyd"))
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await forum.post("An opinion.", in: thread, by: ada)
      for client in [bob, cyd] { try await client.post("posts/\(post)/flags", ["reason": "abuse"]).expect(201) }
      try await forum.decide("dismiss", try await forum.onlyCase(root), by: root).expect(200)
      #expect(try await forum.bodies(of: thread, for: bob).count == 2)
      #expect(try await forum.notices(of: ada) == ["moderated dismiss", "moderated auto_hide"])
    }
  }

  @Test("a hidden opening post takes its thread out of every list; its author and moderators still see it")
  func threads() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let thread = try await forum.thread(by: bob, title: "Zanzibarwatches")["id"].text
      let opening = try await ada.get("threads/\(thread)/posts").data["items"][0]["id"].text
      try await ada.post("posts/\(opening)/flags", ["reason": "spam"]).expect(201)
      try await forum.decide("hide", forum.onlyCase(root), by: root).expect(200)
      #expect(try await ada.get("threads").data["items"].items.isEmpty)
      #expect(try await ada.get("categories").data["items"][0]["thread_count"].number == 0)
      #expect(try await forum.found("zanzibarwatches") == 0)
      try await ada.get("threads/\(thread)").expect(404, "thread_not_found")
      for client in [bob, root] { #expect(try await client.get("threads/\(thread)").expect(200).data["withheld"].flag) }
      #expect(try await forum.notices(of: bob) == ["moderated hide"])
      try await root.post("threads/\(thread)/restore").expect(200)
      #expect(try await !ada.get("threads/\(thread)").expect(200).data["withheld"].flag)
      #expect(try await forum.found("zanzibarwatches") == 1)
    }
  }

  @Test("a reported comment is deleted, and its post counts one less")
  func comments() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await ada.get("threads/\(thread)/posts").data["items"][0]["id"].text
      let comment = try await bob.post("posts/\(post)/comments", ["body": "Idiot."]).expect(201).data["id"].text
      try await ada.post("comments/\(comment)/flags", ["reason": "abuse"]).expect(201)
      let item = try await forum.onlyCase(root)
      #expect(item["comment_id"].text == comment && item["excerpt"].text == "Idiot.")
      try await forum.decide("delete", item, by: root).expect(200)
      #expect(try await ada.get("posts/\(post)").data["comment_count"].number == 0)
      try await bob.get("comments/\(comment)").expect(404, "comment_not_found")
      #expect(try await forum.notices(of: bob) == ["moderated delete"])
    }
  }

  @Test("a member who moderates one category sees, claims and decides there alone, and silences nobody")
  func scope() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let general = try await forum.category()
      let other = try await root.post("categories", ["name": "Other"]).expect(201).data["id"].text
      var posts: [String] = []
      for category in [general, other] {
        let thread = try await ada.post("threads", ["category_id": category, "title": "T", "body": "x"]).expect(201).data["id"].text
        posts.append(try await forum.post("y", in: thread, by: ada))
        try await root.post("posts/\(posts.last ?? "")/flags", ["reason": "other"]).expect(201)
      }
      try await bob.get("moderation/queue").expect(403, "permission_missing")
      try await root.put("categories/\(other)/moderators/bob").expect(204)
      #expect(try await root.get("categories/\(other)/moderators").expect(200).data["items"].items.map { $0["handle"].text } == ["bob"])
      let mine = try await forum.onlyCase(bob)
      #expect(mine["post_id"].text == posts[1])
      try await bob.get("moderation/queue?category_id=\(general)").expect(403, "out_of_scope")
      let foreign = try await forum.onlyCase(root, "?category_id=\(general)")
      for path in ["claim", "decision"] {
        try await bob.post("moderation/cases/\(foreign["id"].text)/\(path)", path == "claim" ? [:] : ["action": "hide"]).expect(403, "out_of_scope")
      }
      try await forum.decide("silence", mine, by: bob).expect(403, "permission_missing")
      try await forum.decide("hide", mine, by: bob).expect(200)
      try await bob.post("posts/\(mine["post_id"].text)/restore").expect(200)
      try await root.delete("categories/\(other)/moderators/bob").expect(204)
      try await bob.get("moderation/queue").expect(403, "permission_missing")
    }
  }

  @Test("a report follows its post when threads are merged, split and put back: counts stay right, and the new category's moderators decide")
  func moved() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let one = try await forum.thread(by: ada, title: "One")["id"].text
      let two = try await forum.thread(by: ada, title: "Two")["id"].text
      let post = try await forum.post("Buy this", in: one, by: ada)
      try await bob.post("posts/\(post)/flags", ["reason": "spam"]).expect(201)
      let merge = try await root.post("threads/\(one)/merge", ["into_id": two]).expect(200).data["id"].text
      let item = try await forum.onlyCase(root)
      #expect(item["thread_id"].text == two && item["thread_title"].text == "Two")
      try await root.post("threads/operations/\(merge)/undo").expect(200)
      #expect(try await forum.onlyCase(root)["thread_id"].text == one)
      try await root.post("threads/\(one)/merge", ["into_id": two]).expect(200)
      try await forum.decide("hide", item, by: root).expect(200)
      #expect(try await forum.visitor.get("threads/\(two)").data["post_count"].number == 2)
      #expect(try await forum.application.jobs.run("recount").message?.hasSuffix("all are right") == true)
    }
  }
}
