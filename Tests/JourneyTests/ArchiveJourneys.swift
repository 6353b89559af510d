import Admin
import Forum
import ForumKernel
import ForumRuntime
import Importers
import Notifications
import Support
import Testing

@Suite struct ArchiveJourneys {
  private func message(_ id: String, _ parents: [String] = [], body: String? = nil, tags: [String] = []) -> ArchiveItem {
    .message(
      ArchiveMessage(
        id: id, board: "Mail", threadID: nil, parents: parents, author: ArchiveAuthor(id: "ada@x", name: "Ada"),
        postedAt: Timestamp(milliseconds: 1_262_300_000_000), subject: "About \(id)", tags: tags,
        text: ArchiveText(body: body ?? "Text of \(id).", format: .text)))
  }

  /// Each thread as its title and its posts' texts in order, each with the text of the post that it answers.
  private func threads(_ forum: TestForum) async throws -> [String: [String]] {
    var found: [String: [String]] = [:]
    for thread in try await forum.visitor.get("threads?limit=100").data["items"].items {
      let posts = try await forum.visitor.get("threads/\(thread["id"].text)/posts?limit=100").data["items"].items
      let texts = Dictionary(uniqueKeysWithValues: posts.map { ($0["id"].text, $0["body"].text) })
      #expect(thread["post_count"].number == posts.count)
      found[thread["title"].text] = posts.map {
        $0["body"].text + ($0["reply_to_id"].isNull ? "" : " ← " + texts[$0["reply_to_id"].text, default: "?"])
      }
    }
    return found
  }

  private func take(_ items: [ArchiveItem], _ forum: TestForum) async throws -> ImportReport {
    guard case .imported(let report) = await forum.application.handle(.importItems(items, source: "test")) else {
      throw AppError(.unavailable, "import", "The import failed.")
    }
    return report
  }

  @Test("a message of the future is kept as of now and said so, and its thread is in the list")
  func future() async throws {
    try await withForum { forum in
      let message = ArchiveMessage(
        id: "m1", board: "Mail", threadID: "m1", parents: [], author: nil, postedAt: forum.clock.now.adding(seconds: 3600), subject: "Tomorrow",
        tags: [], text: ArchiveText(body: "Text", format: .text))
      let report = try await take([.message(message)], forum)
      #expect(report.new.map(\.changes) == [["its time \(message.postedAt) has not come: it is kept as of now"]])
      let thread = try await forum.visitor.get("threads").expect(200).data["items"][0]
      #expect(thread["title"].text == "Tomorrow" && thread["last_post_at"].text == forum.clock.now.description)
    }
  }

  @Test("the threads of a mailing list are the same in whatever order its messages come")
  func anyOrder() async throws {
    let items = [message("a"), message("b", ["a"]), message("c", ["b", "a"]), message("d", ["c", "b", "a"]), message("e")]
    var random = SeededRandom(seed: 7)
    for order in [items, items.reversed()] + (0..<6).map({ _ in items.shuffled(using: &random) }) {
      try await withForum { forum in
        for item in order { #expect(try await take([item], forum).created == 1) }
        let found = try await threads(forum)
        #expect(found.keys.sorted() == ["About a", "About e"])
        let expected = ["Text of a.", "Text of b. ← Text of a.", "Text of c. ← Text of b.", "Text of d. ← Text of c."]
        #expect(found["About a"]?.sorted() == expected && found["About a"]?.first == "Text of a.")
        let category = try await forum.visitor.get("categories").data["items"].items.first { $0["name"].text == "Mail" }
        #expect(category?["thread_count"].number == 2)
        #expect(try await forum.application.storage.upkeep.recount().drifts.isEmpty, "a recount finds nothing to mend")
        #expect(try await take(items, forum) == report(known: 5))
      }
    }
  }

  private func report(known: Int) -> ImportReport {
    var report = ImportReport()
    report.known = known
    return report
  }

  @Test("messages that answer each other in a circle come in, and a missing parent leaves a thread of its own")
  func circles() async throws {
    try await withForum { forum in
      let report = try await take([message("a", ["b"]), message("b", ["a"]), message("c", ["c"]), message("d", ["gone"])], forum)
      #expect(report.created == 4)
      let found = try await threads(forum)
      #expect(found == ["About a": ["Text of a.", "Text of b. ← Text of a."], "About c": ["Text of c."], "About d": ["Text of d."]])
    }
  }

  @Test("what of an archive is not kept as it was is said once, with its place, and a second import changes nothing")
  func changes() async throws {
    try await withForum { forum in
      let lines = [
        #"{"id":"t1","board":"b","author":"\#(String(repeating: "n", count: 300))","posted_at":"2020-01-01T00:00:00Z","#
          + #""subject":"\#(String(repeating: "s", count: 500))","tags":["not ok!","fine","a","b","c","d","e"],"body":"a"}"#,
        #"{"id":"t2","board":"b","posted_at":"2020-01-01T00:00:01Z","subject":"Two","body":"b"}"#,
        #"{"id":"p1","board":"b","thread_id":"t1","parent_id":"t2","posted_at":"2020-01-01T00:00:02Z","body":"c","tags":["fine"]}"#,
        #"{"id":"p2","board":"b","thread_id":"t1","parent_id":"gone","posted_at":"2020-01-01T00:00:03Z","body":"d"}"#,
        #"{"kind":"board","id":"My Bees!","board":"\#(String(repeating: "B", count: 150))","subject":"\#(String(repeating: "B", count: 150))"}"#,
        #"{"kind":"board","id":"b","board":"other","subject":"Bees","body":"All of them."}"#,
      ]
      let items = try lines.enumerated().map { try JSONLinesReader.record($1, at: ArchivePlace(file: "x", line: $0 + 1)).item.get() }
      let report = try await take(items, forum)
      #expect(report.new.map(\.index) == [0, 1, 2, 3, 4, 5] && report.skipped.isEmpty)
      let changes = report.new.map(\.changes)
      #expect(
        changes == [
          [
            "the author's name has more than 60 characters: the rest was left out", "the subject has more than 200 characters: the rest was left out",
            "of its tags “not ok!”, “e” were left out: a thread has at most 5, of letters, digits and - . + #",
          ], [],
          ["t2, which it answers, is in another thread: here it answers nothing", "its tags were left out: only what opens a thread has any"],
          ["gone, which it answers, is not there: it answers nothing until that comes"],
          ["the board's name has more than 80 characters: the rest was left out", "its address is my-bees here"],
          ["the board Bees goes into the category b, which has its address and stays as it is"],
        ])
      #expect(try await take(items, forum) == self.report(known: 6))
      let thread = try await forum.visitor.get("threads?sort=created").data["items"].items.first { $0["title"].text.hasPrefix("sss") }
      #expect(thread?["title"].text.count == 200 && thread?["tags"].items.map(\.text) == ["fine", "a", "b", "c", "d"])
      let late = #"{"id":"gone","board":"b","thread_id":"t1","posted_at":"2020-01-01T00:00:04Z","body":"e"}"#
      _ = try await take([try JSONLinesReader.record(late, at: ArchivePlace(file: "x", line: 7)).item.get()], forum)
      #expect(try await threads(forum)[String(repeating: "s", count: 200)]?.contains("d ← e") == true)
    }
  }

