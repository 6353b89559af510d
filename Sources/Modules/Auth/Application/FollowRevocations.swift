public import ForumKernel

/// Drops remembered tokens when the stream tells that a session, an account or a role changed, on whichever node that happened.
public struct FollowRevocations: Sendable {
  public static let filters = ["auth.*.user.*.session.ended", "auth.*.user.*.user.>", "admin.*.tenant.*.role.changed"].compactMap {
    SubjectFilter($0)
  }
  let authenticator: Authenticator

  /// Revocations before this moment may have been missed.
  public func begin() { authenticator.forgetAll() }

  /// Forgets the tokens of the session, the account or, for a role, the whole tenant. Bears messages that it has seen.
  public func handle(_ message: StreamMessage) throws {
    switch message.eventType {
    case SessionEnded.type: authenticator.forget(session: try message.event(SessionEnded.self).event.sessionID)
    case UserChanged.type: authenticator.forget(user: try message.event(UserChanged.self).event.userID)
    case UserErased.type: authenticator.forget(user: try message.event(UserErased.self).event.userID)
    case UserTokensChanged.type: authenticator.forget(user: try message.event(UserTokensChanged.self).event.userID)
    case UserSecurityChanged.type: authenticator.forget(user: try message.event(UserSecurityChanged.self).event.userID)
    case UserRolesChanged.type: authenticator.forget(user: try message.event(UserRolesChanged.self).event.userID)
    default: if let tenant = message.tenant, message.subject.hasPrefix("admin.") { authenticator.forget(tenant: tenant) }
    }
  }
}
