public import ForumKernel

/// What happens to a thread at a time, each at most once.
public struct ThreadSchedule: Sendable, Equatable {
  public enum Change: String, Sendable, CaseIterable { case publish, lock, unlock, pin, unpin }

  public let threadID: ThreadID
  public let times: [Change: Timestamp]

  public init(threadID: ThreadID, times: [Change: Timestamp]) {
    self.threadID = threadID
    self.times = times
  }

  /// Throws `invalid` with a fault at `pointer` for a time that is not ahead, or too far.
  public static func requireAhead(_ time: Timestamp, of now: Timestamp, _ pointer: String) throws(AppError) {
    guard time > now, time <= now.adding(seconds: ScheduleLimits.aheadSeconds) else {
      throw AppError.validation([Fault(pointer, "out_of_range", "This must be in the future, and within a year.")])
    }
  }
}

/// One change of a thread that is to come, in whichever tenant.
public struct ScheduledChange: Sendable, Equatable {
  public let tenant: TenantID
  public let threadID: ThreadID
  public let change: ThreadSchedule.Change
  public let dueAt: Timestamp
  /// Who wanted it; nil after erasure.
  public let actorID: UserID?

  public init(tenant: TenantID, threadID: ThreadID, change: ThreadSchedule.Change, dueAt: Timestamp, actorID: UserID?) {
    self.tenant = tenant
    self.threadID = threadID
    self.change = change
    self.dueAt = dueAt
    self.actorID = actorID
  }
}
