public import ForumKernel
import Synchronization

/// Finds the tenant of a request. There are at most `AdminLimits.tenantsMax` of them, and all are kept in memory.
public final class TenantDirectory: Sendable {
  private struct Known {
    var bySlug: [String: TenantProfile] = [:]
    var byHost: [String: TenantProfile] = [:]
    var byID: [TenantID: TenantProfile] = [:]
    /// Which reading this is.
    var turn = 0
  }

  private let store: any AdminStore
  private let defaultSlug: String
  private let known = Mutex(Known())
  private let turns = Atomic(0)

  /// `defaultSlug`: the tenant of requests that name none.
  init(store: any AdminStore, defaultSlug: String) {
    self.store = store
    self.defaultSlug = defaultSlug
  }

  /// Reads all tenants again. Of two readings at once the one that began later counts, whichever ends last.
  public func reload() async throws {
    var read = Known()
    read.turn = turns.add(1, ordering: .relaxed).newValue
    for tenant in try await store.tenants() {
      read.bySlug[tenant.slug] = tenant
      read.byID[tenant.id] = tenant
      for host in tenant.hosts { read.byHost[host] = tenant }
    }
    known.withLock { if $0.turn < read.turn { $0 = read } }
  }

  /// By the slug of `X-Tenant`, else by host name in any case, else the default one. nil for a slug that is unknown.
  public func tenant(slug: String?, host: String?) -> TenantProfile? {
    known.withLock { known in
      if let slug { return known.bySlug[slug] }
      if let host, !known.byHost.isEmpty, let tenant = known.byHost[host] ?? known.byHost[host.lowercased()] { return tenant }
      return known.bySlug[defaultSlug]
    }
  }

  /// In whatever state, as of the last reading; nil for an id that was unknown then.
  public func tenant(_ id: TenantID) -> TenantProfile? { known.withLock { $0.byID[id] } }

  /// By slug.
  public func all() -> [TenantProfile] { known.withLock { $0.bySlug.values.sorted { $0.slug < $1.slug } } }

  /// Whether it is the one whose administrators manage the others.
  public func isDefault(_ tenant: TenantID) -> Bool { known.withLock { $0.bySlug[defaultSlug]?.id == tenant } }

  func requireNotDefault(_ tenant: TenantID) throws(AppError) {
    if isDefault(tenant) { throw AppError(.conflict, "tenant_is_default", "The default tenant can be neither suspended nor deleted.") }
  }

  /// Makes the default tenant at first start; afterwards it is there. Its region is that of the store. Throws `conflict` (`region_other`) where the store
  /// belongs to another region than this server.
  public func ensureDefault(ids: IDGenerator, _ residency: Residency) async throws -> TenantProfile {
    let slug = defaultSlug
    let id: TenantID = ids.next()
    let tenant = try await store.write(id, actor: nil) { tx in
      if var existing = try tx.tenants().first(where: { $0.slug == slug }) {
        guard existing.region == nil, let region = residency.region else { return existing }
        existing.region = region
        try tx.update(existing)
        return existing
      }
      let tenant = TenantProfile(id: tx.tenant, slug: slug, name: slug, hosts: [], region: residency.region, createdAt: tx.now)
      try tx.insert(tenant)
      try tx.emit(TenantCreated(tenantID: tenant.id))
      try tx.audit(AuditEntry(action: "tenant.create", target: "tenant:\(tenant.id)", reason: slug))
      return tenant
    }
    try await reload()
    guard tenant.region == residency.region else {
      throw AppError(
        .conflict, "region_other",
        "This store belongs to the region \(tenant.region ?? ""), and this server is of \(residency.region ?? "none"): see residency.region.")
    }
    return tenant
  }
}
