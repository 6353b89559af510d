public import ForumKernel

/// Tenants, roles, policies, permissions, feature flags, sagas and the audit log.
public struct AdminModule: Sendable {
  public let store: any AdminStore
  public let access: AccessDirectory
  public let tenants: TenantDirectory
  public let features: any FeatureSource
  public let keepAudit: KeepAudit
  public let verifyAudit: VerifyAudit
  public let residency: Residency
  public let retention: Retention
  private let featureHooks: [FeatureHook]
  private let categories: @Sendable (TenantID) async throws -> Set<RawID>

  /// `features`: who decides what flags say; `featureHooks`: what is done around that. `categories`: those of the tenant's forum.
  public init(
    store: any AdminStore, features: any FeatureSource, featureHooks: [FeatureHook] = [], anchors: any AuditAnchors, clock: any WallClock,
    defaultTenant: String, retention: Retention, residency: Residency = Residency(),
    categories: @escaping @Sendable (TenantID) async throws -> Set<RawID>
  ) {
    self.categories = categories
    self.residency = residency
    self.store = store
    self.retention = retention
    verifyAudit = VerifyAudit(trail: store, anchors: anchors)
    tenants = TenantDirectory(store: store, defaultSlug: defaultTenant)
    access = AccessDirectory(store: store, tenants: tenants)
    keepAudit = KeepAudit(trail: store, anchors: anchors, access: access, retention: retention, clock: clock)
    self.features = features
    self.featureHooks = featureHooks
  }

  public var manageRoles: ManageRoles { ManageRoles(store: store, access: access) }
  public var managePolicies: ManagePolicies { ManagePolicies(store: store, access: access, categories: categories) }
  /// `accounts`: where it finds whom a question names.
  public func explainAccess(_ accounts: any AccountDirectory) -> ExplainAccess {
    ExplainAccess(store: store, access: access, policies: managePolicies, accounts: accounts)
  }
  public var manageFeatures: ManageFeatures { ManageFeatures(store: store, source: features) }
  public var evaluateFeatures: EvaluateFeatures {
    EvaluateFeatures(source: features, tenants: tenants, hooks: FeatureHooks(hooks: featureHooks, source: features.state.name))
  }
  public var tellFeatureChanges: TellFeatureChanges { TellFeatureChanges(source: features, store: store, tenants: tenants) }
  public var manageTenants: ManageTenants { ManageTenants(store: store, directory: tenants, residency: residency) }
  public var provisionTenant: ProvisionTenant { ProvisionTenant(store: store, directory: tenants) }
  public var watchSagas: WatchSagas { WatchSagas(store: store) }
  public var noticeRepetition: NoticeRepetition { NoticeRepetition(store: store) }
  public var followTenants: FollowTenants { FollowTenants(tenants: tenants, access: access, features: features) }

  /// The audit log, newest first; needs `role.manage`.
  public func listAudit(_ filter: AuditFilter, _ page: PageRequest, by principal: Principal) async throws -> Page<AuditView> {
    try principal.require(.roleManage)
    return try await store.auditEntries(principal.tenant, filter, page)
  }

  /// Whoever is not signed in.
  public func guest(of tenant: TenantID, at now: Timestamp) async throws -> Principal {
    Principal(tenant: tenant, permissions: Role.guest.permissions).under(try await access.policies(of: tenant), nil, at: now)
  }
}
