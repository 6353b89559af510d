public import ForumKernel
import Synchronization

/// Finds the tenant of a request. Tenants are few and are kept in memory.
public final class TenantDirectory: Sendable {
  private struct Known {
    var bySlug: [String: TenantProfile] = [:]
    var byHost: [String: TenantProfile] = [:]
  }

  private let store: any AdminStore
  private let defaultSlug: String
  private let known = Mutex(Known())

  /// `defaultSlug`: the tenant of requests that name none.
  public init(store: any AdminStore, defaultSlug: String) {
    self.store = store
    self.defaultSlug = defaultSlug
  }

  /// Reads all tenants again.
  public func reload() async throws {
    var read = Known()
    for tenant in try await store.tenants() {
      read.bySlug[tenant.slug] = tenant
      for host in tenant.hosts { read.byHost[host] = tenant }
    }
    known.withLock { $0 = read }
  }

  /// By the slug of `X-Tenant`, else by host name, else the default one. nil for a slug that is unknown.
  public func tenant(slug: String?, host: String?) -> TenantProfile? {
    known.withLock { known in
      if let slug { return known.bySlug[slug] }
      if let host, let tenant = known.byHost[host] { return tenant }
      return known.bySlug[defaultSlug]
    }
  }

  public func all() -> [TenantProfile] { known.withLock { $0.bySlug.values.sorted { $0.slug < $1.slug } } }

  /// Makes the default tenant at first start; afterwards it is there.
  public func ensureDefault(ids: IDGenerator) async throws -> TenantProfile {
    let slug = defaultSlug
    let id: TenantID = ids.next()
    let tenant = try await store.write(id, actor: nil) { tx in
      if let existing = try tx.tenant(slug: slug) { return existing }
      let tenant = TenantProfile(id: tx.tenant, slug: slug, name: slug, hosts: [], createdAt: tx.now)
      try tx.insert(tenant)
      try tx.emit(TenantCreated(tenantID: tenant.id))
      try tx.audit(AuditEntry(action: "tenant.create", target: "tenant:\(tenant.id)"))
      return tenant
    }
    try await reload()
    return tenant
  }
}
