public import ForumKernel

public enum CaseEntryTag {}
public typealias CaseEntryID = ID<CaseEntryTag>

/// One line in the history of a case, of an account, or of both.
public struct CaseEntry: Sendable, Equatable {
  public enum Kind: String, Sendable, CaseIterable {
    case opened, reopened
    /// Reports came to the threshold.
    case autoHidden = "auto_hidden"
    case claimed, released, note, decided
    /// A silence or suspension was taken back.
    case lifted
  }

  public let id: CaseEntryID
  /// nil for what has no case.
  public let caseID: CaseID?
  /// Whom it concerns, where something was done about their content or account.
  public let userID: UserID?
  public let kind: Kind
  /// What was decided, or which restriction was lifted.
  public let action: String?
  /// nil for the system.
  public let actorID: UserID?
  public let note: String?
  public let until: Timestamp?
  public let createdAt: Timestamp

  public init(
    id: CaseEntryID, caseID: CaseID?, userID: UserID?, kind: Kind, action: String? = nil, actorID: UserID?, note: String? = nil,
    until: Timestamp? = nil, createdAt: Timestamp
  ) {
    self.id = id
    self.caseID = caseID
    self.userID = userID
    self.kind = kind
    self.action = action
    self.actorID = actorID
    self.note = note
    self.until = until
    self.createdAt = createdAt
  }
}
