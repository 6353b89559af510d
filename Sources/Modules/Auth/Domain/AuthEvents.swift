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
}

/// The display name changed.
public struct UserChanged: UserEvent {
  public static let type = "auth.user.changed"
  public let userID: UserID
}

/// Roles were granted or revoked; who remembers permissions drops them.
public struct UserRolesChanged: UserEvent {
  public static let type = "auth.user.roles_changed"
  public let userID: UserID
}

public struct SessionStarted: UserEvent {
  public static let type = "auth.session.started"
  public let userID: UserID
  public let sessionID: SessionID
}

/// The session ended; who remembers its tokens drops them.
public struct SessionEnded: UserEvent {
  public static let type = "auth.session.ended"
  public let userID: UserID
  public let sessionID: SessionID
  public let end: Session.End
}