  @Test("another message under the same id is not lost silently")
  func repeatedIDs() async throws {
    try await withForum { forum in
      let report = try await take([message("a"), message("a"), message("a", body: "Another text.")], forum)
      #expect(report.created == 1 && report.known == 1)
      #expect(report.skipped.map(\.index) == [2] && report.skipped[0].reason.contains("another text"))
    }
  }

  @Test("comments hang where they hung, and votes count once without a name")
  func commentsAndVotes() async throws {
    try await withForum { forum in
      let text = ArchiveText(body: "*Indeed*", format: .markdown)
      let time = Timestamp(milliseconds: 1_262_300_000_000)
      let comment = ArchiveComment(id: "k1", board: "Mail", threadID: nil, parentID: "a", author: nil, postedAt: time, text: text)
      let answer = ArchiveComment(id: "k2", board: "Mail", threadID: nil, parentID: "k1", author: nil, postedAt: time, text: text)
      let stray = ArchiveComment(id: "k3", board: "Mail", threadID: nil, parentID: "gone", author: nil, postedAt: time, text: text)
      let vote = ArchiveItem.vote(ArchiveVote(id: "v1", postID: "a", kind: "like"))
      let report = try await take(
        [message("a", tags: ["hops", "no good"]), .comment(comment), .comment(answer), .comment(stray), vote, vote], forum)
      #expect(report.created == 4 && report.known == 1 && report.skipped.map(\.index) == [3])
      #expect(report.new[0].changes.map { $0.contains("“no good”") } == [true])
      let thread = try await forum.visitor.get("threads").data["items"][0]
      #expect(thread["tags"].items.map(\.text) == ["hops"])
      let post = try await forum.visitor.get("threads/\(thread["id"].text)/posts").data["items"][0]
      #expect(post["reactions"]["like"].number == 1 && post["comment_count"].number == 2)
      let comments = try await forum.visitor.get("posts/\(post["id"].text)/comments").data["items"].items
      #expect(comments.map { $0["depth"].number } == [0, 1])
    }
  }

  @Test("an author of the archive, who has no log-in, is not notified of answers")
  func unreadNews() async throws {
    try await withForum { forum in
      let bob = try await forum.member("bob")
      _ = try await take([message("a")], forum)
      let thread = try await forum.visitor.get("threads").data["items"][0]
      let author: UserID = try #require(ID(thread["author"]["id"].text))
      _ = try await forum.post("Still so?", in: thread["id"].text, by: bob)
      let own = try await forum.thread(by: bob)["id"].text
      _ = try await forum.post("And this?", in: own, by: forum.member("cyd"))
      #expect(try await forum.news(of: bob) == ["reply"])
      #expect(try await forum.application.notifications.store.unreadCount(of: author, .all(forum.application.defaultTenant.id)) == 0)
    }
  }

