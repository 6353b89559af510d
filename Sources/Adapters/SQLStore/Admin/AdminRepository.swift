public import Admin
public import ForumKernel

extension SQLTransaction: AdminTransaction {
  public func roles() throws -> [Role] { try RoleQueries.listRoles(connection, tenantID: tenant.raw).map(Role.init) }

  public func roleCount() throws -> Int64 { try RoleQueries.countRoles(connection, tenantID: tenant.raw) ?? 0 }

  public func put(_ role: Role) throws {
    try RoleQueries.putRole(
      connection, tenantID: tenant.raw, name: role.name, description: role.description,
      permissions: JSONText.array(role.permissions.map(\.rawValue).sorted()), inherits: JSONText.array(role.inherits))
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

  public func writeAcrossTenants<Result: Sendable>(
    from tenant: TenantID, actor: UserID?, _ body: @escaping @Sendable (any AdminTransaction) throws -> Result
  ) async throws -> Result {
    try await transaction(tenant, actor: actor, scope: .everyTenant) { try body($0) }
  }

  public func roles(_ tenant: TenantID) async throws -> [Role] {
    try await read(tenant) { try RoleQueries.listRoles($0, tenantID: tenant.raw).map(Role.init) }
  }
}

extension Role {
  fileprivate init(_ row: RoleQueries.ListRolesRow) throws {
    self.init(
      name: row.name, description: row.description, permissions: Set(try JSONText.strings(row.permissions).map(Permission.init(rawValue:))),
      inherits: try JSONText.strings(row.inherits), isBuiltIn: false)
  }
}
