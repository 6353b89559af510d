public import ForumKernel

public enum MailLinkTag {}
public typealias MailLinkID = ID<MailLinkTag>

/// A promise to whoever reads the mail of an address: the ticket with its id is in the mail and nowhere else. Good once, and not for long.
public struct MailLink: Sendable, Equatable {
  public enum Purpose: String, Sendable, CaseIterable {
    /// The address of a new account.
    case verify
    /// The new address of an account.
    case email
    /// A new password for who has forgotten the old one.
    case reset
  }

  public let id: MailLinkID
  /// nil when nobody has the address: the row is made all the same, so that asking for one takes equally long.
  public let userID: UserID?
  public let purpose: Purpose
  public let email: EmailAddress
  public let expiresAt: Timestamp
  public var usedAt: Timestamp?

  public init(id: MailLinkID, userID: UserID?, purpose: Purpose, email: EmailAddress, expiresAt: Timestamp, usedAt: Timestamp?) {
    self.id = id
    self.userID = userID
    self.purpose = purpose
    self.email = email
    self.expiresAt = expiresAt
    self.usedAt = usedAt
  }

  public static func new(_ id: MailLinkID, user: UserID?, _ purpose: Purpose, _ email: EmailAddress, now: Timestamp) -> MailLink {
    let seconds = purpose == .reset ? AuthLimits.resetLinkSeconds : AuthLimits.mailLinkSeconds
    return MailLink(id: id, userID: user, purpose: purpose, email: email, expiresAt: now.adding(seconds: seconds), usedAt: nil)
  }

  /// The account, when the link can be used now for one of these purposes; it can't be a second time.
  public mutating func use(for purposes: [Purpose], now: Timestamp) -> UserID? {
    guard usedAt == nil, now < expiresAt, purposes.contains(purpose), let userID else { return nil }
    usedAt = now
    return userID
  }
}

/// What keeps a new account from signing in.
public enum AccountGate: String, Sendable {
  /// Its mail address is not proven.
  case verification
  /// An administrator has not let it in.
  case approval
}
