import HTTPTypes
import Support
import Testing

@Suite struct OperationJourneys {
  /// The texts of a thread's posts in order, and its counts.
  private func posts(_ forum: TestForum, _ thread: String) async throws -> [String] {
    let items = try await forum.visitor.get("threads/\(thread)/posts?limit=100").expect(200).data["items"].items
    #expect(try await forum.visitor.get("threads/\(thread)").data["post_count"].number == items.count)
    return items.map { $0["body"].text }
  }

  private func count(_ forum: TestForum) async throws -> Int {
    try await forum.visitor.get("categories").data["items"][0]["thread_count"].number
  }

  @Test("a merged thread's posts follow those of the other one, and undoing brings both back with what came since")
  func merging() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let root = try await forum.administrator()
      let one = try await forum.thread(by: ada, title: "One", body: "1.1")["id"].text
      let two = try await forum.thread(by: ada, title: "Two", body: "2.1")["id"].text
      let post = try await ada.post("threads/\(one)/posts", ["body": "1.2"]).expect(201).data["id"].text
      try await ada.post("posts/\(post)/comments", ["body": "small talk"]).expect(201)
      try await ada.post("threads/\(two)/posts", ["body": "2.2"]).expect(201)
      try await ada.post("threads/\(one)/merge", ["into_id": two]).expect(403, "permission_missing")
      try await root.post("threads/\(one)/merge", ["into_id": one]).expect(422)
      let operation = try await root.post("threads/\(one)/merge", ["into_id": two]).expect(200).data["id"].text
      #expect(try await posts(forum, two) == ["2.1", "2.2", "1.1", "1.2"])
      try await forum.visitor.get("threads/\(one)").expect(404)
      try await root.post("threads/\(one)/restore").expect(409, "thread_empty")
      #expect(try await count(forum) == 1)
      try await ada.post("threads/\(two)/posts", ["body": "2.3"]).expect(201)
      let listed = try await root.get("threads/\(two)/operations").expect(200).data["items"].items
      #expect(listed.map { $0["operation"]["id"].text } == [operation] && listed[0]["actor"]["handle"].text == "root")

      let undone = try await root.post("threads/operations/\(operation)/undo").expect(200)
      #expect(!undone.data["undone_at"].isNull)
      #expect(try await posts(forum, one) == ["1.1", "1.2"])
      #expect(try await posts(forum, two) == ["2.1", "2.2", "2.3"])
      #expect(try await count(forum) == 2)
      try await root.post("threads/operations/\(operation)/undo").expect(409, "undone_already")
      try await forum.caughtUp()
      let found = try await forum.visitor.get("search?q=small").expect(200).data["items"].items
      #expect(found.map { $0["thread_id"].text } == [one])
    }
  }

  @Test("posts that are split off open a thread of their own, and go back to where they stood")
  func splitting() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let root = try await forum.administrator()
      let thread = try await forum.thread(by: ada, title: "One", body: "1")["id"].text
      var ids = [try await ada.get("threads/\(thread)/posts").data["items"][0]["id"].text]
      for number in 2...4 { ids.append(try await ada.post("threads/\(thread)/posts", ["body": "\(number)"]).expect(201).data["id"].text) }
      try await root.post("threads/\(thread)/split", ["post_ids": [ids[0], ids[1]], "title": "Two"]).expect(422)
      let split = try await root.post("threads/\(thread)/split", ["post_ids": [ids[3], ids[1]], "title": "Two"]).expect(200).data
      let part = split["other_thread_id"].text
      #expect(try await posts(forum, thread) == ["1", "3"])
      #expect(try await posts(forum, part) == ["2", "4"])
      #expect(try await forum.visitor.get("threads/\(part)").data["title"].text == "Two")
      #expect(try await count(forum) == 2)
      try await ada.post("threads/\(thread)/posts", ["body": "5"]).expect(201)
      try await ada.post("threads/\(part)/posts", ["body": "6"]).expect(201)
      try await root.post("threads/operations/\(split["id"].text)/undo").expect(200)
      #expect(try await posts(forum, thread) == ["1", "2", "3", "4", "5", "6"])
      try await forum.visitor.get("threads/\(part)").expect(404)
      #expect(try await count(forum) == 1)
    }
  }

  @Test("a merge of which a post was split off since is not undone by half; after the split is undone, it is")
  func splitSinceMerging() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let one = try await forum.thread(by: root, title: "One", body: "1.1")["id"].text
      let two = try await forum.thread(by: root, title: "Two", body: "2.1")["id"].text
      let later = try await root.post("threads/\(one)/posts", ["body": "1.2"]).expect(201).data["id"].text
      try await root.post("threads/\(one)/posts", ["body": "1.3"]).expect(201)
      let merge = try await root.post("threads/\(one)/merge", ["into_id": two]).expect(200).data["id"].text
      let split = try await root.post("threads/\(two)/split", ["post_ids": [later], "title": "Three"]).expect(200).data["id"].text
      try await root.post("threads/operations/\(merge)/undo").expect(409, "changed_since")
      #expect(try await posts(forum, two) == ["2.1", "1.1", "1.3"])
      try await root.post("threads/operations/\(split)/undo").expect(200)
      try await root.post("threads/operations/\(merge)/undo").expect(200)
      #expect(try await posts(forum, one) == ["1.1", "1.2", "1.3"])
      #expect(try await posts(forum, two) == ["2.1"])
    }
  }

  @Test("a moved thread counts in its new category, and moves back")
  func moving() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let thread = try await forum.thread(by: root)
      let other = try await root.post("categories", ["name": "Other"]).expect(201).data["id"].text
      let path = "threads/\(thread["id"].text)"
      let operation = try await root.post("\(path)/move", ["category_id": other]).expect(200).data["id"].text
      #expect(try await root.get(path).data["category_id"].text == other)
      try await root.post("\(path)/move", ["category_id": other]).expect(409, "same_category")
      try await root.post("threads/operations/\(operation)/undo").expect(200)
      #expect(try await root.get(path).data["category_id"].text == thread["category_id"].text)
      #expect(try await root.get("categories/\(other)").data["thread_count"].number == 0)
    }
  }
}
