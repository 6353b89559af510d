public import ForumWiring

/// What reports, new members and their first posts come to.
public struct ModerationSettings: Sendable {
  public init() {}

  public let hideThreshold = Setting(
    "moderation.hide_threshold", default: 30, in: 0...1000,
    "Points of reports that hide a post until a moderator looks; a member's report has about 10. 0: never.")
  public let approveFirst = Setting(
    "moderation.approve_first", default: 0, in: 0...100, "How many posts and comments of a new member wait for approval; 0: none.")
  public let newMember = Setting(
    "moderation.new_member", default: .seconds(14 * 86_400), in: .zero ... .seconds(3650 * 86_400), "How long a member is new.")
  public let flagsPerDay = Setting("moderation.flags_per_day", default: 50, in: 1...10_000, "How much one member may report within a day.")
}
