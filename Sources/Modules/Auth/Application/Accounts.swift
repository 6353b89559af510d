public import ForumKernel

/// What other modules may ask about accounts.
public struct Accounts: AccountDirectory {
  let store: any AuthStore
  let roles: any RolePermissions

  public init(store: any AuthStore, roles: any RolePermissions) {
    self.store = store
    self.roles = roles
  }

  public func userID(handle: String, tenant: TenantID) async throws -> UserID? {
    try await store.user(handleKey: handle.lowercased(), tenant)?.id
  }

  public func permissions(of user: UserID, tenant: TenantID) async throws -> Set<Permission> {
    guard let user = try await store.user(user, tenant) else { return [] }
    return try await roles.permissions(of: user.roles, tenant: tenant)
  }

  public func principal(of user: UserID, tenant: TenantID, at now: Timestamp) async throws -> Principal? {
    guard let user = try await store.user(user, tenant) else { return nil }
    return try await SessionMember(user, roles: user.roles, silence: nil).principal(tenant, session: nil, roles)
      .under(try await roles.policies(of: tenant), joinedAt: user.createdAt, at: now)
  }
}
