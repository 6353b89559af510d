import Admin
public import ForumWiring

/// When the forum's own work is done.
public struct JobSettings: Sendable {
  public let sweep = Setting(
    "jobs.sweep", default: "every 10m", "When what is past its time is removed: a cron expression in UTC, “every …” or “never”."
  ) {
    Schedule.complaint($0)
  }
  public let recount = Setting("jobs.recount", default: "23 3 * * *", "When counters are compared with what they count.") { Schedule.complaint($0) }
}
