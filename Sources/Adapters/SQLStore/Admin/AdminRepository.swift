public import Admin
public import ForumKernel

extension SQLTransaction: AdminTransaction {
  public func tenant(slug: String) throws -> TenantProfile? {
    try TenantQueries.findTenantBySlug(connection, slug: slug).map(TenantProfile.init)
  }

  public func insert(_ tenant: TenantProfile) throws {
    try TenantQueries.insertTenant(
      connection, id: tenant.id.raw, slug: tenant.slug, name: tenant.name, hosts: JSONText.array(tenant.hosts),
      createdAt: tenant.createdAt.milliseconds)
  }

  public func roleCount() throws -> Int64 { try RoleQueries.countRoles(connection, tenantID: tenant.raw) ?? 0 }

  public func put(_ role: Role) throws {
    try RoleQueries.putRole(
      connection, tenantID: tenant.raw, name: role.name, description: role.description,
      permissions: JSONText.array(role.permissions.map(\.rawValue).sorted()))
  }

  public func deleteRole(_ name: String) throws -> Bool {
    try RoleQueries.deleteRole(connection, tenantID: tenant.raw, name: name) == 1
  }
}

extension SQLStore: AdminStore {
  public func write<Result: Sendable>(
    _ tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any AdminTransaction) throws -> Result
  ) async throws -> Result {
    try await transaction(tenant, actor: actor) { try body($0) }
  }

  public func tenants() async throws -> [TenantProfile] { try await read { try TenantQueries.listTenants($0).map(TenantProfile.init) } }

  public func roles(_ tenant: TenantID) async throws -> [Role] {
    try await read { connection in
      try RoleQueries.listRoles(connection, tenantID: tenant.raw).map { row in
        Role(
          name: row.name, description: row.description,
          permissions: Set(try JSONText.strings(row.permissions).map(Permission.init(rawValue:))), isBuiltIn: false)
      }
    }
  }
}

extension TenantProfile {
  fileprivate init(_ row: TenantQueries.TenantRow) throws {
    self.init(
      id: ID(row.id), slug: row.slug, name: row.name, hosts: try JSONText.strings(row.hosts), createdAt: Timestamp(milliseconds: row.createdAt))
  }
}
