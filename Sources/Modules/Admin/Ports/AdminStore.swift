public import ForumKernel

/// Where tenants, roles, sagas and the audit log live.
public protocol AdminStore: AuditTrail, SagaStore {
  /// Loads, decides, saves and emits in one durable SERIALIZABLE transaction; `body` cannot await and may run twice.
  func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any AdminTransaction) throws -> Result
  ) async throws -> Result
  /// A write of the tenant that also counts what another one holds.
  func writeAcrossTenants<Result: Sendable>(
    from tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any AdminTransaction) throws -> Result
  ) async throws -> Result
  /// All tenants of the deployment, by slug.
  func tenants() async throws -> [TenantProfile]
  /// The tenant's own roles, by name; the built-in ones are not stored.
  func roles(_ tenant: TenantID) async throws -> [Role]
  /// The tenant's policies, by name.
  func policies(_ tenant: TenantID) async throws -> [KeptPolicy]
  /// The tenant's feature flags, by key.
  func features(_ tenant: TenantID) async throws -> [FeatureFlag]
  /// Deletes at most `rowsMax` rows that belong to the tenant, children before their parents; how many went. 0: nothing is left but its audit log, its
  /// events, which retention takes, and its sagas.
  func purge(_ tenant: TenantID, rowsMax: Int64) async throws -> Int
  /// What the tenant holds now.
  func usage(of tenant: TenantID) async throws -> TenantUsage
}

public protocol AdminTransaction: SagaBeginning {
  /// All tenants of the deployment, by slug.
  func tenants() throws -> [TenantProfile]
  /// Its id and slug must be new to the deployment.
  func insert(_ tenant: TenantProfile) throws
  /// All but its slug and when it was made.
  func update(_ tenant: TenantProfile) throws
  /// Only that there is such a tenant: what it holds goes by `purge`. Nothing happens when it is gone already.
  func delete(_ tenant: TenantProfile) throws
  /// Counts what the tenant holds, and from now on whatever comes and goes: inserts throw `forbidden` (`quota_exhausted`) beyond its quotas.
  func startCounting(_ tenant: TenantID) throws
  /// It has no quotas any more.
  func stopCounting(_ tenant: TenantID) throws
  /// The tenant's own, by name.
  func roles() throws -> [Role]
  /// The tenant's own; the built-in ones do not count.
  func roleCount() throws -> Int64
  /// Adds the role or replaces the one of its name.
  func put(_ role: Role) throws
  /// False when there was none.
  func deleteRole(_ name: String) throws -> Bool
  /// All of the tenant's, by name.
  func policies() throws -> [KeptPolicy]
  /// Adds the policy or replaces the one of its name.
  func put(_ policy: KeptPolicy) throws
  /// Nothing happens when there is none of this name.
  func deletePolicy(_ name: String) throws
  /// All of the tenant's, by key.
  func features() throws -> [FeatureFlag]
  /// Adds the flag or replaces the one of its key.
  func put(_ flag: FeatureFlag) throws
  /// False when there was none.
  func deleteFeature(_ key: String) throws -> Bool
}
