public import ForumKernel

/// The tenant's own roles; needs `role.manage`.
public struct ManageRoles: Sendable {
  let store: any AdminStore
  let access: AccessDirectory

  /// Built-in roles first, then the tenant's own by name.
  public func list(by principal: Principal) async throws -> [Role] {
    try principal.require(.roleManage)
    return Role.builtIn + (try await store.roles(principal.tenant))
  }

  /// Makes the role or replaces the one of its name. Throws `conflict` for the names of built-in roles (`role_built_in`), when there are too many, and
  /// for one that would inherit from itself (`roles_in_circle`); `invalid` for a role to inherit from that is not there.
  /// Nobody can give or take more than they have: throws `forbidden` for permissions that the principal lacks, and for a role that a policy looks for
  /// unless they manage policies.
  public func put(_ draft: RoleDraft, by principal: Principal) async throws -> Role {
    try principal.require(.roleManage)
    try Self.requireOwn(draft.name)
    let role = Role(
      name: draft.name, description: draft.description, permissions: draft.permissions, inherits: draft.inherits, isBuiltIn: false)
    try await store.write(principal.tenant, actor: principal.userID) { tx in
      let family = RoleFamily(try tx.roles())
      try Self.check(role, in: family, by: principal)
      try Self.requireReach(over: family.ancestors(of: role).union([role.name]), before: family.roles[role.name], family, by: principal, tx)
      try tx.put(role)
      guard try tx.roleCount() <= AdminLimits.rolesMax else {
        throw AppError(.conflict, "too_many_roles", "A tenant has at most \(AdminLimits.rolesMax) roles.")
      }
      try tx.emit(RoleChanged(tenantID: tx.tenant, role: role.name))
      try tx.audit(AuditEntry(action: "role.put", target: "role:\(role.name)"))
    }
    access.forget(principal.tenant)
    return role
  }

  /// Accounts that carry the role lose what it allowed. Throws `conflict` (`role_inherited`) while another role inherits from it.
  public func delete(_ name: String, by principal: Principal) async throws {
    try principal.require(.roleManage)
    try Self.requireOwn(name)
    try await store.write(principal.tenant, actor: principal.userID) { tx in
      let family = RoleFamily(try tx.roles())
      try Self.requireReach(over: [name], before: family.roles[name], family, by: principal, tx)
      if let heir = family.heirs(of: name).first {
        throw AppError(.conflict, "role_inherited", "The role \(heir) inherits from it: change that one first.")
      }
      guard try tx.deleteRole(name) else { throw AppError.notFound("role") }
      try tx.emit(RoleChanged(tenantID: tx.tenant, role: name))
      try tx.audit(AuditEntry(action: "role.delete", target: "role:\(name)"))
    }
    access.forget(principal.tenant)
  }

  /// `before`: the role as it is; to change it takes what it holds from those who carry it.
  private static func requireReach(
    over names: Set<String>, before: Role?, _ family: RoleFamily, by principal: Principal, _ tx: any AdminTransaction
  ) throws {
    if let before, !family.permissions(of: before).isSubset(of: principal.permissions) {
      throw AppError(.forbidden, "permission_missing", "You cannot change a role that allows more than you may.")
    }
    let policies = PolicySet(try tx.policies().map(\.policy))
    if names.contains(where: policies.names) { try principal.require(.policyManage) }
  }

  private static func check(_ role: Role, in family: RoleFamily, by principal: Principal) throws(AppError) {
    let faults = role.inherits.enumerated().filter { family.roles[$0.element] == nil && $0.element != role.name }
      .map { Fault("/inherits/\($0.offset)", "unknown_role", "There is no role \($0.element).") }
    guard faults.isEmpty else { throw AppError.validation(faults) }
    if family.ancestors(of: role).contains(role.name) {
      throw AppError(.conflict, "roles_in_circle", "The role would inherit from itself.")
    }
    guard family.permissions(of: role).isSubset(of: principal.permissions) else {
      throw AppError(.forbidden, "permission_missing", "A role cannot hold permissions that you do not have.")
    }
  }

  private static func requireOwn(_ name: String) throws(AppError) {
    if Role.builtIn.contains(where: { $0.name == name }) {
      throw AppError(.conflict, "role_built_in", "The role \(name) is part of the program and cannot be changed.")
    }
  }
}
