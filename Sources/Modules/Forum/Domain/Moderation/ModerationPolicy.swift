import ForumKernel

/// What operators set about moderation.
public struct ModerationPolicy: Sendable {
  /// The points at which reports hide a post by themselves; 0: never.
  public var hideThreshold: Int64 = 30
  /// How many posts and comments of a new member wait for approval; 0: none.
  public var approveFirst: Int64 = 0
  /// So long an account is new.
  public var newMemberSeconds: Int64 = 14 * 86_400
  /// How much one member may report within a day.
  public var flagsPerDay: Int64 = 50

  public init() {}

  /// Ids carry the moment at which they were made.
  func isNew(_ user: UserID, now: Timestamp) -> Bool { now.milliseconds - user.raw.milliseconds < newMemberSeconds * 1000 }

  /// A moderator's report hides at once.
  func weight(of record: MemberRecord, reporter: UserID, moderates: Bool, now: Timestamp) -> Int64 {
    moderates ? max(hideThreshold, 20) : record.flagWeight(isNew: isNew(reporter, now: now))
  }

  /// True when what this member writes waits for a moderator.
  func holds(_ record: MemberRecord, of author: UserID, now: Timestamp) -> Bool {
    record.approved < approveFirst && isNew(author, now: now)
  }
}
