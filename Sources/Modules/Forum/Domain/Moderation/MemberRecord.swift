/// What decisions said about an account.
public struct MemberRecord: Sendable, Equatable {
  /// Of its posts and comments that waited for approval.
  public var approved: Int64
  /// Of its reports.
  public var agreed: Int64
  public var disagreed: Int64

  public static let none = MemberRecord(approved: 0, agreed: 0, disagreed: 0)

  public init(approved: Int64, agreed: Int64, disagreed: Int64) {
    self.approved = approved
    self.agreed = agreed
    self.disagreed = disagreed
  }

  /// How many points a report of this member is worth. Ten; one more for each report that moderators agreed with, two less for each they did not;
  /// at least 1 and at most 20. A new member's reports count half until one was agreed with, so that a handful of accounts made for it hides nothing.
  public func flagWeight(isNew: Bool) -> Int64 {
    let points = min(max(10 + agreed - 2 * disagreed, 1), 20)
    return isNew && agreed == 0 ? (points + 1) / 2 : points
  }
}
