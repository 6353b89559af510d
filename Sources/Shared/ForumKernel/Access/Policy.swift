/// A rule of a tenant beyond its roles: permits or forbids actions while its conditions hold. What a policy forbids, no role and no other policy permits.
public struct Policy: Sendable, Equatable, Codable {
  public enum Effect: String, Sendable, Codable, CaseIterable { case permit, forbid }

  /// Lower-case letters, digits and dashes; unique in the tenant.
  public let name: String
  /// For people; whoever is refused reads it.
  public let description: String
  public let effect: Effect
  public let actions: Set<Permission>
  /// All must hold; without any the policy always applies.
  public let conditions: [AttributeCondition]

  public init(name: String, description: String, effect: Effect, actions: Set<Permission>, conditions: [AttributeCondition]) {
    self.name = name
    self.description = description
    self.effect = effect
    self.actions = actions
    self.conditions = conditions
  }

  /// Whether the conditions hold; nil when that depends on what is not known yet.
  func applies(_ attributes: some AttributeSource) -> Bool? {
    var isKnown = true
    for condition in conditions {
      if attributes.isOpen(condition.attribute) {
        isKnown = false
      } else if !condition.holds(attributes[condition.attribute]) {
        return false
      }
    }
    return isKnown ? true : nil
  }

  /// The conditions that do not hold, for people who ask why.
  public func unmet(_ attributes: some AttributeSource) -> [AttributeCondition] { conditions.filter { !$0.holds(attributes[$0.attribute]) } }
}

/// The policies of a tenant, found by action.
public struct PolicySet: Sendable, Equatable {
  public static let none = PolicySet([])

  /// By name.
  public let policies: [Policy]
  private let byAction: [Permission: [Policy]]
  let readingForbidden: [ReadingRule]
  /// What each role inherits from, so that conditions on roles see it.
  private let ancestors: [String: Set<String>]

  public init(_ policies: [Policy], ancestors: [String: Set<String>] = [:]) {
    self.policies = policies.sorted { $0.name < $1.name }
    self.ancestors = ancestors
    var byAction: [Permission: [Policy]] = [:]
    for policy in self.policies { for action in policy.actions { byAction[action, default: []].append(policy) } }
    self.byAction = byAction
    readingForbidden = byAction[.forumRead, default: []].filter { $0.effect == .forbid }.map(ReadingRule.init)
  }

  /// These roles and all that they inherit from.
  public func family(of roles: [String]) -> [String] {
    roles.reduce(into: roles) { all, role in all += (ancestors[role] ?? []).filter { !all.contains($0) } }
  }

  /// Whether a condition looks for this role.
  public func names(role: String) -> Bool {
    policies.contains { policy in
      policy.conditions.contains { $0.attribute == "subject.roles" && $0.values.contains(.text(role)) }
    }
  }

  public var isEmpty: Bool { policies.isEmpty }

  /// Others in the same tenant.
  public func replaced(by policies: [Policy]) -> PolicySet { PolicySet(policies, ancestors: ancestors) }

  func concerns(_ action: Permission) -> Bool { byAction[action] != nil }

  /// Without what permits more than these.
  public func limited(to scopes: Set<Permission>) -> PolicySet {
    PolicySet(
      policies.compactMap { policy in
        guard policy.effect == .permit else { return policy }
        let actions = policy.actions.intersection(scopes)
        if actions.isEmpty { return nil }
        return Policy(name: policy.name, description: policy.description, effect: .permit, actions: actions, conditions: policy.conditions)
      }, ancestors: ancestors)
  }

  /// `isPermitted`: by a role. Whatever depends on what is not known yet is let through: it is asked again when it is.
  public func decide(_ action: Permission, isPermitted: Bool, _ attributes: some AttributeSource) -> AccessDecision {
    let concerned = byAction[action] ?? []
    if let policy = concerned.first(where: { $0.effect == .forbid && $0.applies(attributes) == true }) { return .forbidden(policy) }
    if isPermitted { return .permittedByRole }
    if let policy = concerned.first(where: { $0.effect == .permit && $0.applies(attributes) != false }) { return .permitted(policy) }
    return .notPermitted
  }
}

/// What was decided, and by what.
public enum AccessDecision: Sendable, Equatable {
  case forbidden(Policy)
  case permitted(Policy)
  case permittedByRole
  /// By nobody, so that it is denied.
  case notPermitted

  public var isAllowed: Bool {
    switch self {
    case .permitted, .permittedByRole: true
    case .forbidden, .notPermitted: false
    }
  }
}
