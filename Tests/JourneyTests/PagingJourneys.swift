import ForumKernel
import HTTPTypes
import Support
import Testing

@Suite struct PagingJourneys {
  @Test("pages of threads neither repeat nor skip while threads move to the front", arguments: ["activity", "created"])
  func movingThreads(sort: String) async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      var threads: [String] = []
      for number in 0..<12 {
        threads.append(try await forum.thread(by: ada, title: "thread \(number)")["id"].text)
        forum.clock.advance(seconds: 10)
      }
      var seen: [String] = []
      var path = "threads?limit=3&sort=\(sort)"
      while true {
        let page = try await ada.get(path).expect(200).data
        seen += page["items"].items.map { $0["id"].text }
        forum.clock.advance(seconds: 1)
        // The oldest thread, which no page has shown yet, jumps to the front; so does a new one.
        try await ada.post("threads/\(threads[0])/posts", ["body": "bump"]).expect(201)
        _ = try await forum.thread(by: ada, title: "new")
        guard !page["next"].isNull else { break }
        path = "threads?limit=3&sort=\(sort)&cursor=\(page["next"].text)"
      }
      #expect(seen == threads.reversed())
    }
  }

  @Test("pages of posts neither repeat nor skip while posts come and go")
  func movingPosts() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let thread = try await forum.thread(by: ada)["id"].text
      var posts: [String] = []
      for number in 0..<10 { posts.append(try await ada.post("threads/\(thread)/posts", ["body": "\(number)"]).expect(201).data["id"].text) }
      let first = try await ada.get("threads/\(thread)/posts?limit=4").data
      try await ada.delete("posts/\(posts[0])").expect(204)
      try await ada.post("threads/\(thread)/posts", ["body": "late"]).expect(201)
      let second = try await ada.get("threads/\(thread)/posts?limit=100&cursor=\(first["next"].text)").data
      let positions = (first["items"].items + second["items"].items).map { $0["position"].number }
      #expect(positions == Array(1...12))
      #expect(second["next"].isNull)
    }
  }

  @Test("a forged cursor, and one of another list, is refused")
  func cursors() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      for number in 0..<3 { _ = try await forum.thread(by: ada, title: "\(number)") }
      let cursor = try await ada.get("threads?limit=1").data["next"].text
      try await ada.get("threads?limit=1&cursor=\(cursor)").expect(200)
      try await ada.get("threads?sort=created&cursor=\(cursor)").expect(422, "validation_failed")
      try await ada.get("threads?cursor=forged").expect(422, "validation_failed")
      try await ada.get("threads?limit=101").expect(422, "validation_failed")
    }
  }

  @Test("threads are listed by category, by tag and by pin")
  func filters() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let root = try await forum.administrator()
      let other = try await root.post("categories", ["name": "Other"]).expect(201).data["id"].text
      let general = try await forum.category()
      for (category, tags) in [(general, ["swift"]), (other, ["swift", "sql"]), (other, [])] {
        try await ada.post("threads", ["category_id": category, "title": "t", "body": "b", "tags": tags]).expect(201)
      }
      func count(_ query: String) async throws -> Int { try await ada.get("threads?\(query)").expect(200).data["items"].items.count }
      #expect(try await count("category_id=\(other)") == 2)
      #expect(try await count("tag=swift") == 2)
      #expect(try await count("tag=swift&category_id=\(other)") == 1)
      #expect(try await count("pinned=true") == 0)
      let pinned = try await ada.get("threads?tag=sql").data["items"][0]["id"].text
      try await root.put("threads/\(pinned)/pin").expect(200)
      #expect(try await count("pinned=true") == 1)
      #expect(try await ada.get("tags").data["items"].items.map { $0["tag"].text } == ["swift", "sql"])
    }
  }

  @Test("a list tells the address of its next page in Link, with what else was asked for; the last page has none")
  func links() async throws {
    try await withForum { forum in
      let ada = try await forum.member("ada")
      for number in 0..<5 { _ = try await forum.thread(by: ada, title: "\(number)") }
      var (path, titles, pages) = ("threads?limit=2&sort=created", [String](), 0)
      while true {
        let page = try await ada.get(path).expect(200)
        titles += page.data["items"].items.map { $0["title"].text }
        pages += 1
        let links = page.headers[values: .link].filter { $0.hasSuffix("; rel=\"next\"") }
        guard let link = links.first else {
          #expect(page.data["next"].isNull)
          break
        }
        #expect(link.hasPrefix("</api/v1/threads?limit=2&sort=created&cursor=") && links.count == 1)
        path = String(link.dropFirst("</api/v1/".count).prefix { $0 != ">" })
      }
      #expect(titles == ["4", "3", "2", "1", "0"] && pages == 3)
      let search = try await ada.get("notifications?limit=1").expect(200)
      #expect(search.headers[values: .link].isEmpty)
    }
  }
}

extension HTTPField.Name {
  fileprivate static let link = HTTPField.Name("Link")!
}