  /// The whole export, a line each.
  private func export(_ forum: TestForum) async throws -> [String] {
    var lines: [String] = []
    var position: ExportPosition?
    repeat {
      guard case .exported(let items, let next) = await forum.application.handle(.export(after: position, tenant: nil)) else { return [] }
      lines += try items.compactMap(JSONLinesWriter.line).map { String(decoding: $0, as: UTF8.self) }
      position = next
    } while position != nil
    return lines
  }

  @Test("an export imported into an empty forum is exported again as the same, byte for byte")
  func roundTrip() async throws {
    var lines: [String] = []
    var address = ""
    try await withForum { forum in
      let ada = try await forum.member("ada")
      let bob = try await forum.member("bob")
      let thread = try await forum.thread(by: ada, title: "On the engine", body: "It *weaves*.\n\n```\n<b>\n```")["id"].text
      address = thread
      var answers: [String] = []
      for number in 0..<130 {
        var fields = ["body": "Answer \(number) 🎈"]
        if number % 3 == 1 { fields["reply_to_id"] = answers[number - 1] }
        answers.append(try await bob.post("threads/\(thread)/posts", fields).expect(201).data["id"].text)
      }
      let comment = try await ada.post("posts/\(answers[0])/comments", ["body": "First."]).expect(201).data["id"].text
      try await bob.post("posts/\(answers[0])/comments", ["body": "Second.", "parent_id": comment]).expect(201)
      try await ada.delete("comments/\(comment)").expect(204)
      try await bob.delete("posts/\(answers[3])").expect(204)
      _ = try await forum.thread(by: bob, title: "日本語", body: "こんにちは")
      _ = try await take([message("m2", ["m1", "m0"]), message("m0"), message("m1", ["m0"])], forum)
      // What an operator would miss: what is closed stays closed, what was edited says so, and a shelf without threads is there.
      let root = try await forum.administrator()
      try await bob.patch("posts/\(answers[5])", ["body": "Another answer."], version: 1).expect(200)
      let second = try await ada.post("posts/\(answers[6])/comments", ["body": "Hm."]).expect(201).data["id"].text
      try await ada.patch("comments/\(second)", ["body": "Hm!"], version: 1).expect(200)
      for mark in ["lock", "pin"] { try await root.put("threads/\(thread)/\(mark)").expect(200) }
      try await root.post("categories", ["name": "Empty", "slug": "later", "description": "For\nlater."]).expect(201)
      try await root.patch("categories/\(forum.category())", ["name": "Everything", "description": ""], version: 1).expect(200)
      lines = try await export(forum)
    }
    let written = lines.count
    #expect(written == 139)
    try await withForum { forum in
      let items = try lines.enumerated().map { try JSONLinesReader.record($1, at: ArchivePlace(file: "x", line: $0 + 1)).item.get() }
      #expect(try await take(items, forum).created == lines.count)
      #expect(try await export(forum) == lines)
      let thread = try await forum.visitor.get("threads/\(address)").expect(200).data
      #expect(thread["locked"].flag && thread["pinned"].flag)
      #expect(try await forum.visitor.get("categories").data["items"].items.map { $0["slug"].text }.sorted() == ["general", "later", "mail"])
      try await forum.member("cyd").post("threads/\(address)/posts", ["body": "Once more."]).expect(409, "thread_locked")
      #expect(try await take(items, forum).known == lines.count)
    }
  }

  @Test("categories of one name, and of a name that is another's address, come back as they were")
  func equalNames() async throws {
    var lines: [String] = []
    func names(_ forum: TestForum) async throws -> [String: String] {
      let items = try await forum.visitor.get("categories").expect(200).data["items"].items
      return Dictionary(uniqueKeysWithValues: items.map { ($0["slug"].text, $0["name"].text) })
    }
    let wanted = ["same-0": "Same", "same-1": "Same", "other": "same-0", "same-2": "same-1", "general": "General"]
    try await withForum { forum in
      let root = try await forum.administrator()
      for (slug, name) in wanted where slug != "general" {
        let id = try await root.post("categories", ["name": name, "slug": slug]).expect(201).data["id"].text
        try await root.post("threads", ["category_id": id, "title": "In \(slug)", "body": "x"]).expect(201)
      }
      #expect(try await names(forum) == wanted)
      lines = try await export(forum)
    }
    try await withForum { forum in
      let items = try lines.enumerated().map { try JSONLinesReader.record($1, at: ArchivePlace(file: "x", line: $0 + 1)).item.get() }
      _ = try await take(items, forum)
      #expect(try await names(forum) == wanted)
      for thread in try await forum.visitor.get("threads").expect(200).data["items"].items {
        let category = try await forum.visitor.get("categories/\(thread["category_id"].text)").expect(200).data
        #expect(thread["title"].text == "In \(category["slug"].text)")
      }
    }
  }
}
