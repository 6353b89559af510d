import Admin
import ForumKernel
import Support
import Testing

@testable import SQLStore

@Suite("What every store does for jobs") struct JobStoreContract {
  private func with(_ backend: SQLBackend, _ body: (SQLStore, ManualClock) async throws -> Void) async throws {
    try await backend.with { driver in
      let clock = ManualClock()
      try await body(SQLStore(driver: driver, clock: clock, ids: IDGenerator(clock: clock), outboxIsStream: true), clock)
    }
  }

  @Test("of many nodes that claim a job at once one gets it, and it is another's when its lease is over", arguments: SQLBackend.available)
  func lease(_ backend: SQLBackend) async throws {
    try await with(backend) { store, clock in
      let start = clock.now
      try await store.register("sweep", schedule: "every 10m", dueAt: start.adding(seconds: 600))
      let early = try await store.claim("sweep", holder: "a", until: start.adding(seconds: 60), dueBy: start, now: start)
      #expect(!early)
      let due = start.adding(seconds: 600)
      let winners = try await withThrowingTaskGroup { group in
        for node in 0..<8 {
          group.addTask { try await store.claim("sweep", holder: "node \(node)", until: due.adding(seconds: 60), dueBy: due, now: due) ? node : nil }
        }
        return try await group.reduce(into: []) { if let node = $1 { $0.append(node) } }
      }
      #expect(winners.count == 1)
      let holder = "node \(winners[0])"
      #expect(try await store.jobs().map(\.holder) == [holder])
      #expect(try await !store.reschedule("sweep", dueAt: due, now: due))
      #expect(try await store.renew("sweep", holder: holder, until: due.adding(seconds: 120)))
      #expect(
        try await !store.claim("sweep", holder: "b", until: due.adding(seconds: 180), dueBy: due.adding(seconds: 119), now: due.adding(seconds: 119)))
      #expect(
        try await store.claim("sweep", holder: "b", until: due.adding(seconds: 180), dueBy: due.adding(seconds: 120), now: due.adding(seconds: 120)))
      #expect(try await !store.renew("sweep", holder: holder, until: due.adding(seconds: 240)))
      // Who lost it has no say any more.
      try await store.finish("sweep", holder: holder, .failed, "late", dueAt: nil, now: due.adding(seconds: 130))
      try await store.finish("sweep", holder: "b", .done, "took 3 events", dueAt: due.adding(seconds: 740), now: due.adding(seconds: 140))
      let job = try #require(try await store.jobs().first)
      #expect(job.holder == nil && job.outcome == .done && job.message == "took 3 events" && job.runs == 1 && job.failures == 0)
      #expect(job.dueAt == due.adding(seconds: 740) && job.startedAt == due.adding(seconds: 120) && job.endedAt == due.adding(seconds: 140))
    }
  }

  @Test("a job that is known keeps its time, until its schedule changes", arguments: SQLBackend.available)
  func registration(_ backend: SQLBackend) async throws {
    try await with(backend) { store, clock in
      let start = clock.now
      try await store.register("sweep", schedule: "every 10m", dueAt: start)
      try await store.register("sweep", schedule: "every 10m", dueAt: start.adding(seconds: 99))
      #expect(try await store.jobs().map(\.dueAt) == [start])
      try await store.register("sweep", schedule: "never", dueAt: nil)
      #expect(try await store.jobs().map(\.dueAt) == [nil])
      #expect(try await !store.claim("sweep", holder: "a", until: start.adding(seconds: 60), dueBy: start.adding(seconds: 1_000_000), now: start))
      #expect(try await store.claim("sweep", holder: "a", until: start.adding(seconds: 60), dueBy: nil, now: start))
    }
  }

  @Test("a recount finds the counters that drifted, mends them, and then finds none", arguments: SQLBackend.available)
  func recount(_ backend: SQLBackend) async throws {
    try await with(backend) { store, clock in
      let ids = IDGenerator(clock: clock)
      let (tenant, category, thread, post) = (ids.nextRaw(), ids.nextRaw(), ids.nextRaw(), ids.nextRaw())
      let reactor = ids.nextRaw()
      try await store.driver.write { connection in
        try connection.execute(
          "INSERT INTO categories (id, tenant_id, slug, name, description, thread_count, version, created_at, updated_at) VALUES (?1, ?2, 'a', 'A', '', 5, 1, 0, 0)",
          [.id(category), .id(tenant)])
        try connection.execute(
          """
          INSERT INTO threads (id, tenant_id, category_id, title, slug, tags, is_locked, is_pinned, post_count, next_position, last_post_at, created_at,
            updated_at, version) VALUES (?1, ?2, ?3, 'T', 't', '[]', 0, 0, 0, 2, 0, 0, 0, 1)
          """, [.id(thread), .id(tenant), .id(category)])
        try connection.execute(
          """
          INSERT INTO posts (id, tenant_id, thread_id, body, body_format, body_html, position, reactions, comment_count, created_at, version)
          VALUES (?1, ?2, ?3, '', 'text', '', 1, '{"like":2}', 3, 0, 1)
          """, [.id(post), .id(tenant), .id(thread)])
        try connection.execute(
          "INSERT INTO reactions (id, post_id, user_id, kind, created_at) VALUES (?1, ?2, ?3, 'heart', 0)", [.id(reactor), .id(post), .id(reactor)])
      }
      let report = try await store.recount()
      let found = Dictionary(uniqueKeysWithValues: report.drifts.map { ($0.counter, [$0.stored, $0.counted]) })
      #expect(
        found == [
          "categories.thread_count": ["5", "1"], "threads.post_count": ["0", "1"], "posts.comment_count": ["3", "0"],
          "posts.reactions": [#"{"like":2}"#, #"{"heart":1}"#],
        ])
      #expect(try await store.recount() == RecountReport(checked: 4, drifts: []))
    }
  }
}
