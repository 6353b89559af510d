import Admin
import ForumKernel
import HTTPTypes

struct JobRoutes {
  let jobs: RunJobs

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "admin/jobs", "listJobs", "What is done from time to time, and what came of it", tag: "Admin", needs: .systemOperate,
      returns: JobShapes.job.page, perform: list)
    Endpoint(
      .post, "admin/jobs/{job}/run", "runJob", "Have a job run now; see admin/jobs for its result", tag: "Admin", needs: .systemOperate,
      success: .accepted, errors: ["job_running"], returns: JobShapes.job, perform: run)
  }

  @Sendable private func list(_ call: Call) async throws -> Reply<Listing<JobView>> {
    .ok(Listing(items: try await jobs.list(by: call.principal), next: nil))
  }

  @Sendable private func run(_ call: Call) async throws -> Reply<JobView> {
    .ok(try await jobs.request(try call.word("job"), by: call.principal))
  }
}

enum JobShapes {
  static let job = Shape<JobView>("Job", "Work that is done from time to time, by one node at a time.")
    .text("name") { $0.name }
    .text("summary") { $0.summary }
    .text("schedule", "`every 10m`, a cron expression in UTC, or `never`.") { $0.schedule }
    .word("missed_runs", of: ["once", "skip"], "What becomes of times at which no server ran.") { $0.missedRuns.rawValue }
    .flag("running") { $0.isRunning }
    .timeOrNull("due_at", "When it runs next; null: when somebody asks for it.") { $0.dueAt }
    .timeOrNull("started_at") { $0.startedAt }
    .timeOrNull("ended_at") { $0.endedAt }
    .textOrNull("outcome", "`done` or `failed`: the last run's.") { $0.outcome?.rawValue }
    .textOrNull("message", "What came of the last run, in words.") { $0.message }
    .number("runs", "Runs that ended.") { $0.runs }
    .number("failures") { $0.failures }
}
