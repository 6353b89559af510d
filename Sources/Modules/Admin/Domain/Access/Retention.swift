public import ForumKernel

/// How long lines of the audit log are kept. Decided as access is, by policies over attributes: the server's settings let go of what is old, a legal hold
/// and a tenant's policies forbid it. So a tenant can keep its lines longer than the server, and never shorter.
public struct Retention: Sendable {
  private struct Line: AttributeSource {
    let tenant: TenantID
    let ageDays: Int64

    subscript(_ name: String) -> AttributeValue? {
      switch name {
      case AccessAttribute.ageDaysName: .integer(ageDays)
      case "tenant.id": .text("\(tenant)")
      default: nil
      }
    }
  }

  private static let secondsADay: Int64 = 86_400

  private let own: [Policy]

  /// `age`: rounded up to whole days; `isHeld`: nothing goes, however old.
  public init(age: Duration, isHeld: Bool = false) {
    let old = AttributeCondition(
      attribute: AccessAttribute.ageDaysName, comparison: .isAtLeast,
      values: [.integer((age.components.seconds + Self.secondsADay - 1) / Self.secondsADay)])
    var own = [Policy(name: "audit.retention", description: "", effect: .permit, actions: [.auditPrune], conditions: [old])]
    if isHeld { own.append(Policy(name: "audit.legal_hold", description: "", effect: .forbid, actions: [.auditPrune], conditions: [])) }
    self.own = own
  }

  /// The age from which on every line may go, in days, under the tenant's own policies; nil: none ever.
  public func daysKept(_ tenant: TenantID, _ policies: PolicySet) -> Int64? {
    let all = PolicySet(own + policies.policies.filter { $0.effect == .forbid && $0.actions.contains(.auditPrune) })
    // A decision changes at the numbers that conditions name, and nowhere else.
    var turns: Set<Int64> = [0]
    for condition in all.policies.flatMap(\.conditions) where condition.attribute == AccessAttribute.ageDaysName {
      for case .integer(let days) in condition.values { turns.formUnion([days, days + 1]) }
    }
    return turns.sorted(by: >).prefix { all.decide(.auditPrune, isPermitted: false, Line(tenant: tenant, ageDays: $0)).isAllowed }.last
  }

  /// Lines from before this moment may go; nil: none.
  func end(_ tenant: TenantID, _ policies: PolicySet, now: Timestamp) -> Timestamp? {
    daysKept(tenant, policies).map { now.adding(seconds: -$0 * Self.secondsADay) }
  }
}
