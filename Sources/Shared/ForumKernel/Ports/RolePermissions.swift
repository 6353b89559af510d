/// What roles and policies allow: joins the module that keeps accounts to the one that keeps roles.
public protocol RolePermissions: Sendable {
  /// The permissions of these roles together; names that are no roles of the tenant give none.
  func permissions(of roles: [String], tenant: TenantID) async throws -> Set<Permission>
  /// By which requests of the tenant are judged; empty when it has none.
  func policies(of tenant: TenantID) async throws -> PolicySet
  /// Whether a policy looks for this role, or for one that it inherits from: to have it is more than its permissions.
  func isNamedByPolicy(_ role: String, tenant: TenantID) async throws -> Bool
  /// Whether it is a role of the tenant, its own or a built-in one.
  func isRole(_ name: String, tenant: TenantID) async throws -> Bool
}
