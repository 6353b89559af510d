public import ForumKernel

/// Shows and changes accounts: one's own name, and other people's roles.
public struct ManageAccounts: Sendable {
  static let administrator = "admin"

  let store: any AuthStore
  let roles: any RolePermissions
  let names: any NameWatch
  let authenticator: Authenticator

  /// Throws `unauthenticated` (`sign_in_required`), and `notFound` (`user_not_found`) for an account that was erased meanwhile.
  public func me(_ principal: Principal) async throws -> User {
    guard let user = try await store.user(try principal.requireUser(), principal.tenant) else { throw AppError.notFound("user") }
    return user
  }

  /// What everybody may see. Throws `notFound`, also for an account that never was awake, and (`account_put_away`) for one that is closed: its name still
  /// stands beside what it wrote.
  public func profile(handle: String, _ tenant: TenantID) async throws -> User {
    guard let user = try await store.user(handleKey: handle.lowercased(), tenant),
      try await store.gate(of: user.id, tenant) == nil
    else { throw AppError.notFound("user") }
    guard try await store.closure(of: user.id, tenant) == nil else {
      throw AppError(.notFound, "account_put_away", "This account is closed: its owner has put it away, or it is being erased.")
    }
    return user
  }

  /// Throws `stale`, `forbidden` (`silenced`), `invalid` for a watched word, unless who asks moderates.
  public func rename(to displayName: String, ifMatch: VersionMatch, by principal: Principal) async throws -> User {
    let id = try principal.requireUser()
    if !principal.may(.forumModerate) { try await names.require([("/display_name", displayName)], tenant: principal.tenant) }
    let user = try await store.write(principal.tenant, actor: id) { tx in
      try principal.requireVoice(at: tx.now)
      guard var user = try tx.user(id) else { throw AppError.notFound("user") }
      try ifMatch.require(user.version)
      user.rename(displayName, now: tx.now)
      try tx.update(user)
      try tx.emit(UserChanged(userID: id))
      return user
    }
    authenticator.forget(user: id)
    return user
  }

  /// Grants or revokes a role; needs `role.manage`, every permission that the role holds, and `policy.manage` for one that a policy looks for. Throws `conflict` (`last_administrator`).
  public func setRole(_ role: String, granted isGranted: Bool, handle: String, by principal: Principal) async throws -> User {
    try principal.require(.roleManage)
    guard try await roles.isRole(role, tenant: principal.tenant) else { throw AppError.notFound("role") }
    guard try await roles.permissions(of: [role], tenant: principal.tenant).isSubset(of: principal.permissions) else {
      throw AppError(.forbidden, "permission_missing", "You cannot give or take a role that allows more than you may.")
    }
    if try await roles.isNamedByPolicy(role, tenant: principal.tenant) { try principal.require(.policyManage) }
    let user = try await store.write(principal.tenant, actor: principal.userID) { tx in
      guard var user = try tx.user(handleKey: handle.lowercased()) else { throw AppError.notFound("user") }
      if role == Self.administrator, !isGranted, user.roles.contains(role), try !Self.hasAnotherAdministrator(than: user.id, tx) {
        throw AppError(.conflict, "last_administrator", "This is the last administrator: make another one first.")
      }
      guard user.setRole(role, granted: isGranted, now: tx.now) else { return user }
      try tx.update(user)
      try tx.emit(UserRolesChanged(userID: user.id))
      try tx.audit(AuditEntry(action: isGranted ? "role.grant" : "role.revoke", target: "user:\(user.id)", reason: role))
      return user
    }
    authenticator.forget(user: user.id)
    return user
  }

  /// Whether somebody else can sign in as one.
  static func hasAnotherAdministrator(than id: UserID, _ tx: any AuthTransaction) throws -> Bool {
    try tx.users(withRole: administrator).contains { other in
      try other != id && tx.closure(of: other) == nil
        && !tx.restrictions(of: other).contains { $0.kind == .suspension && $0.holds(at: tx.now) }
    }
  }
}
