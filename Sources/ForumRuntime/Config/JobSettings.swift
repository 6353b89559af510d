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
  public let privacy = Setting(
    "jobs.privacy", default: "every 10m", "When accounts are erased whose time to come back is over, and exports removed that are past theirs."
  ) {
    Schedule.complaint($0)
  }
  public let readingMarks = Setting("jobs.reading_marks", default: "41 4 * * *", "When reading marks that say nothing any more are removed.") {
    Schedule.complaint($0)
  }
  public let attachments = Setting(
    "jobs.attachments", default: "every 10m", "When uploads are removed that no post uses."
  ) {
    Schedule.complaint($0)
  }
  public let digests = Setting("jobs.digests", default: "every 1h", "When mails go out to those who asked for what they have not read.") {
    Schedule.complaint($0)
  }
}
