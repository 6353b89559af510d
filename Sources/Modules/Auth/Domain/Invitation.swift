public import ForumKernel

public enum InvitationTag {}
public typealias InvitationID = ID<InvitationTag>

/// A way in for one person, also where registration is closed.
public struct Invitation: Sendable, Equatable {
  public let id: InvitationID
  /// Only this address may use it; nil for whoever has it.
  public let email: EmailAddress?
  public let createdBy: UserID
  public let createdAt: Timestamp
  public let expiresAt: Timestamp
  public var usedBy: UserID?

  public init(id: InvitationID, email: EmailAddress?, createdBy: UserID, createdAt: Timestamp, expiresAt: Timestamp, usedBy: UserID?) {
    self.id = id
    self.email = email
    self.createdBy = createdBy
    self.createdAt = createdAt
    self.expiresAt = expiresAt
    self.usedBy = usedBy
  }

  public func isOpen(now: Timestamp) -> Bool { usedBy == nil && now < expiresAt }

  public func isOpen(to email: EmailAddress, now: Timestamp) -> Bool {
    isOpen(now: now) && (self.email.map { $0.key == email.key } ?? true)
  }
}
