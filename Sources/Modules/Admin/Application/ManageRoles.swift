public import ForumKernel

/// The tenant's own roles; needs `role.manage`.
public struct ManageRoles: Sendable {
  let store: any AdminStore
  let directory: RoleDirectory

  /// Built-in roles first, then the tenant's own by name.
  public func list(by principal: Principal) async throws -> [Role] {
    try principal.require(.roleManage)
    return Role.builtIn + (try await store.roles(principal.tenant))
  }

  /// Makes the role or replaces the one of its name. Throws `conflict` for the names of built-in roles, and when there are too many.
  /// Nobody can give more than they have: throws `forbidden` for permissions that the principal lacks.
  public func put(_ draft: RoleDraft, by principal: Principal) async throws -> Role {
    try principal.require(.roleManage)
    try Self.requireOwn(draft.name)
    guard draft.permissions.isSubset(of: principal.permissions) else {
      throw AppError(.forbidden, "permission_missing", "A role cannot hold permissions that you do not have.")
    }
    let role = Role(name: draft.name, description: draft.description, permissions: draft.permissions, isBuiltIn: false)
    try await store.write(principal.tenant, actor: principal.userID) { tx in
      try tx.put(role)
      guard try tx.roleCount() <= AdminLimits.rolesMax else {
        throw AppError(.conflict, "too_many_roles", "A tenant has at most \(AdminLimits.rolesMax) roles.")
      }
      try tx.emit(RoleChanged(tenantID: tx.tenant, role: role.name))
      try tx.audit(AuditEntry(action: "role.put", target: "role:\(role.name)"))
    }
    directory.forget(principal.tenant)
    return role
  }

  /// Accounts that carry the role lose what it allowed.
  public func delete(_ name: String, by principal: Principal) async throws {
    try principal.require(.roleManage)
    try Self.requireOwn(name)
    try await store.write(principal.tenant, actor: principal.userID) { tx in
      guard try tx.deleteRole(name) else { throw AppError.notFound("role") }
      try tx.emit(RoleChanged(tenantID: tx.tenant, role: name))
      try tx.audit(AuditEntry(action: "role.delete", target: "role:\(name)"))
    }
    directory.forget(principal.tenant)
  }

  private static func requireOwn(_ name: String) throws(AppError) {
    if Role.builtIn.contains(where: { $0.name == name }) {
      throw AppError(.conflict, "role_built_in", "The role \(name) is part of the program and cannot be changed.")
    }
  }
}
