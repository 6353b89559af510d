import Admin
import Auth
import ForumKernel
import HTTPTypes

struct TenantRoutes {
  let admin: AdminModule
  let auth: AuthModule

  @EndpointTable var endpoints: [Endpoint] {
    Endpoint(
      .get, "admin/tenants", "listTenants", "The tenants of this deployment", tag: "Tenants",
      needs: .tenantManage, returns: TenantShapes.tenant.page, perform: list)
    Endpoint(
      .post, "admin/tenants", "createTenant", "Make a tenant; it serves when its state is active", tag: "Tenants", needs: .tenantManage,
      isDoneOnce: true,
      success: .accepted, errors: ["slug_taken", "host_taken", "too_many_tenants"], returns: TenantShapes.tenant, perform: create)
    Endpoint(
      .get, "admin/tenants/{slug}", "getTenant", "One tenant", tag: "Tenants", needs: .tenantManage, returns: TenantShapes.tenant, perform: find)
    Endpoint(
      .get, "admin/tenants/{slug}/usage", "getTenantUsage", "What a tenant holds", tag: "Tenants", needs: .tenantManage, returns: TenantShapes.usage,
      perform: usage)
    Endpoint(
      .patch, "admin/tenants/{slug}", "editTenant", "Change a tenant's name, hosts, quotas and branding", tag: "Tenants", needs: .tenantManage,
      match: .needed,
      errors: ["host_taken", "tenant_busy"], returns: TenantShapes.tenant, perform: edit)
    Endpoint(
      .put, "admin/tenants/{slug}/suspension", "suspendTenant", "Let nobody get at a tenant", tag: "Tenants", needs: .tenantManage,
      errors: ["tenant_is_default", "tenant_busy"], returns: TenantShapes.tenant, perform: suspend)
    Endpoint(
      .delete, "admin/tenants/{slug}/suspension", "resumeTenant", "Let a suspended tenant serve again", tag: "Tenants", needs: .tenantManage,
      errors: ["tenant_busy"], returns: TenantShapes.tenant, perform: resume)
    Endpoint(
      .delete, "admin/tenants/{slug}", "deleteTenant", "Take a tenant away with all that it holds", tag: "Tenants", needs: .tenantManage,
      success: .accepted, errors: ["tenant_is_default", "tenant_busy"], returns: TenantShapes.tenant, perform: delete)
    Endpoint(
      .get, "admin/sagas", "listSagas", "Work of several steps and where it stands, newest first", tag: "Tenants", needs: .tenantManage,
      returns: TenantShapes.saga.page, perform: sagas)
    Endpoint(
      .post, "admin/sagas/{saga_id}/retry", "retrySaga", "Let a stuck saga try again", tag: "Tenants", needs: .tenantManage, success: .noContent,
      returns: .nothing, perform: retry)
  }

  @Sendable private func list(_ call: Call) async throws -> Reply<Listing<TenantProfile>> {
    .ok(Listing(items: try admin.manageTenants.list(by: call.principal), next: nil))
  }

  @Sendable private func find(_ call: Call) async throws -> Reply<TenantProfile> {
    let tenant = try admin.manageTenants.find(try call.word("slug"), by: call.principal)
    return .ok(tenant, version: tenant.version)
  }

  @Sendable private func usage(_ call: Call) async throws -> Reply<TenantUsage> {
    .ok(try await admin.manageTenants.usage(try call.word("slug"), by: call.principal))
  }

  @Sendable private func create(_ call: Call, _ body: NewTenant) async throws -> Reply<TenantProfile> {
    let draft = try body.draft()
    try call.principal.require(.tenantManage)
    let owner = if let owner = body.owner { try await auth.provisionOwner.prepared(owner.registration) } else { [String: String]() }
    let tenant = try await admin.manageTenants.create(draft, owner: owner, by: call.principal, once: try call.idempotencyClaim())
    return .created(tenant, at: "/api/v1/admin/tenants/\(tenant.slug)", version: tenant.version)
  }

  @Sendable private func edit(_ call: Call, _ body: TenantPatch) async throws -> Reply<TenantProfile> {
    let tenant = try await admin.manageTenants.change(
      try call.word("slug"), name: body.name, hosts: body.hosts, quotas: body.quotas(after:), branding: body.branding(after:),
      ifMatch: try call.ifMatch(), by: call.principal)
    return .ok(tenant, version: tenant.version)
  }

  @Sendable private func suspend(_ call: Call) async throws -> Reply<TenantProfile> { try await setSuspended(true, call) }
  @Sendable private func resume(_ call: Call) async throws -> Reply<TenantProfile> { try await setSuspended(false, call) }

  private func setSuspended(_ isSuspended: Bool, _ call: Call) async throws -> Reply<TenantProfile> {
    let tenant = try await admin.manageTenants.setSuspended(isSuspended, try call.word("slug"), by: call.principal)
    return .ok(tenant, version: tenant.version)
  }

  @Sendable private func delete(_ call: Call) async throws -> Reply<TenantProfile> {
    .ok(try await admin.manageTenants.delete(try call.word("slug"), by: call.principal))
  }

  @Sendable private func sagas(_ call: Call, _ query: PageQuery) async throws -> Reply<Listing<SagaRecord>> {
    .ok(call.listing(try await admin.watchSagas.list(try call.page(query, of: "sagas"), by: call.principal), of: "sagas"))
  }

  @Sendable private func retry(_ call: Call) async throws -> Reply<Nothing> {
    try await admin.watchSagas.retry(try call.id("saga_id"), by: call.principal)
    return .nothing
  }
}
