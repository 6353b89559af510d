public import ForumKernel

/// Says what would be decided, and by which rule, by the evaluator that decides; needs `policy.manage`.
public struct ExplainAccess: Sendable {
  /// Stands for somebody who is not there.
  private static let nobody = UserID(.max)
  private static let daySeconds: Int64 = 86_400
  private static let minuteSeconds: Int64 = 60

  let store: any AdminStore
  let access: AccessDirectory
  let policies: ManagePolicies
  let accounts: any AccountDirectory

  /// Throws `notFound` for an account that is not there, `invalid` for policies that could not be kept.
  public func callAsFunction(_ question: AccessQuestion, by principal: Principal) async throws -> AccessExplanation {
    try principal.require(.policyManage)
    try await policies.check(question.policies ?? [], by: principal) { "/policies/\($0)" }
    let subject = try await subject(of: question, principal.tenant)
    let resource = question.resource.map { resource in
      AccessResource(
        category: resource.category, tags: resource.tags, author: resource.isOwn ? subject.userID : nil,
        createdAt: question.moment.adding(seconds: -resource.ageMinutes * Self.minuteSeconds))
    }
    let context = AccessContext(subject, on: resource)
    let family = RoleFamily(try await store.roles(principal.tenant))
    let roles = (subject.userID == nil ? [Role.guest.name] : subject.roles).filter {
      family.roles[$0].map { family.permissions(of: $0).contains(question.action) } ?? false
    }
    let decision = subject.decide(question.action, on: resource)
    let (rule, name): (AccessExplanation.Rule, String?) =
      switch decision {
      case .forbidden(let policy), .permitted(let policy): (.policy, policy.name)
      case .permittedByRole: (.role, roles.first)
      case .notPermitted: (.default, nil)
      }
    return AccessExplanation(
      isAllowed: decision.isAllowed, rule: rule, name: name, roles: roles,
      policies: (subject.access?.policies.policies ?? []).filter { $0.actions.contains(question.action) }.map { policy in
        let unmet = policy.unmet(context)
        return .init(policy: policy, applies: unmet.isEmpty, unmet: unmet.map { .init(condition: $0, actual: context[$0.attribute]) })
      })
  }

  private func subject(of question: AccessQuestion, _ tenant: TenantID) async throws -> Principal {
    let kept = try await access.policies(of: tenant)
    let all = question.policies.map(kept.replaced) ?? kept
    switch question.subject {
    case .visitor:
      return Principal(tenant: tenant, permissions: Role.guest.permissions, access: PolicyAccess(all, nil, at: question.moment))
    case .roles(let roles, let days, let hasSecondFactor):
      let joinedAt = question.moment.adding(seconds: -days * Self.daySeconds)
      return Principal(
        tenant: tenant, userID: Self.nobody, roles: roles, permissions: try await access.permissions(of: roles, tenant: tenant).union([.accountUse]),
        access: PolicyAccess(all, AccountFacts(joinedAt: joinedAt, hasSecondFactor: hasSecondFactor), at: question.moment))
    case .account(let handle):
      guard let id = try await accounts.userID(handle: handle, tenant: tenant),
        let user = try await accounts.principal(of: id, tenant: tenant, at: question.moment)
      else { throw AppError.notFound("user") }
      return Principal(
        tenant: tenant, userID: id, handle: user.handle, roles: user.roles, permissions: user.permissions,
        access: PolicyAccess(all, user.access?.account, at: question.moment))
    }
  }
}
