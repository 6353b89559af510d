public import Admin
public import ForumKernel

extension SQLTransaction {
  public func policies() throws -> [KeptPolicy] { try PolicyQueries.listPolicies(connection, tenantID: tenant.raw).map(KeptPolicy.init) }

  public func put(_ kept: KeptPolicy) throws {
    try PolicyQueries.putPolicy(
      connection, tenantID: tenant.raw, name: kept.policy.name, definition: String(decoding: JSONText.bytes(kept.policy), as: UTF8.self),
      version: kept.version, updatedAt: kept.updatedAt.milliseconds)
  }

  public func deletePolicy(_ name: String) throws { try PolicyQueries.deletePolicy(connection, tenantID: tenant.raw, name: name) }
}

extension SQLStore {
  public func policies(_ tenant: TenantID) async throws -> [KeptPolicy] {
    try await read(tenant) { try PolicyQueries.listPolicies($0, tenantID: tenant.raw).map(KeptPolicy.init) }
  }
}

extension KeptPolicy {
  fileprivate init(_ row: PolicyQueries.ListPoliciesRow) throws {
    self.init(policy: try JSONText.value(row.definition), version: row.version, updatedAt: Timestamp(milliseconds: row.updatedAt))
  }
}
