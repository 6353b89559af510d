import Auth
import Forum
import ForumKernel
import Testing

@Suite("What moderation keeps") struct ModerationStoreContract {
  @Test("a case is found as it was saved, by its id and by its subject, in its tenant alone", arguments: SQLBackend.available)
  func cases(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      var item = bench.openCase(1, .watchedWord)
      item.withheld = .held
      try await bench.write { [item] in try $0.insert(item) }
      item.add(points: 12)
      try item.claim(by: bench.ada, now: bench.clock.now)
      try await bench.write { [item] in try $0.update(item) }
      let claimed = try await bench.write { [item] in (try $0.moderationCase(item.id), try $0.moderationCase(of: item.subject.id)) }
      #expect(claimed.0 == item && claimed.1 == item)
      item.resolve(.suspend, now: bench.clock.now)
      item.withheld = nil
      try await bench.write { [item] in try $0.update(item) }
      let resolved = try await bench.write { [item] in try $0.moderationCase(item.id) }
      #expect(resolved == item)
      let elsewhere = try await bench.forum.write(bench.ids.next(), actor: nil) { [item] in
        (try $0.moderationCase(item.id), try $0.moderationCase(of: item.subject.id))
      }
      #expect(elsewhere.0 == nil && elsewhere.1 == nil)
    }
  }

  @Test("everybody reports once, and a decision settles what is open and tells who made it", arguments: SQLBackend.available)
  func flags(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      let item = bench.openCase(1)
      let (first, second): (CaseEntryID, CaseEntryID) = (bench.ids.next(), bench.ids.next())
      func flag(_ reporter: UserID) -> Flag {
        Flag(id: bench.ids.next(), caseID: item.id, reporterID: reporter, reason: .offTopic, note: "“x”", weight: 7, createdAt: bench.clock.now)
      }
      let (adas, bobs) = (flag(bench.ada), flag(bench.bob))
      try await bench.write {
        try $0.insert(item)
        try $0.insert(adas)
      }
      let known = try await bench.write { [bench] in
        (
          try $0.hasFlagged(item.id, by: bench.ada), try $0.hasFlagged(item.id, by: bench.bob),
          try $0.flagCount(by: bench.ada, since: .init(milliseconds: 0)),
          try $0.flagCount(by: bench.ada, since: bench.clock.now)
        )
      }
      #expect(known.0 && !known.1 && known.2 == 1 && known.3 == 0)
      let settled = try await bench.write { try $0.settleFlags(of: item.id, .agreed, by: first) }
      #expect(settled == [bench.ada])
      try await bench.write { try $0.insert(bobs) }
      let later = try await bench.write { try $0.settleFlags(of: item.id, .disagreed, by: second) }
      #expect(later == [bench.bob])
      let views = try await bench.reader.flags(of: item.id, bench.tenant, PageRequest(limit: 10)).items
      #expect(views.map(\.flag.verdict) == [.agreed, .disagreed] && views.map(\.reporterHandle) == ["ada", "bob"])
      #expect(views[0].flag.reason == .offTopic && views[0].flag.note == "“x”" && views[0].flag.weight == 7)
    }
  }

  @Test("what decisions say about a member adds up", arguments: SQLBackend.available)
  func records(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      let before = try await bench.write { [bench] in try $0.memberRecord(of: bench.bob) }
      #expect(before == .none)
      for change in [MemberRecord(approved: 1, agreed: 0, disagreed: 2), MemberRecord(approved: 0, agreed: 3, disagreed: 1)] {
        try await bench.write { [bench] in try $0.add(change, to: bench.bob) }
      }
      let after = try await bench.write { [bench] in try $0.memberRecord(of: bench.bob) }
      #expect(after == MemberRecord(approved: 1, agreed: 3, disagreed: 3))
    }
  }

  @Test("a watched word is kept once for what it matches", arguments: SQLBackend.available)
  func words(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      let word = WatchedWord(id: bench.ids.next(), word: "Buy now", action: .replace, replacement: "—", createdAt: bench.clock.now)
      let twin = WatchedWord(id: bench.ids.next(), word: "BUY-NOW", action: .flag, replacement: nil, createdAt: bench.clock.now)
      let inserted = try await bench.write { (try $0.insert(word), try $0.insert(twin), try $0.watchedWordCount()) }
      #expect(inserted.0 && !inserted.1 && inserted.2 == 1)
      let kept = try await bench.reader.watchedWords(bench.tenant)
      let elsewhere = try await bench.reader.watchedWords(bench.ids.next())
      #expect(kept == [word] && elsewhere.isEmpty)
      let deleted = try await bench.write { (try $0.deleteWatchedWord(word.id), try $0.deleteWatchedWord(word.id)) }
      #expect(deleted.0 && !deleted.1)
    }
  }

  @Test("moderators of a category are listed by handle, and go with it", arguments: SQLBackend.available)
  func moderators(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      let shelf = Category(
        id: bench.ids.next(), draft: CategoryDraft(name: "Other", slug: nil, description: ""), createdAt: bench.clock.now,
        updatedAt: bench.clock.now, version: 1)
      let changed = try await bench.write { [bench] tx in
        try tx.insert(shelf)
        return try [bench.bob, bench.ada, bench.ada].map { try tx.setModerator($0, of: shelf.id, true) }
      }
      #expect(changed == [true, true, false])
      let listed = try await bench.reader.moderators(of: shelf.id, bench.tenant).map(\.handle)
      #expect(listed == ["ada", "bob"])
      let theirs = try await bench.reader.moderatedCategories(of: bench.ada, bench.tenant)
      #expect(theirs == [shelf.id])
      let counts = try await bench.write { [bench] in (try $0.setModerator(bench.bob, of: shelf.id, false), try $0.moderatorCount(of: shelf.id)) }
      #expect(counts.0 && counts.1 == 1)
      try await bench.write { try $0.delete(shelf) }
      let left = try await bench.reader.moderatedCategories(of: bench.ada, bench.tenant)
      #expect(left.isEmpty)
    }
  }

  @Test("a restriction takes the place of one of its kind, and a suspension ends the sessions", arguments: SQLBackend.available)
  func restrictions(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      let session = Session.open(bench.ids.next(), user: bench.bob, deviceName: "", network: "", now: bench.clock.now)
      try await bench.auth.write(bench.tenant, actor: nil) { try $0.insert(session) }
      let (hour, day) = (bench.clock.now.adding(seconds: 3600), bench.clock.now.adding(seconds: 86_400))
      try await bench.write { [bench] in
        try $0.restrict(bench.bob, Restriction(kind: .silence, until: hour))
        try $0.restrict(bench.bob, Restriction(kind: .silence, until: day))
      }
      let open = try await bench.auth.sessions(of: bench.bob, bench.tenant)
      #expect(open.map(\.id) == [session.id])
      try await bench.write { [bench] in try $0.restrict(bench.bob, Restriction(kind: .suspension, until: nil)) }
      let held = try await bench.auth.restrictions(of: bench.bob, bench.tenant)
      #expect(Set(held) == [Restriction(kind: .silence, until: day), Restriction(kind: .suspension, until: nil)])
      let ended = try await bench.auth.session(session.id, bench.tenant)
      #expect(ended?.end == .revoked)
      let lifted = try await bench.write { [bench] in (try $0.lift(.silence, from: bench.bob), try $0.lift(.silence, from: bench.bob)) }
      #expect(lifted.0 && !lifted.1)
      let left = try await bench.auth.restrictions(of: bench.bob, bench.tenant)
      #expect(left == [Restriction(kind: .suspension, until: nil)])
    }
  }
}
