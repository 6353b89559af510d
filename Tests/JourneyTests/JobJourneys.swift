import Admin
import ForumKernel
import ForumRuntime
import HTTPTypes
import Support
import Synchronization
import Testing

@testable import SQLStore

@Suite("Jobs") struct JobJourneys {
  /// Jobs of a test over the forum's store; what `work` answers is their result.
  private func jobs(
    _ forum: TestForum, _ schedule: String, _ missedRuns: Job.MissedRuns = .once, holder: String = "a",
    work: @escaping @Sendable () async throws -> String
  ) throws -> RunJobs {
    let job = Job("test", "A job of a test.", try Schedule(schedule), missedRuns: missedRuns, work: work)
    return RunJobs(jobs: [job], store: forum.application.storage.jobs, admin: forum.application.storage.admin, holder: holder, clock: forum.clock)
  }

  @Test("a job runs when it is due, and again after its interval")
  func due() async throws {
    try await withForum { forum in
      let jobs = try jobs(forum, "every 1h") { "fine" }
      try await jobs.register()
      #expect(try await jobs.runDue().isEmpty)
      forum.clock.advance(seconds: 3600)
      let ran = try #require(try await jobs.runDue().first)
      #expect(ran.outcome == .done && ran.message == "fine" && ran.dueAt == forum.clock.now.adding(seconds: 3600) && !ran.isRunning)
      #expect(try await jobs.runDue().isEmpty)
    }
  }

  @Test("times that were missed are made up for once, or left out")
  func missed() async throws {
    try await withForum { forum in
      let catchingUp = try jobs(forum, "every 1h") { "late" }
      try await catchingUp.register()
      forum.clock.advance(seconds: 86_400)
      #expect(try await catchingUp.runDue().count == 1)
      #expect(try await catchingUp.runDue().isEmpty)
      let skipping = try jobs(forum, "30 * * * *", .skip) { "in time" }
      try await skipping.register()
      forum.clock.advance(seconds: 86_400)
      #expect(try await skipping.runDue().isEmpty)
      let due = try #require(try await skipping.list().first?.dueAt)
      forum.clock.advance(seconds: (due.milliseconds - forum.clock.now.milliseconds) / 1000 + 1)
      #expect(try await skipping.runDue().count == 1)
    }
  }

  @Test("a time that was set while the clock was ahead is pulled back to the next one", arguments: ["every 1h", "30 * * * *"])
  func clockBack(schedule: String) async throws {
    try await withForum { forum in
      let start = forum.clock.now
      forum.clock.advance(seconds: 10 * 86_400)
      try await jobs(forum, schedule) { "early" }.register()
      forum.clock.advance(seconds: -10 * 86_400)
      let jobs = try jobs(forum, schedule) { "in time" }
      try await jobs.register()
      #expect(try await jobs.runDue().isEmpty)
      #expect(try await jobs.list().first?.dueAt == Schedule(schedule).next(after: start))
      forum.clock.advance(seconds: 3600)
      #expect(try await jobs.runDue().first?.message == "in time")
    }
  }

  @Test("what fails is told and tried again at its next time; a second node does not run what one runs")
  func failing() async throws {
    try await withForum { forum in
      let isInside = Gate()
      let mayGo = Gate()
      let first = try jobs(forum, "every 1h") {
        isInside.open()
        await mayGo.opened()
        throw AppError(.unavailable, "disk_full", "The disk is full.")
      }
      let second = try jobs(forum, "every 1h", holder: "b") { "never" }
      try await first.register()
      forum.clock.advance(seconds: 3600)
      let running = Task { try await first.runDue() }
      await isInside.opened()
      #expect(try await second.list().first?.isRunning == true)
      #expect(try await second.runDue().isEmpty)
      let refused = await refusal { _ = try await second.run("test") }
      #expect(refused == "job_running")
      mayGo.open()
      let ran = try #require(try await running.value.first)
      #expect(ran.outcome == .failed && ran.message == "The disk is full." && ran.failures == 1)
      #expect(ran.dueAt == forum.clock.now.adding(seconds: 3600))
    }
  }

  @Test("a job that the end of its server cuts is done by the next one")
  func cut() async throws {
    try await withForum { forum in
      let isInside = Gate()
      let first = try jobs(forum, "every 1h") {
        isInside.open()
        try await Task.sleep(for: .seconds(3600))
        return "never"
      }
      try await first.register()
      forum.clock.advance(seconds: 3600)
      let running = Task { try await first.runDue() }
      await isInside.opened()
      running.cancel()
      #expect(try await running.value.first?.outcome == .failed)
      #expect(try await jobs(forum, "every 1h", holder: "b") { "at last" }.runDue().first?.message == "at last")
    }
  }

  @Test("administrators see the jobs and start them; others do not")
  func api() async throws {
    try await withForum { forum in
      let (ada, root) = (try await forum.member("ada"), try await forum.administrator())
      try await ada.get("admin/jobs").expect(403, "permission_missing")
      try await ada.post("admin/jobs/recount/run").expect(403, "permission_missing")
      try await root.post("admin/jobs/nothing/run").expect(404, "job_not_found")
      let asked = try await root.post("admin/jobs/recount/run").expect(202).data
      #expect(asked["name"].text == "recount" && asked["runs"].number == 0)
      var job = asked
      // The scheduler looks once a second.
      for _ in 0..<600 where job["runs"].number == 0 {
        try await Task.sleep(for: .milliseconds(100))
        job = try #require(try await root.get("admin/jobs").expect(200).data["items"].items.first { $0["name"].text == "recount" })
      }
      #expect(job["outcome"].text == "done" && job["message"].text.hasSuffix("all are right"), "\(job)")
      #expect(try await root.get("admin/audit").data["items"].items.contains { $0["action"].text == "job.run" && $0["target"].text == "job:recount" })
    }
  }

  @Test("a forum that was written to has no drift; counters that were spoiled are mended, and kept answers follow")
  func recount() async throws {
    try await withForum { forum in
      let (ada, bob) = (try await forum.member("ada"), try await forum.member("bob"))
      let thread = try await forum.thread(by: ada)["id"].text
      let post = try await bob.post("threads/\(thread)/posts", ["body": "An answer."]).expect(201).data["id"].text
      try await ada.put("posts/\(post)/reactions/like").expect(200)
      for n in 0..<3 { try await ada.post("posts/\(post)/comments", ["body": "comment \(n)"]).expect(201) }
      let gone = try await bob.post("threads/\(thread)/posts", ["body": "Wrong."]).expect(201).data["id"].text
      try await bob.delete("posts/\(gone)", [.ifMatch: "\"1\""]).expect(204)
      let before = try await forum.application.jobs.run("recount")
      #expect(before.message?.hasSuffix("all are right") == true, "\(before.message ?? "")")
      let store = try #require(forum.application.storage.forum as? SQLStore)
      _ = try await store.driver.write { try $0.execute("UPDATE posts SET comment_count = 7 WHERE comment_count = 3", []) }
      #expect(try await forum.visitor.get("posts/\(post)").data["comment_count"].number == 7)
      let mended = try await forum.application.jobs.run("recount")
      #expect(mended.message?.hasPrefix("mended 1 counters") == true && mended.message?.contains(post) == true, "\(mended.message ?? "")")
      #expect(try await forum.visitor.get("posts/\(post)").data["comment_count"].number == 3)
    }
  }
}
