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

  public func auditEntries(_ tenant: TenantID, _ page: PageRequest) async throws -> Page<AuditView> {
    let rows = try await read {
      try AuditViewQueries.pageAudit($0, tenantID: tenant.raw, beforeSequence: page.after?.key ?? .max, pageSize: Int64(page.limit + 1))
    }
    let entries = rows.map {
      AuditView(
        id: $0.id, sequence: $0.sequence, createdAt: Timestamp(milliseconds: $0.createdAt), actorID: $0.actorID.map { ID($0) }, action: $0.action,
        target: $0.target, reason: $0.reason, requestID: $0.request)
    }
    return Page(fetched: entries, limit: page.limit) { PagePosition(key: $0.sequence, id: $0.id) }
  }
}

extension TenantProfile {
  fileprivate init(_ row: TenantQueries.TenantRow) throws {
    self.init(
      id: ID(row.id), slug: row.slug, name: row.name, hosts: try JSONText.strings(row.hosts), createdAt: Timestamp(milliseconds: row.createdAt))
  }
}
