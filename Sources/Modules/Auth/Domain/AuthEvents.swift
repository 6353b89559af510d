public import ForumKernel

/// What happens to an account; the user is the aggregate.
public protocol UserEvent: DomainEvent {
  var userID: UserID { get }
}

extension UserEvent {
  public static var aggregate: String { "user" }
  public var aggregateID: RawID { userID.raw }
}

public struct UserRegistered: UserEvent {
  public static let type = "auth.user.registered"
  public let userID: UserID

  enum CodingKeys: String, CodingKey {
    case userID = "user_id"
  }
}

/// The display name changed.
public struct UserChanged: UserEvent {
  public static let type = "auth.user.changed"
  public let userID: UserID

  enum CodingKeys: String, CodingKey {
    case userID = "user_id"
  }
}

/// The account is gone.
public struct UserErased: UserEvent {
  public static let type = "auth.user.erased"
  public let userID: UserID

  public init(userID: UserID) { self.userID = userID }

  enum CodingKeys: String, CodingKey {
    case userID = "user_id"
  }
}

/// Roles were granted or revoked; who remembers permissions drops them.
public struct UserRolesChanged: UserEvent {
  public static let type = "auth.user.roles_changed"
  public let userID: UserID

  enum CodingKeys: String, CodingKey {
    case userID = "user_id"
  }
}

/// Password, mail address or second factor changed; who is told of such things is told.
public struct UserSecurityChanged: UserEvent {
  public enum Change: String, Sendable, Codable {
    case factorAdded = "factor_added"
    case factorRemoved = "factor_removed"
    case recoveryCodeUsed = "recovery_code_used"
    case recoveryCodesReplaced = "recovery_codes_replaced"
    case passwordChanged = "password_changed"
    case passwordReset = "password_reset"
    case emailChanged = "email_changed"
    case tokenMade = "token_made"
    case passkeyAdded = "passkey_added"
    case passkeyRemoved = "passkey_removed"
    /// Its counter tells of a copy.
    case passkeySuspected = "passkey_suspected"
    case identityLinked = "identity_linked"
    case identityUnlinked = "identity_unlinked"
  }

  public static let type = "auth.user.security_changed"
  public let userID: UserID
  public let change: Change

  enum CodingKeys: String, CodingKey {
    case change
    case userID = "user_id"
  }
}

/// Tokens for programs were revoked; who remembers them drops them.
public struct UserTokensChanged: UserEvent {
  public static let type = "auth.user.tokens_changed"
  public let userID: UserID

  enum CodingKeys: String, CodingKey {
    case userID = "user_id"
  }
}

/// Somebody asked for a mail with a link; the link is the aggregate, since it may be nobody's.
public struct MailRequested: DomainEvent {
  public static let type = "auth.mail.requested"
  public static let aggregate = "link"
  public let linkID: MailLinkID
  public var aggregateID: RawID { linkID.raw }

  enum CodingKeys: String, CodingKey {
    case linkID = "link_id"
  }
}

public struct SessionStarted: UserEvent {
  public static let type = "auth.session.started"
  public let userID: UserID
  public let sessionID: SessionID

  enum CodingKeys: String, CodingKey {
    case userID = "user_id"
    case sessionID = "session_id"
  }
}

/// The session ended; who remembers its tokens drops them.
public struct SessionEnded: UserEvent {
  public static let type = "auth.session.ended"
  public let userID: UserID
  public let sessionID: SessionID
  public let end: Session.End

  enum CodingKeys: String, CodingKey {
    case end
    case userID = "user_id"
    case sessionID = "session_id"
  }
}
