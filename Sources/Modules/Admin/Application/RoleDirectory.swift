public import ForumKernel

/// The roles of every tenant, read once and kept until a role changes: every request asks for them.
public final class RoleDirectory: RolePermissions {
  private let store: any AdminStore
  private let tenants: TenantDirectory
  private let memory = TenantMemory<[String: Role]>()

  init(store: any AdminStore, tenants: TenantDirectory) {
    self.store = store
    self.tenants = tenants
  }

  /// The permissions of these roles together; names that are not (or no longer) roles give none. What concerns the whole deployment is given by no role
  /// of another tenant than the default one.
  public func permissions(of roles: [String], tenant: TenantID) async throws -> Set<Permission> {
    let known = try await self.roles(of: tenant)
    let all: Set<Permission> = roles.reduce(into: []) { $0.formUnion(known[$1]?.permissions ?? []) }
    return tenants.isDefault(tenant) ? all : all.subtracting(Permission.ofDeployment)
  }

  public func isRole(_ name: String, tenant: TenantID) async throws -> Bool { try await roles(of: tenant)[name] != nil }

  public func roles(of tenant: TenantID) async throws -> [String: Role] {
    try await memory.value(of: tenant) { tenant in
      let all = Role.builtIn + (try await store.roles(tenant))
      return Dictionary(all.map { ($0.name, $0) }, uniquingKeysWith: { builtIn, _ in builtIn })
    }
  }

  /// When changes may have been missed.
  public func forgetAll() { memory.forgetAll() }

  /// Forgets what is known of the tenant's roles.
  public func forget(_ tenant: TenantID) { memory.forget(tenant) }
}
