import Admin
import Forum
import ForumKernel
import SQLStore
import Testing

@Suite("What readers mark") struct AttentionContract {
  @Test("a reading mark goes forward alone, and what is after it counts as unread", arguments: SQLBackend.available)
  func marks(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      let eve = try await bench.newcomer()
      try await bench.write { [bench] tx in
        var thread = try #require(try tx.thread(bench.thread.id))
        let post = thread.append(PostContent(body: "new", format: .text, html: "new"), id: tx.newID(), by: bench.ada, replyTo: nil, at: tx.now)
        try tx.updateActivity(of: thread)
        try tx.insert(post)
      }
      func state() async throws -> (Int64, Int64)? {
        try await bench.attention.attention(to: bench.thread.id, of: eve, .all(bench.tenant)).map { ($0.readPosition, $0.unread) }
      }
      #expect(try #require(try await state()) == (0, 1))
      for (position, expected) in [(2, 2), (1, 2), (3, 3)] as [(Int64, Int64)] {
        try await bench.write { [bench] in try $0.raiseReadingMark(of: bench.thread.id, to: position, by: eve) }
        #expect(try #require(try await state()).0 == expected)
      }
      #expect(try #require(try await state()).1 == 0)
      try await bench.write { [bench] in try $0.forgetReadingMark(of: bench.thread.id, by: eve) }
      let page = try await bench.attention.threads(.all(bench.tenant), ThreadQuery(), for: eve, PageRequest(limit: 5))
      #expect(page.items.map(\.unread) == [1])
      let unread = try await bench.attention.threads(.all(bench.tenant), ThreadQuery(filter: .unread), for: eve, PageRequest(limit: 5))
      #expect(unread.items.map(\.thread.id) == [bench.thread.id])
      _ = try await bench.write { [bench] in try $0.ignore(bench.ada, by: eve) }
      #expect(try #require(try await state()).1 == 0)
      let elsewhere = try await bench.attention.attention(to: bench.thread.id, of: eve, .all(bench.ids.next()))
      #expect(elsewhere == nil)
    }
  }

  @Test("the moment before which everything is read goes forward alone", arguments: SQLBackend.available)
  func starts(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      let begun = bench.clock.now
      for seconds in [10, 5] as [Int64] {
        try await bench.write { [bench] in try $0.raiseReadingStart(to: begun.adding(seconds: seconds), by: bench.ada) }
        let start = try await bench.attention.readingStart(of: bench.ada, bench.tenant)
        #expect(start == begun.adding(seconds: 10))
      }
      let other = try await bench.attention.readingStart(of: bench.bob, bench.tenant)
      #expect(other == begun)
    }
  }

  @Test("levels are set, changed and taken back, for threads and for categories", arguments: SQLBackend.available)
  func levels(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      func level() async throws -> WatchLevel? {
        try await bench.attention.attention(to: bench.thread.id, of: bench.bob, .all(bench.tenant))?.level
      }
      #expect(try await level() == .normal)
      for wanted in WatchLevel.allCases {
        try await bench.write { [bench] in try $0.setWatchLevel(wanted, of: bench.category.id, by: bench.bob) }
        #expect(try await level() == wanted)
      }
      let listed = try await bench.attention.categoryWatches(of: bench.bob, .all(bench.tenant))
      #expect(listed == [CategoryWatch(categoryID: bench.category.id, name: "General", level: .muted)])
      try await bench.write { [bench] in try $0.setWatchLevel(.tracking, of: bench.thread.id, by: bench.bob) }
      #expect(try await level() == .tracking)
      let watched = try await bench.attention.threads(.all(bench.tenant), ThreadQuery(filter: .watched), for: bench.bob, PageRequest(limit: 5))
      #expect(watched.items.map(\.thread.id) == [bench.thread.id])
      try await bench.write { [bench] in try $0.setWatchLevel(nil, of: bench.thread.id, by: bench.bob) }
      #expect(try await level() == .muted)
      try await bench.write { [bench] in try $0.setWatchLevel(nil, of: bench.category.id, by: bench.bob) }
      #expect(try await level() == .normal)
    }
  }

  @Test("bookmarks are one for a post and person, and hide with their post", arguments: SQLBackend.available)
  func bookmarks(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      try await bench.write { [bench] tx in
        for post in bench.posts { try tx.setBookmark(of: post.id, note: "", by: bench.ada) }
        try tx.setBookmark(of: bench.posts[0].id, note: "mine", by: bench.ada)
      }
      let count = try await bench.write { [bench] in try $0.bookmarkCount(of: bench.ada) }
      #expect(count == 2)
      func notes() async throws -> [String] {
        try await bench.attention.bookmarks(of: bench.ada, .all(bench.tenant), PageRequest(limit: 5)).items.map(\.note)
      }
      #expect(try await notes() == ["", "mine"])
      var hidden = bench.posts[1]
      hidden.setDeleted(true, now: bench.clock.now)
      try await bench.write { [hidden] in try $0.update(hidden) }
      #expect(try await notes() == ["mine"])
      let gone = try await bench.attention.bookmark(of: hidden.id, by: bench.ada, .all(bench.tenant))
      #expect(gone == nil)
      try await bench.write { [bench] in try $0.deleteBookmark(of: bench.posts[0].id, by: bench.ada) }
      #expect(try await notes().isEmpty)
    }
  }

  @Test("who ignores whom is kept once, and found from either side", arguments: SQLBackend.available)
  func ignoring(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      let changes = try await bench.write { [bench] in [try $0.ignore(bench.bob, by: bench.ada), try $0.ignore(bench.bob, by: bench.ada)] }
      #expect(changes == [true, false])
      #expect(try await bench.attention.ignoredIDs(of: bench.ada, bench.tenant) == [bench.bob])
      #expect(try await bench.attention.ignoredIDs(of: bench.ada, bench.ids.next()).isEmpty)
      #expect(try await bench.attention.ignoredUsers(of: bench.ada, bench.tenant).map(\.handle) == ["bob"])
      #expect(try await bench.attention.ignoringUsers(after: nil, limit: 10) == [bench.ada])
      #expect(try await bench.attention.ignoringUsers(after: bench.ada, limit: 10).isEmpty)
      try await bench.write { [bench] in try $0.stopIgnoring(bench.bob, by: bench.ada) }
      let count = try await bench.write { [bench] in try $0.ignoredUserCount(of: bench.ada) }
      #expect(count == 0)
    }
  }

  @Test("marks go when their reader or thread is gone, or when all counts as read without them", arguments: SQLBackend.available)
  func idleMarks(backend: SQLBackend) async throws {
    try await ModerationBench.with(backend) { bench in
      let upkeep = try #require(bench.forum as? any StoreUpkeep)
      let (eve, gone): (UserID, UserID) = (try await bench.newcomer(), bench.ids.next())
      for user in [bench.ada, eve, gone] { try await bench.write { [bench] in try $0.raiseReadingMark(of: bench.thread.id, to: 1, by: user) } }
      func position(_ user: UserID) async throws -> Int64? {
        try await bench.attention.attention(to: bench.thread.id, of: user, .all(bench.tenant))?.readPosition
      }
      var report = try await upkeep.sweepReadingMarks(idleFor: .seconds(60))
      #expect(report == ReadingMarkReport(checked: 3, taken: 1))
      bench.clock.advance(seconds: 61)
      // Eve came after everything that was written, so that hers says nothing; so does Ada's once she counts all as read.
      report = try await upkeep.sweepReadingMarks(idleFor: .seconds(60))
      #expect(report.taken == 2)
      let none = try await position(eve)
      #expect(none == 0)
      try await bench.write { [bench] in try $0.raiseReadingMark(of: bench.thread.id, to: 2, by: bench.ada) }
      try await bench.write { [bench] tx in
        var thread = try #require(try tx.thread(bench.thread.id))
        let post = thread.append(PostContent(body: "new", format: .text, html: "new"), id: tx.newID(), by: bench.bob, replyTo: nil, at: tx.now)
        try tx.updateActivity(of: thread)
        try tx.insert(post)
      }
      bench.clock.advance(seconds: 61)
      report = try await upkeep.sweepReadingMarks(idleFor: .seconds(60))
      let kept = try await position(bench.ada)
      #expect(report.taken == 0 && kept == 2)
      try await bench.write { [bench] tx in
        var thread = try #require(try tx.thread(bench.thread.id))
        thread.setDeleted(true, now: tx.now)
        try tx.update(thread)
      }
      report = try await upkeep.sweepReadingMarks(idleFor: .seconds(60))
      #expect(report.taken == 0)
      bench.clock.advance(seconds: 61)
      report = try await upkeep.sweepReadingMarks(idleFor: .seconds(60))
      #expect(report.taken == 1)
    }
  }
}
