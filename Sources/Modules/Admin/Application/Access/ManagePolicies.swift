public import ForumKernel

/// The tenant's policies; needs `policy.manage`. Every change is audited, and holds for the next request.
public struct ManagePolicies: Sendable {
  let store: any AdminStore
  let access: AccessDirectory
  /// The tenant's categories: a policy that names none of them would protect nothing.
  let categories: @Sendable (TenantID) async throws -> Set<RawID>

  /// By name.
  public func list(by principal: Principal) async throws -> [KeptPolicy] {
    try principal.require(.policyManage)
    return try await store.policies(principal.tenant)
  }

  /// Throws `notFound` (`policy_not_found`).
  public func find(_ name: String, by principal: Principal) async throws -> KeptPolicy {
    guard let policy = try await list(by: principal).first(where: { $0.policy.name == name }) else { throw AppError.notFound("policy") }
    return policy
  }

  /// Makes the policy without `match`, or replaces it when `match` has its version. Nobody can give more than they have: throws `forbidden`
  /// (`permission_missing`) for a permit of what the principal lacks. Throws `invalid` with every fault, `stale`, `conflict` (`too_many_policies`).
  public func put(_ policy: Policy, match: VersionMatch?, by principal: Principal) async throws -> KeptPolicy {
    try principal.require(.policyManage)
    try await check([policy], by: principal) { _ in "" }
    return try await change(by: principal) { tx in
      let known = try tx.policies()
      let old = known.first { $0.policy.name == policy.name }
      if let old {
        guard let match else {
          throw AppError(
            .stale, "version_required", "There is such a policy: send If-Match with the ETag of the one that you saw.", isMalformed: true)
        }
        try match.require(old.version)
      } else if match != nil {
        throw AppError(.stale, "version_stale", "There is no such policy any more: send no If-Match to make it anew.")
      } else if known.count >= AdminLimits.policiesMax {
        throw AppError(.conflict, "too_many_policies", "A tenant has at most \(AdminLimits.policiesMax) policies.")
      }
      guard Self.fits(known.map(\.policy).filter { $0.name != policy.name } + [policy]) else {
        throw AppError(.conflict, "too_many_policies", "A tenant's policies have at most \(AdminLimits.policiesBytesMax) bytes together.")
      }
      let kept = KeptPolicy(policy: policy, version: (old?.version ?? 0) + 1, updatedAt: tx.now)
      try tx.put(kept)
      try Self.tell(policy.name, "policy.put", tx)
      return kept
    }
  }

  /// Throws `notFound`, and `stale` when the policy is not in the version of `match`.
  public func delete(_ name: String, match: VersionMatch, by principal: Principal) async throws {
    try principal.require(.policyManage)
    try await change(by: principal) { tx in
      guard let old = try tx.policies().first(where: { $0.policy.name == name }) else { throw AppError.notFound("policy") }
      try match.require(old.version)
      try tx.deletePolicy(name)
      try Self.tell(name, "policy.delete", tx)
    }
  }

  /// Throws `invalid` with every fault, also for categories that are not there, and `forbidden` (`permission_missing`). `place` says where in the request the
  /// policy of an index is.
  func check(_ policies: [Policy], by principal: Principal, at place: (Int) -> String) async throws {
    guard Self.fits(policies) else {
      throw AppError(.invalid, "too_many_policies", "Policies have at most \(AdminLimits.policiesBytesMax) bytes together.")
    }
    for policy in policies { try check(policy, by: principal) }
    let known = policies.allSatisfy(\.categories.isEmpty) ? [] : try await categories(principal.tenant)
    let roles = RoleFamily(try await store.roles(principal.tenant)).roles
    let faults = policies.enumerated().flatMap { index, policy in
      policy.categories.filter { !known.contains($0.id) }.map { Fault(place(index) + $0.pointer, "not_found", "There is no such category.") }
        + policy.roleNames.filter { roles[$0.name] == nil }.map { Fault(place(index) + $0.pointer, "not_found", "There is no role \($0.name).") }
    }
    guard faults.isEmpty else { throw AppError.validation(faults) }
  }

  private static func fits(_ policies: [Policy]) -> Bool { policies.reduce(0) { $0 + $1.bytes } <= AdminLimits.policiesBytesMax }

  private func check(_ policy: Policy, by principal: Principal) throws {
    try Policy.requireName(policy.name)
    try policy.check(written: policy.actions.sorted { $0.rawValue < $1.rawValue })
    if policy.effect == .permit, let more = policy.actions.subtracting(principal.permissions).map(\.rawValue).min() {
      throw AppError(.forbidden, "permission_missing", "A policy cannot permit what you may not do yourself: \(more).")
    }
  }

  private func change<Result: Sendable>(
    by principal: Principal, _ body: @escaping @Sendable (any AdminTransaction) throws -> Result
  ) async throws -> Result {
    let result = try await store.write(principal.tenant, actor: principal.userID, body)
    access.forget(principal.tenant)
    return result
  }

  private static func tell(_ name: String, _ action: String, _ tx: any AdminTransaction) throws {
    try tx.emit(PolicyChanged(tenantID: tx.tenant, policy: name))
    try tx.audit(AuditEntry(action: action, target: "policy:\(name)"))
  }
}
