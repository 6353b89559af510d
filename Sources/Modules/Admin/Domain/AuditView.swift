public import ForumKernel

/// One line of the audit log as it was written.
public struct AuditView: Sendable {
  public let id: RawID
  public let sequence: Int64
  public let createdAt: Timestamp
  public let actorID: UserID?
  public let action: String
  public let target: String
  public let reason: String?
  public let requestID: String
  /// The personal data of the entry; nil where there was none or it was erased.
  public let detail: String?

  public init(
    id: RawID, sequence: Int64, createdAt: Timestamp, actorID: UserID?, action: String, target: String, reason: String?, requestID: String,
    detail: String?
  ) {
    self.id = id
    self.sequence = sequence
    self.createdAt = createdAt
    self.actorID = actorID
    self.action = action
    self.target = target
    self.reason = reason
    self.requestID = requestID
    self.detail = detail
  }
}

/// Which lines of the audit log are wanted; nil: any.
public struct AuditFilter: Sendable {
  /// An action (`role.grant`), or a noun for all its actions (`role`).
  public let action: String?
  public let actor: UserID?
  /// `<noun>:<id>`.
  public let target: String?
  public let from: Timestamp?
  /// The first moment that is not wanted any more.
  public let before: Timestamp?

  public init(action: String? = nil, actor: UserID? = nil, target: String? = nil, from: Timestamp? = nil, before: Timestamp? = nil) {
    self.action = action
    self.actor = actor
    self.target = target
    self.from = from
    self.before = before
  }
}
