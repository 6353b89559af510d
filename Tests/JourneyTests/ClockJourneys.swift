import ForumKernel
import Support
import Testing

@Suite("Clocks and times at their ends") struct ClockJourneys {
  @Test("a thread that was begun while the clock was ahead is in the list after a restart at the right time, and so is one that is begun then")
  func clockSetBack() async throws {
    try await withTemporaryFolder { folder in
      let clock = ManualClock()
      func begin(_ title: String, _ forum: TestForum) async throws {
        let author = try await forum.member(title)
        _ = try await forum.thread(by: author, title: title)
      }
      clock.advance(seconds: 7200)
      try await withStoredForum(in: folder, clock: clock) { try await begin("ahead", $0.forum) }
      clock.advance(seconds: -7200)
      try await withStoredForum(in: folder, clock: clock) { stored in
        try await begin("now", stored.forum)
        let titles = try await stored.forum.visitor.get("threads").expect(200).data["items"].items.map { $0["title"].text }
        #expect(titles == ["ahead", "now"])
      }
    }
  }

  @Test("a time before the year 0000 or after 9999 in UTC is refused, and what is counted from the ends of time is answered")
  func ends() async throws {
    try await withForum { forum in
      let (visitor, root) = (forum.visitor, try await forum.administrator())
      for time in ["0000-01-01T00:00:00%2B12:00", "9999-12-31T23:59:59-12:00"] {
        try await visitor.get("threads?since=\(time)").expect(422)
        try await root.get("admin/audit?from=\(time)").expect(422)
        try await root.get("analytics/trends?metric=posts&to=\(time)").expect(422)
      }
      try await visitor.get("threads?since=0000-01-01T00:00:00Z").expect(200)
      try await visitor.get("threads?since=9999-12-31T23:59:59Z").expect(200)
      try await root.get("analytics/trends?metric=posts&to=0000-01-02T00:00:00Z").expect(200)
    }
  }
}
