public import ForumKernel

public enum CaseTag {}
public typealias CaseID = ID<CaseTag>

/// What moderators decide about: one case for each post or comment, opened by the first report, by approval or by a watched word, and again by reports
/// after a decision.
public struct ModerationCase: Sendable, Equatable {
  /// What opened it.
  public enum Origin: String, Sendable, CaseIterable { case flag, approval, watchedWord = "watched_word" }

  /// Why the content is out of public view, where it was not deleted.
  public enum Withholding: String, Sendable, CaseIterable {
    /// It was never to be seen: it waits for approval.
    case held
    case hidden
  }

  /// Who works on it.
  public struct Claim: Sendable, Equatable {
    public let by: UserID
    public let at: Timestamp

    public init(by: UserID, at: Timestamp) {
      self.by = by
      self.at = at
    }
  }

  public let id: CaseID
  public let subject: CaseSubject
  /// Of the content; nil after erasure.
  public let authorID: UserID?
  public private(set) var origin: Origin
  /// The points of the reports since the case was opened.
  public private(set) var score: Int64
  public private(set) var flagCount: Int64
  public var withheld: Withholding?
  public private(set) var claim: Claim?
  /// What was decided; nil while it is open.
  public private(set) var outcome: Decision.Action?
  public private(set) var openedAt: Timestamp
  public private(set) var resolvedAt: Timestamp?
  public private(set) var version: Int64

  public init(
    id: CaseID, subject: CaseSubject, authorID: UserID?, origin: Origin, score: Int64, flagCount: Int64, withheld: Withholding?, claim: Claim?,
    outcome: Decision.Action?, openedAt: Timestamp, resolvedAt: Timestamp?, version: Int64
  ) {
    self.id = id
    self.subject = subject
    self.authorID = authorID
    self.origin = origin
    self.score = score
    self.flagCount = flagCount
    self.withheld = withheld
    self.claim = claim
    self.outcome = outcome
    self.openedAt = openedAt
    self.resolvedAt = resolvedAt
    self.version = version
  }

  public static func open(_ id: CaseID, about subject: CaseSubject, by author: UserID?, origin: Origin, now: Timestamp) -> ModerationCase {
    ModerationCase(
      id: id, subject: subject, authorID: author, origin: origin, score: 0, flagCount: 0, withheld: nil, claim: nil, outcome: nil, openedAt: now,
      resolvedAt: nil, version: 1)
  }

  /// Opens a resolved case anew, without the points of before; false when it is open.
  public mutating func reopen(_ origin: Origin, now: Timestamp) -> Bool {
    guard resolvedAt != nil else { return false }
    self.origin = origin
    (score, flagCount, claim, outcome, resolvedAt) = (0, 0, nil, nil, nil)
    openedAt = now
    version += 1
    return true
  }

  public mutating func add(points: Int64) {
    score += points
    flagCount += 1
    version += 1
  }

  /// Who has it at this moment: a claim that was forgotten ends by itself.
  public func claimer(at now: Timestamp) -> UserID? {
    claim.flatMap { now < $0.at.adding(seconds: ModerationLimits.claimSeconds) ? $0.by : nil }
  }

  /// Claiming again begins the time anew. Throws `conflict` (`case_resolved`, `case_claimed`).
  public mutating func claim(by user: UserID, now: Timestamp) throws(AppError) {
    try requireOpen(for: user, now: now)
    claim = Claim(by: user, at: now)
    version += 1
  }

  /// False when nobody had it. `mayTake`: also the claim of another. Throws `conflict` (`case_claimed`).
  public mutating func release(by user: UserID, mayTake: Bool, now: Timestamp) throws(AppError) -> Bool {
    if !mayTake { try requireUnclaimed(for: user, now: now) }
    guard claim != nil else { return false }
    claim = nil
    version += 1
    return true
  }

  /// Throws `conflict` (`case_resolved`, `case_claimed`) unless `user` may decide it now.
  public func requireOpen(for user: UserID, now: Timestamp) throws(AppError) {
    guard resolvedAt == nil else { throw AppError(.conflict, "case_resolved", "This case has been decided: \(outcome?.rawValue ?? "resolved").") }
    try requireUnclaimed(for: user, now: now)
  }

  public mutating func resolve(_ action: Decision.Action, now: Timestamp) {
    outcome = action
    resolvedAt = now
    claim = nil
    version += 1
  }

  private func requireUnclaimed(for user: UserID, now: Timestamp) throws(AppError) {
    if let claimer = claimer(at: now), claimer != user {
      throw AppError(.conflict, "case_claimed", "Another moderator works on this case. Its history tells who.")
    }
  }
}
