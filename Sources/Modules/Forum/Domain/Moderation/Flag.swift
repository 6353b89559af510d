public import ForumKernel

public enum FlagTag {}
public typealias FlagID = ID<FlagTag>

/// One person's report of a post or comment.
public struct Flag: Sendable, Equatable, Codable {
  public enum Reason: String, Sendable, Codable, CaseIterable { case spam, abuse, offTopic = "off_topic", illegal, other }

  /// What a decision said about it.
  public enum Verdict: String, Sendable, Codable, CaseIterable { case agreed, disagreed, ignored }

  public let id: FlagID
  public let caseID: CaseID
  public let reporterID: UserID
  public let reason: Reason
  public let note: String?
  /// Points towards hiding the content.
  public let weight: Int64
  public let createdAt: Timestamp
  public let verdict: Verdict?

  public init(
    id: FlagID, caseID: CaseID, reporterID: UserID, reason: Reason, note: String?, weight: Int64, createdAt: Timestamp, verdict: Verdict? = nil
  ) {
    self.id = id
    self.caseID = caseID
    self.reporterID = reporterID
    self.reason = reason
    self.note = note
    self.weight = weight
    self.createdAt = createdAt
    self.verdict = verdict
  }
}
