public import Admin
public import ForumKernel

extension SQLTransaction {
  public func tenants() throws -> [TenantProfile] { try TenantQueries.listTenants(connection).map(TenantProfile.init) }

  public func insert(_ tenant: TenantProfile) throws {
    try TenantQueries.insertTenant(
      connection, id: tenant.id.raw, slug: tenant.slug, name: tenant.name, hosts: JSONText.array(tenant.hosts), state: tenant.state.rawValue,
      membersMax: tenant.quotas.members, threadsMax: tenant.quotas.threads, postsMax: tenant.quotas.posts, bytesMax: tenant.quotas.bytes,
      accent: tenant.branding.accent, tagline: tenant.branding.tagline, region: tenant.region, version: tenant.version,
      createdAt: tenant.createdAt.milliseconds)
  }

  public func update(_ tenant: TenantProfile) throws {
    try TenantQueries.updateTenant(
      connection, name: tenant.name, hosts: JSONText.array(tenant.hosts), state: tenant.state.rawValue, membersMax: tenant.quotas.members,
      threadsMax: tenant.quotas.threads, postsMax: tenant.quotas.posts, bytesMax: tenant.quotas.bytes, accent: tenant.branding.accent,
      tagline: tenant.branding.tagline, region: tenant.region, version: tenant.version,
      id: tenant.id.raw)
  }

  public func delete(_ tenant: TenantProfile) throws { try TenantQueries.deleteTenant(connection, id: tenant.id.raw) }
}

extension SQLStore {
  public func tenants() async throws -> [TenantProfile] { try await read(.everyTenant) { try TenantQueries.listTenants($0).map(TenantProfile.init) } }

  public func purge(_ tenant: TenantID, rowsMax: Int64) async throws -> Int {
    try await driver.write(.tenant(tenant)) { connection in
      var count = 0
      for table in TableCopy.all.reversed() {
        guard let purge = table.purge, count < rowsMax else { continue }
        count += try connection.execute(purge, [.id(tenant.raw), .integer(rowsMax - Int64(count))])
      }
      return count
    }
  }
}

extension TenantProfile {
  fileprivate init(_ row: TenantQueries.TenantRow) throws {
    self.init(
      id: ID(row.id), slug: row.slug, name: row.name, hosts: try JSONText.strings(row.hosts),
      // The column has a CHECK for the states.
      state: State(rawValue: row.state) ?? .suspended,
      quotas: TenantQuotas(members: row.membersMax, threads: row.threadsMax, posts: row.postsMax, bytes: row.bytesMax),
      branding: TenantBranding(accent: row.accent, tagline: row.tagline), region: row.region,
      version: row.version,
      createdAt: Timestamp(milliseconds: row.createdAt))
  }
}
