public import ForumKernel

/// Makes, changes, suspends and takes away tenants; needs `tenant.manage`, which members of the default tenant alone can have.
public struct ManageTenants: Sendable {
  public static let provision = "tenant.provision"
  public static let removal = "tenant.delete"
  /// The name under which a saga of these kinds keeps the tenant's id.
  public static let tenantKey = "tenant_id"

  let store: any AdminStore
  let directory: TenantDirectory
  let residency: Residency

  /// All, by slug.
  public func list(by principal: Principal) throws -> [TenantProfile] {
    try principal.require(.tenantManage)
    return directory.all()
  }

  /// In whatever state, as this node read it last. Throws `notFound` (`tenant_not_found`).
  public func find(_ slug: String, by principal: Principal) throws -> TenantProfile {
    try principal.require(.tenantManage)
    guard let tenant = directory.tenant(slug: slug, host: nil) else { throw AppError.notFound("tenant") }
    return tenant
  }

  /// What a tenant holds now; looks at every row of one that has no quotas.
  public func usage(_ slug: String, by principal: Principal) async throws -> TenantUsage {
    try await store.usage(of: try find(slug, by: principal).id)
  }

  /// Reserves the slug and begins the saga that makes the rest; `owner` is what the saga needs to know of the first administrator.
  /// One of another region is only noted, so that who asks for it here is sent there: it holds nothing here, and its owner is made there.
  /// Throws `conflict` (`slug_taken`, `host_taken`, `too_many_tenants`), `invalid` for a region that is not known.
  public func create(
    _ draft: TenantDraft, owner: [String: String], by principal: Principal, once claim: IdempotencyClaim?
  ) async throws -> TenantProfile {
    try principal.require(.tenantManage)
    try residency.requireKnown(draft.region)
    let isElsewhere = residency.elsewhere(draft.region) != nil
    if isElsewhere, !owner.isEmpty {
      throw AppError.validation([Fault("/owner", "not_allowed", "Its owner is made in its region.")])
    }
    let tenant = try await store.writeAcrossTenants(from: principal.tenant, actor: principal.userID) { tx in
      try tx.once(claim) {
        let others = try tx.tenants()
        guard others.count < AdminLimits.tenantsMax else {
          throw AppError(.conflict, "too_many_tenants", "A deployment has at most \(AdminLimits.tenantsMax) tenants.")
        }
        guard !others.contains(where: { $0.slug == draft.slug }) else {
          throw AppError(
            .conflict, "slug_taken", "There is a tenant \(draft.slug) already.", faults: [Fault("/slug", "taken", "This slug is taken.")])
        }
        try Self.requireFree(draft.hosts, among: others)
        let tenant = TenantProfile(
          id: tx.newID(), slug: draft.slug, name: draft.name, hosts: draft.hosts, state: isElsewhere ? .active : .provisioning,
          quotas: draft.quotas, branding: draft.branding, region: draft.region, createdAt: tx.now)
        try tx.insert(tenant)
        if !isElsewhere {
          if !tenant.quotas.isUnlimited { try tx.startCounting(tenant.id) }
          try tx.begin(
            Self.provision, subject: "tenant:\(tenant.id)", data: owner.merging([Self.tenantKey: tenant.id.description]) { $1 })
        }
        try tx.emit(TenantCreated(tenantID: tenant.id))
        try tx.audit(AuditEntry(action: "tenant.create", target: "tenant:\(tenant.id)", reason: tenant.slug))
        return tenant
      }
    }
    try await directory.reload()
    return tenant
  }

  /// What is nil stays; `quotas` and `branding` make the new ones of those there are. Throws `stale`, `conflict` (`host_taken`, `tenant_busy`), `invalid` for hosts that are none and for a colour that
  /// is hard to read.
  public func change(
    _ slug: String, name: String?, hosts: [String]?, quotas: @escaping @Sendable (TenantQuotas) -> TenantQuotas,
    branding: @escaping @Sendable (TenantBranding) -> TenantBranding, ifMatch: VersionMatch, by principal: Principal
  ) async throws -> TenantProfile {
    try TenantDraft.check(hosts: hosts ?? [], .none)
    return try await update(slug, "tenant.change", by: principal) { tenant, tx in
      try ifMatch.require(tenant.version)
      try Self.requireFree(hosts ?? [], among: try tx.tenants().filter { $0.id != tenant.id })
      tenant.name = name ?? tenant.name
      tenant.hosts = hosts ?? tenant.hosts
      let look = branding(tenant.branding)
      if look != tenant.branding { try look.check() }
      tenant.branding = look
      let most = quotas(tenant.quotas)
      guard most != tenant.quotas else { return true }
      tenant.quotas = most
      if most.isUnlimited { try tx.stopCounting(tenant.id) } else { try tx.startCounting(tenant.id) }
      return true
    }
  }

  /// Suspending a suspended tenant changes nothing. Throws `conflict` (`tenant_is_default`, `tenant_busy`).
  public func setSuspended(_ isSuspended: Bool, _ slug: String, by principal: Principal) async throws -> TenantProfile {
    try await update(slug, isSuspended ? "tenant.suspend" : "tenant.resume", by: principal) { [directory] tenant, _ in
      if isSuspended { try directory.requireNotDefault(tenant.id) }
      guard (tenant.state == .suspended) != isSuspended else { return false }
      tenant.state = isSuspended ? .suspended : .active
      return true
    }
  }

  /// From now on nobody gets at it; a saga takes away what it holds. Throws `conflict` (`tenant_is_default`, `tenant_busy`).
  public func delete(_ slug: String, by principal: Principal) async throws -> TenantProfile {
    try await update(slug, "tenant.delete", by: principal) { [directory] tenant, tx in
      try directory.requireNotDefault(tenant.id)
      tenant.state = .deleting
      try tx.begin(Self.removal, subject: "tenant:\(tenant.id)", data: [Self.tenantKey: tenant.id.description])
      return true
    }
  }

  /// `apply` answers whether it changed anything.
  private func update(
    _ slug: String, _ action: String, by principal: Principal,
    _ apply: @escaping @Sendable (inout TenantProfile, any AdminTransaction) throws -> Bool
  ) async throws -> TenantProfile {
    let known = try find(slug, by: principal)
    let changed = try await store.writeAcrossTenants(from: principal.tenant, actor: principal.userID) { tx in
      guard var tenant = try tx.tenants().first(where: { $0.id == known.id }) else { throw AppError.notFound("tenant") }
      try tenant.requireSettled()
      guard try apply(&tenant, tx) else { return tenant }
      tenant.version += 1
      try tx.update(tenant)
      try tx.emit(TenantChanged(tenantID: tenant.id))
      try tx.audit(AuditEntry(action: action, target: "tenant:\(tenant.id)", reason: tenant.slug))
      return tenant
    }
    try await directory.reload()
    return changed
  }

  private static func requireFree(_ hosts: [String], among others: [TenantProfile]) throws(AppError) {
    for (index, host) in hosts.enumerated() where others.contains(where: { $0.hosts.contains(host) }) {
      throw AppError(
        .conflict, "host_taken", "\(host) leads to another tenant.", faults: [Fault("/hosts/\(index)", "taken", "This host leads to another tenant.")]
      )
    }
  }
}
