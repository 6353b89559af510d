public import ForumKernel

/// What other modules may ask about accounts.
public struct Accounts: AccountDirectory {
  let store: any AuthStore
  let roles: any RolePermissions
  let demand: FactorDemand

  public init(store: any AuthStore, roles: any RolePermissions, demand: FactorDemand) {
    self.store = store
    self.roles = roles
    self.demand = demand
  }

  /// The handle in any case; nil when nobody has it.
  public func userID(handle: String, tenant: TenantID) async throws -> UserID? {
    try await store.user(handleKey: handle.lowercased(), tenant)?.id
  }

  /// Nothing for an account that is not there. A role that demands a second factor gives nothing to who has none.
  public func permissions(of user: UserID, tenant: TenantID) async throws -> Set<Permission> {
    guard let user = try await store.user(user, tenant) else { return [] }
    return try await roles.permissions(of: try await member(user, tenant).roles, tenant: tenant)
  }

  /// Without a session and without a silence. It is there for accounts that can't sign in, too: nil only for one that is gone.
  public func principal(of user: UserID, tenant: TenantID, at now: Timestamp) async throws -> Principal? {
    guard let user = try await store.user(user, tenant) else { return nil }
    let member = try await member(user, tenant)
    return try await member.principal(tenant, session: nil, roles).under(try await roles.policies(of: tenant), member.account, at: now)
  }

  private func member(_ user: User, _ tenant: TenantID) async throws -> SessionMember {
    SessionMember(user, hasSecondFactor: try await store.hasSecondFactor(user.id, tenant), demand, silence: nil)
  }
}
