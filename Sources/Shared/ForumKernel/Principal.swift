/// Who acts, in which tenant, and what that allows.
public struct Principal: Sendable, Equatable {
  public let tenant: TenantID
  /// nil for a visitor who is not signed in.
  public let userID: UserID?
  public let handle: String?
  public let displayName: String?
  /// The session of the access token; nil for visitors and for the command line.
  public let sessionID: RawID?
  public let roles: [String]
  public let permissions: Set<Permission>
  /// What keeps the user from writing, if it still holds.
  public let silence: Restriction?

  public init(
    tenant: TenantID, userID: UserID? = nil, handle: String? = nil, displayName: String? = nil, sessionID: RawID? = nil, roles: [String] = [],
    permissions: Set<Permission>, silence: Restriction? = nil
  ) {
    self.tenant = tenant
    self.userID = userID
    self.handle = handle
    self.displayName = displayName
    self.sessionID = sessionID
    self.roles = roles
    self.permissions = permissions
    self.silence = silence
  }

  public func may(_ permission: Permission) -> Bool { permissions.contains(permission) }

  /// Throws `unauthenticated` for visitors and `forbidden` for users who lack the permission.
  public func require(_ permission: Permission) throws(AppError) {
    guard !may(permission) else { return }
    if userID == nil { throw AppError(.unauthenticated, "sign_in_required", "Sign in to do this.") }
    throw AppError(.forbidden, "permission_missing", "This needs the permission \(permission.rawValue).")
  }

  /// The signed-in user; throws `unauthenticated` for visitors.
  public func requireUser() throws(AppError) -> UserID {
    guard let userID else { throw AppError(.unauthenticated, "sign_in_required", "Sign in to do this.") }
    return userID
  }

  /// Throws `forbidden` (`silenced`) while the user may not write.
  public func requireVoice(at now: Timestamp) throws(AppError) {
    if let silence, silence.holds(at: now) { throw silence.error }
  }
}
