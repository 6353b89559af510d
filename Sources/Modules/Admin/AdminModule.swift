public import ForumKernel

/// Tenants, roles, permissions, feature flags, sagas and the audit log.
public struct AdminModule: Sendable {
  public let store: any AdminStore
  public let roles: RoleDirectory
  public let tenants: TenantDirectory
  public let features: FeatureDirectory
  public let keepAudit: KeepAudit
  public let verifyAudit: VerifyAudit

  public init(store: any AdminStore, anchors: any AuditAnchors, clock: any WallClock, defaultTenant: String) {
    self.store = store
    keepAudit = KeepAudit(trail: store, anchors: anchors, clock: clock)
    verifyAudit = VerifyAudit(trail: store, anchors: anchors)
    tenants = TenantDirectory(store: store, defaultSlug: defaultTenant)
    roles = RoleDirectory(store: store, tenants: tenants)
    features = FeatureDirectory(store: store)
  }

  public var manageRoles: ManageRoles { ManageRoles(store: store, directory: roles) }
  public var manageFeatures: ManageFeatures { ManageFeatures(store: store, directory: features) }
  public var evaluateFeatures: EvaluateFeatures { EvaluateFeatures(directory: features) }
  public var manageTenants: ManageTenants { ManageTenants(store: store, directory: tenants) }
  public var provisionTenant: ProvisionTenant { ProvisionTenant(store: store, directory: tenants) }
  public var watchSagas: WatchSagas { WatchSagas(store: store) }
  public var followTenants: FollowTenants { FollowTenants(tenants: tenants, roles: roles, features: features) }

  /// The audit log, newest first; needs `role.manage`.
  public func listAudit(_ filter: AuditFilter, _ page: PageRequest, by principal: Principal) async throws -> Page<AuditView> {
    try principal.require(.roleManage)
    return try await store.auditEntries(principal.tenant, filter, page)
  }

  /// Whoever is not signed in.
  public func guest(of tenant: TenantID) -> Principal { Principal(tenant: tenant, permissions: Role.guest.permissions) }
}
