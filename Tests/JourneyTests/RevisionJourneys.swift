import HTTPTypes
import Support
import Testing

@Suite struct RevisionJourneys {
  @Test("every text of a post is kept, with who wrote it and what changed, and each can be had again")
  func history() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let root = try await forum.administrator()
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await ada.post("threads/\(thread)/posts", ["body": "The loom weaves."]).expect(201).data["id"].text
      let first = try await ada.get("posts/\(post)/revisions").expect(200).data["items"].items
      #expect(first.map { $0["body"].text } == ["The loom weaves."])
      #expect(try await ada.get("posts/\(post)/revisions/1").expect(200).data["changes"].items.map { $0["kind"].text } == ["added"])
      try await ada.patch("posts/\(post)", ["body": "The loom weaves flowers."], version: 1).expect(200)
      try await ada.delete("posts/\(post)").expect(204)
      try await root.post("posts/\(post)/restore", [:]).expect(200)
      try await root.patch("posts/\(post)", ["body": "The *loom* weaves flowers.", "body_format": "text"], version: 4).expect(200)

      let all = try await ada.get("posts/\(post)/revisions").expect(200).data["items"].items
      #expect(all.map { $0["version"].number } == [5, 2, 1])
      #expect(all.map { $0["editor"]["handle"].text } == ["root", "ada", "ada"])
      #expect(all.map { $0["body_format"].text } == ["text", "markdown", "markdown"])
      let changed = try await ada.get("posts/\(post)/revisions/5").expect(200).data
      #expect(changed["previous_version"].number == 2)
      #expect(
        changed["changes"].items.map { "\($0["kind"].text):\($0["text"].text)" } == [
          "same:The ", "removed:loom ", "added:*loom* ", "same:weaves flowers.",
        ])

      try await ada.post("posts/\(post)/revisions/1/rollback", [:]).expect(428, "version_required")
      let back = try await ada.post("posts/\(post)/revisions/1/rollback", [:], [.ifMatch: "\"5\""]).expect(200)
      #expect(back.data["body"].text == "The loom weaves." && back.data["body_format"].text == "markdown" && back.data["version"].number == 6)
      #expect(try await ada.get("posts/\(post)/revisions?limit=1").data["items"][0]["version"].number == 6)
    }
  }

  @Test("an old text that may not be written any more does not come back")
  func watched() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await ada.post("threads/\(thread)/posts", ["body": "The best casino."]).expect(201).data["id"].text
      try await ada.patch("posts/\(post)", ["body": "The best loom."], version: 1).expect(200)
      try await forum.administrator().post("moderation/watched-words", ["word": "casino", "action": "reject"]).expect(201)
      try await ada.post("posts/\(post)/revisions/1/rollback", [:], [.ifMatch: "*"]).expect(422, "validation_failed")
      #expect(try await ada.get("posts/\(post)").data["body"].text == "The best loom.")
    }
  }

  @Test("what a post said before is for its author and moderators, and an unknown version is not found")
  func access() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let bob = try await forum.member("bob")
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await ada.get("threads/\(thread)/posts").data["items"][0]["id"].text
      try await ada.patch("posts/\(post)", ["body": "Less."], version: 1).expect(200)
      try await bob.get("posts/\(post)/revisions").expect(403, "not_author")
      try await bob.get("posts/\(post)/revisions/1").expect(403, "not_author")
      try await bob.post("posts/\(post)/revisions/1/rollback", [:], [.ifMatch: "\"2\""]).expect(403, "not_author")
      for version in ["3", "0", "x"] { try await ada.get("posts/\(post)/revisions/\(version)").expect(404) }
      try await ada.post("posts/\(post)/revisions/9/rollback", [:], [.ifMatch: "\"2\""]).expect(404)
    }
  }

  @Test("pages of revisions neither repeat nor skip")
  func pages() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await ada.get("threads/\(thread)/posts").data["items"][0]["id"].text
      for version in 1...6 { try await ada.patch("posts/\(post)", ["body": "Text \(version)."], version: version).expect(200) }
      var versions: [Int] = []
      var path = "posts/\(post)/revisions?limit=3"
      while true {
        let page = try await ada.get(path).expect(200).data
        versions += page["items"].items.map { $0["version"].number }
        guard !page["next"].isNull else { break }
        path = "posts/\(post)/revisions?limit=3&cursor=\(page["next"].text)"
      }
      #expect(versions == [7, 6, 5, 4, 3, 2, 1])
    }
  }
}
