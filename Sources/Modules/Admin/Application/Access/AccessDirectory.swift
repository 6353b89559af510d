public import ForumKernel

/// The roles and policies of every tenant, read once and kept until one changes: every request asks for them.
public final class AccessDirectory: RolePermissions {
  private struct Rules: Sendable {
    /// What each role allows, with what it inherits.
    let permissions: [String: Set<Permission>]
    let policies: PolicySet
  }

  private let store: any AdminStore
  private let tenants: TenantDirectory
  private let memory = TenantMemory<Rules>()

  init(store: any AdminStore, tenants: TenantDirectory) {
    self.store = store
    self.tenants = tenants
  }

  /// The permissions of these roles together; names that are not (or no longer) roles give none. What concerns the whole deployment is given by no role
  /// of another tenant than the default one.
  public func permissions(of roles: [String], tenant: TenantID) async throws -> Set<Permission> {
    let known = try await rules(of: tenant).permissions
    let all: Set<Permission> = roles.reduce(into: []) { $0.formUnion(known[$1] ?? []) }
    return tenants.isDefault(tenant) ? all : all.subtracting(Permission.ofDeployment)
  }

  /// As they were read last; what changed since is seen after `forget`.
  public func policies(of tenant: TenantID) async throws -> PolicySet { try await rules(of: tenant).policies }

  /// Whether a policy looks for this role, or for one that it inherits from.
  public func isNamedByPolicy(_ role: String, tenant: TenantID) async throws -> Bool {
    let policies = try await rules(of: tenant).policies
    return policies.family(of: [role]).contains { policies.names(role: $0) }
  }

  /// The tenant's own roles and the built-in ones.
  public func isRole(_ name: String, tenant: TenantID) async throws -> Bool { try await rules(of: tenant).permissions[name] != nil }

  private func rules(of tenant: TenantID) async throws -> Rules {
    try await memory.value(of: tenant) { tenant in
      let roles = RoleFamily(try await store.roles(tenant))
      return Rules(
        permissions: roles.roles.mapValues { roles.permissions(of: $0) },
        policies: PolicySet(try await store.policies(tenant).map(\.policy), ancestors: roles.roles.mapValues { roles.ancestors(of: $0) }))
    }
  }

  /// When changes may have been missed.
  public func forgetAll() { memory.forgetAll() }

  /// Forgets what is known of the tenant's roles and policies.
  public func forget(_ tenant: TenantID) { memory.forget(tenant) }
}
