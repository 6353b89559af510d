import Forum
import ForumKernel
import Testing

@Suite("What moderators read") struct ModerationReaderContract {
  @Test("the queue is in the order of waiting, page by page, and answers each filter", arguments: SQLBackend.available)
  func queue(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      let first = bench.openCase(1, .watchedWord)
      bench.clock.advance(seconds: 1)
      var second = bench.openCase(0)
      try second.claim(by: bench.ada, now: bench.clock.now)
      try await bench.write { [second] in
        try $0.insert(second)
        try $0.insert(first)
      }
      func ids(_ query: CaseQuery) async throws -> [CaseID] {
        var (found, after): ([CaseID], PagePosition?) = ([], nil)
        repeat {
          let page = try await bench.reader.cases(.all(bench.tenant), query, PageRequest(limit: 1, after: after))
          found += page.items.map(\.moderationCase.id)
          after = page.next
        } while after != nil
        return found
      }
      #expect(try await ids(CaseQuery()) == [first.id, second.id])
      #expect(try await ids(CaseQuery(category: bench.category.id)) == [first.id, second.id])
      #expect(try await ids(CaseQuery(category: bench.ids.next())).isEmpty)
      #expect(try await ids(CaseQuery(origin: .watchedWord)) == [first.id])
      #expect(try await ids(CaseQuery(isFree: true, moderator: bench.bob)) == [first.id])
      #expect(try await ids(CaseQuery(isFree: true, moderator: bench.ada)) == [first.id, second.id])
      #expect(try await ids(CaseQuery(moderator: bench.bob, isScoped: true)).isEmpty)
      _ = try await bench.write { [bench] in try $0.setModerator(bench.bob, of: bench.category.id, true) }
      #expect(try await ids(CaseQuery(moderator: bench.bob, isScoped: true)) == [first.id, second.id])
      #expect(try await ids(CaseQuery(state: .resolved)).isEmpty)
      bench.clock.advance(seconds: ModerationLimits.claimSeconds)
      #expect(try await ids(CaseQuery(isFree: true, moderator: bench.bob)) == [first.id, second.id])
      var decided = [second, first]
      for index in decided.indices {
        bench.clock.advance(seconds: 1)
        decided[index].resolve(.hide, now: bench.clock.now)
        try await bench.write { [item = decided[index]] in try $0.update(item) }
      }
      #expect(try await ids(CaseQuery(state: .resolved)) == [first.id, second.id])
      #expect(try await ids(CaseQuery()).isEmpty)
    }
  }

  @Test("a case is shown with its thread, its author and what was written", arguments: SQLBackend.available)
  func view(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      var item = bench.openCase(1)
      try item.claim(by: bench.ada, now: bench.clock.now)
      try await bench.write { [item] in try $0.insert(item) }
      let view = try #require(try await bench.reader.caseView(item.id, .all(bench.tenant)))
      #expect(view.moderationCase == item && view.threadTitle == "Offers" && view.excerpt == "cheap watches" && view.categoryID == bench.category.id)
      #expect(view.author?.handle == "bob" && view.claimerHandle == "ada")
      let elsewhere = try await bench.reader.caseView(item.id, .all(bench.ids.next()))
      #expect(elsewhere == nil)
    }
  }

  @Test("histories of a case and of an account hold what concerns them, in order", arguments: SQLBackend.available)
  func histories(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      let item = bench.openCase(1)
      let until = bench.clock.now.adding(seconds: 60)
      let entries = [
        CaseEntry(id: bench.ids.next(), caseID: item.id, userID: nil, kind: .opened, actorID: nil, createdAt: bench.clock.now),
        CaseEntry(
          id: bench.ids.next(), caseID: item.id, userID: bench.bob, kind: .decided, action: "silence", actorID: bench.ada, note: "Enough.",
          until: until, createdAt: bench.clock.now),
        CaseEntry(
          id: bench.ids.next(), caseID: nil, userID: bench.bob, kind: .lifted, action: "silence", actorID: bench.ada, createdAt: bench.clock.now),
      ]
      try await bench.write { tx in
        try tx.insert(item)
        for entry in entries { try tx.append(entry) }
      }
      let ofCase = try await bench.reader.entries(of: item.id, bench.tenant, PageRequest(limit: 10)).items
      #expect(ofCase.map(\.entry) == Array(entries[..<2]) && ofCase.map(\.actorHandle) == [nil, "ada"])
      let page = try await bench.reader.entries(about: bench.bob, bench.tenant, PageRequest(limit: 1))
      let rest = try await bench.reader.entries(about: bench.bob, bench.tenant, PageRequest(limit: 1, after: page.next))
      #expect(page.items.map(\.entry) == [entries[2]] && rest.items.map(\.entry) == [entries[1]] && rest.next == nil)
    }
  }

  @Test("what is held back is found with its author, and nothing that was deleted or can be seen", arguments: SQLBackend.available)
  func withheld(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      var (opening, answer) = (bench.posts[0], bench.posts[1])
      answer.setDeleted(true, now: bench.clock.now)
      try await bench.write { [answer] in try $0.update(answer) }
      let deleted = try await bench.reader.withheldPost(answer.id, bench.tenant)
      #expect(deleted == nil)
      var item = bench.openCase(1)
      item.withheld = .hidden
      try await bench.write { [item] in try $0.insert(item) }
      let found = try #require(try await bench.reader.withheldPost(answer.id, bench.tenant))
      #expect(found.view.post == answer && found.view.author?.handle == "bob" && found.category == bench.category.id)
      let positions = try await bench.reader.postsWithWithheld(of: bench.thread.id, bench.tenant, PageRequest(limit: 10)).items.map(\.post.position)
      #expect(positions == [1, 2])
      let seen = try await bench.reader.withheldThread(bench.thread.id, bench.tenant)
      #expect(seen == nil)
      var thread = bench.thread
      thread.setDeleted(true, now: bench.clock.now)
      var about = bench.openCase(0)
      about.withheld = .held
      try await bench.write { [thread, about] in
        try $0.update(thread)
        try $0.insert(about)
      }
      let hidden = try await bench.reader.withheldThread(thread.id, bench.tenant)
      #expect(hidden?.thread == thread && hidden?.author?.handle == "ada")
      opening.deletedAt = thread.deletedAt
      let first = try await bench.reader.withheldPost(opening.id, bench.tenant)
      #expect(first?.view.post == opening)
    }
  }
}
