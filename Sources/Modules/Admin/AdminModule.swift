public import ForumKernel

/// Tenants, roles and permissions.
public struct AdminModule: Sendable {
  public let store: any AdminStore
  public let roles: RoleDirectory
  public let tenants: TenantDirectory

  public init(store: any AdminStore, defaultTenant: String) {
    self.store = store
    roles = RoleDirectory(store: store)
    tenants = TenantDirectory(store: store, defaultSlug: defaultTenant)
  }

  public var manageRoles: ManageRoles { ManageRoles(store: store, directory: roles) }

  /// The tenants of this deployment; needs `tenant.manage`.
  public func listTenants(by principal: Principal) throws -> [TenantProfile] {
    try principal.require(.tenantManage)
    return tenants.all()
  }

  /// The audit log, newest first; needs `role.manage`.
  public func listAudit(_ page: PageRequest, by principal: Principal) async throws -> Page<AuditView> {
    try principal.require(.roleManage)
    return try await store.auditEntries(principal.tenant, page)
  }

  /// Whoever is not signed in.
  public func guest(of tenant: TenantID) -> Principal { Principal(tenant: tenant, permissions: Role.guest.permissions) }
}
