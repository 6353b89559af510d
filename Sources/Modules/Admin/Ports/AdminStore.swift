public import ForumKernel

/// Where tenants, roles and the audit log live.
public protocol AdminStore: AuditTrail {
  func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any AdminTransaction) throws -> Result
  ) async throws -> Result
  /// All tenants of the deployment, by slug.
  func tenants() async throws -> [TenantProfile]
  /// The tenant's own roles, by name; the built-in ones are not stored.
  func roles(_ tenant: TenantID) async throws -> [Role]
}

public protocol AdminTransaction: TransactionContext {
  func tenant(slug: String) throws -> TenantProfile?
  func insert(_ tenant: TenantProfile) throws
  func roleCount() throws -> Int64
  /// Adds the role or replaces the one of its name.
  func put(_ role: Role) throws
  /// False when there was none.
  func deleteRole(_ name: String) throws -> Bool
}
