public import ForumKernel

/// What sagas do to the row of a tenant. Each may be repeated.
public struct ProvisionTenant: Sendable {
  /// Rows that one transaction takes: nobody waits long for the writer.
  private static let purgeChunk: Int64 = 500

  let store: any AdminStore
  let directory: TenantDirectory

  /// Everything is there: the tenant serves from now on.
  public func open(_ id: TenantID) async throws { try await set(.active, .provisioning, "tenant.open", id) }

  /// Undoes `open`: nobody gets at it any more.
  public func close(_ id: TenantID) async throws { try await set(.provisioning, .active, "tenant.close", id) }

  /// Takes away all that the tenant has, in small parts. Its audit log stays, without personal data.
  public func clear(_ id: TenantID) async throws {
    while try await store.purge(id, rowsMax: Self.purgeChunk) > 0 { try Task.checkCancellation() }
  }

  /// Takes away all that the tenant has, and the tenant itself: its slug is free again.
  public func remove(_ id: TenantID) async throws {
    try await clear(id)
    try await store.write(id, actor: nil) { tx in
      guard let tenant = try tx.tenants().first(where: { $0.id == id }) else { return }
      try tx.delete(tenant)
      try tx.emit(TenantChanged(tenantID: id))
      try tx.audit(AuditEntry(action: "tenant.gone", target: "tenant:\(id)", reason: tenant.slug))
    }
    try await directory.reload()
  }

  private func set(_ state: TenantProfile.State, _ before: TenantProfile.State, _ action: String, _ id: TenantID) async throws {
    try await store.write(id, actor: nil) { tx in
      guard var tenant = try tx.tenants().first(where: { $0.id == id }), tenant.state == before else { return }
      tenant.state = state
      tenant.version += 1
      try tx.update(tenant)
      try tx.emit(TenantChanged(tenantID: id))
      try tx.audit(AuditEntry(action: action, target: "tenant:\(id)"))
    }
    try await directory.reload()
  }
}
