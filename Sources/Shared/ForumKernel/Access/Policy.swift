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

  /// Whether the conditions hold; nil when that depends on a resource that nobody named.
  func applies(_ context: AccessContext) -> Bool? {
    var isKnown = true
    for condition in conditions {
      if context.resource == nil, AccessAttribute.isOfResource(condition.attribute) {
        isKnown = false
      } else if !condition.holds(context[condition.attribute]) {
        return false
      }
    }
    return isKnown ? true : nil
  }

  /// The conditions that do not hold, for people who ask why.
  public func unmet(_ context: AccessContext) -> [AttributeCondition] { conditions.filter { !$0.holds(context[$0.attribute]) } }
}

/// The policies of a tenant, found by action.
public struct PolicySet: Sendable, Equatable {
  public static let none = PolicySet([])

  /// By name.
  public let policies: [Policy]
  private let byAction: [Permission: [Policy]]
  /// The categories that reading is told apart by.
  let categoriesRead: Set<RawID>

  public init(_ policies: [Policy]) {
    self.policies = policies.sorted { $0.name < $1.name }
    var byAction: [Permission: [Policy]] = [:]
    for policy in self.policies { for action in policy.actions { byAction[action, default: []].append(policy) } }
    self.byAction = byAction
    let values = byAction[.forumRead, default: []].flatMap(\.conditions).filter { $0.attribute == AccessAttribute.category.name }.flatMap(\.values)
    categoriesRead = Set(values.compactMap { if case .text(let id) = $0 { RawID(id) } else { nil } })
  }

  public var isEmpty: Bool { policies.isEmpty }

  func concerns(_ action: Permission) -> Bool { byAction[action] != nil }

  /// Without what permits more than these.
  public func limited(to scopes: Set<Permission>) -> PolicySet {
    PolicySet(
      policies.compactMap { policy in
        guard policy.effect == .permit else { return policy }
        let actions = policy.actions.intersection(scopes)
        if actions.isEmpty { return nil }
        return Policy(name: policy.name, description: policy.description, effect: .permit, actions: actions, conditions: policy.conditions)
      })
  }

  /// `isPermitted`: by a role. Whatever depends on a resource that nobody named is let through: it is asked again with the resource.
  func decide(_ action: Permission, isPermitted: Bool, _ context: AccessContext) -> AccessDecision {
    let concerned = byAction[action] ?? []
    if let policy = concerned.first(where: { $0.effect == .forbid && $0.applies(context) == true }) { return .forbidden(policy) }
    if isPermitted { return .permittedByRole }
    if let policy = concerned.first(where: { $0.effect == .permit && $0.applies(context) != false }) { return .permitted(policy) }
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
