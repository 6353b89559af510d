import Admin
import Auth
import Forum
import ForumKernel
import ForumRuntime
import Support
import Testing

@Suite("An import after an erasure") struct ImportAfterErasureJourneys {
  private static let emptied = "its author's account was erased: nobody wrote it, and its text was left out"

  private static func operatorOf(_ forum: TestForum) -> Principal {
    Principal(tenant: forum.application.defaultTenant.id, permissions: [.systemOperate, .forumRead])
  }

  private static func message(_ id: String, _ parents: [String] = []) -> ArchiveItem {
    .message(
      ArchiveMessage(
        id: id, board: "Mail", threadID: nil, parents: parents, author: ArchiveAuthor(id: "fay@lusignan.example", name: "Melusine"),
        postedAt: Timestamp(milliseconds: 1_262_300_000_000), subject: "About springs", tags: [],
        text: ArchiveText(body: "The water of \(id).", format: .text)))
  }

  /// The texts of all posts that have an author of this handle, and those of nobody.
  private static func texts(of handle: String, _ forum: TestForum) async throws -> (theirs: [String], nobodys: [String]) {
    var (theirs, nobodys) = ([String](), [String]())
    for thread in try await forum.visitor.get("threads?limit=100").expect(200).data["items"].items {
      for post in try await forum.visitor.get("threads/\(thread["id"].text)/posts?limit=100").expect(200).data["items"].items {
        if post["author"].isNull { nobodys.append(post["body"].text) }
        if post["author"]["handle"].text == handle { theirs.append(post["body"].text) }
      }
    }
    return (theirs, nobodys.sorted())
  }

  @Test("of this forum's own export brings back neither the author nor what was emptied", arguments: [ErasureMode.anonymise, .content, .all])
  func ownExport(_ mode: ErasureMode) async throws {
    try await withForum { forum in
      let (root, ada, melusine) = (try await forum.administrator(), try await forum.member("ada"), try await forum.member("melusine"))
      let thread = try await forum.thread(by: melusine, title: "Springs", body: "Where the water is.")["id"].text
      let answer = try await ada.post("threads/\(thread)/posts", ["body": "Thank you."]).expect(201).data["id"].text
      try await melusine.post("posts/\(answer)/comments", ["body": "In the wood."]).expect(201)
      let items = try await forum.application.forum.exportMessages(after: nil, by: Self.operatorOf(forum)).items
      _ = try await forum.application.auth.eraseAccount.request(mode, handle: "melusine", tenant: forum.application.defaultTenant.id)
      try await forum.sagasEnded(root)
      let outcomes = try await forum.application.forum.importItems(items, source: "kept", by: Self.operatorOf(forum))
      // What of it comes without its author says so.
      let changes = outcomes.compactMap { if case .created(let changes) = $0 { changes } else { nil } }
      #expect(changes.count == 4 && changes.flatMap(\.self).count == 2)
      #expect(changes.flatMap(\.self).allSatisfy { $0.hasPrefix("its author's account was erased") })
      let found = try await Self.texts(of: "melusine", forum)
      #expect(
        found.theirs.isEmpty && found.nobodys == (mode == .anonymise ? ["Where the water is.", "Where the water is."] : ["[erased]", "[erased]"]))
      #expect(try await Self.texts(of: "ada", forum).theirs.isEmpty == false)
      let titles = try await forum.visitor.get("threads?limit=10").expect(200).data["items"].items.map { $0["title"].text }
      #expect(Set(titles) == (mode == .anonymise ? ["Springs"] : ["[erased]"]))
      try await forum.visitor.get("users/melusine").expect(404, "user_not_found")
      // Whoever lives is as they were.
      #expect(try await forum.application.forum.importItems(items, source: "kept", by: Self.operatorOf(forum)).allSatisfy { $0 == .known })
    }
  }

  @Test("of the archive that an author came from makes no account of them, whatever the archive is called")
  func foreignArchive() async throws {
    try await withForum { forum in
      let root = try await forum.administrator()
      let operators = Self.operatorOf(forum)
      let first = try await forum.application.forum.importItems([Self.message("a"), Self.message("b", ["a"])], source: "mbox", by: operators)
      #expect(first == [.created(), .created()])
      #expect(try await Self.texts(of: "Melusine", forum).theirs.count == 2)
      _ = try await forum.application.auth.eraseAccount.request(.content, handle: "Melusine", tenant: operators.tenant)
      try await forum.sagasEnded(root)
      let again = [Self.message("a"), Self.message("b", ["a"]), Self.message("c", ["b", "a"])]
      #expect(
        try await forum.application.forum.importItems(again, source: "mbox", by: operators) == [.known, .known, .created(changes: [Self.emptied])])
      let other = try await forum.application.forum.importItems([Self.message("a")], source: "another", by: operators)
      #expect(other == [.created(changes: [Self.emptied])])
      let author = ArchiveItem.author(ArchiveAuthor(id: "fay@lusignan.example", name: "Melusine"))
      guard case .skipped = try await forum.application.forum.importItems([author], source: "mbox", by: operators)[0] else {
        Issue.record("the author came back")
        return
      }
      let found = try await Self.texts(of: "Melusine", forum)
      #expect(found.theirs.isEmpty && found.nobodys == Array(repeating: "[erased]", count: 4))
    }
  }
}
