public import ForumKernel

/// Who wants to do what, and when.
public struct AccessQuestion: Sendable {
  public enum Subject: Sendable {
    case visitor
    /// By handle.
    case account(String)
    /// Somebody who is not there, with these roles.
    case roles([String], ageDays: Int64, hasSecondFactor: Bool)
  }

  public struct Resource: Sendable {
    let category: RawID?
    let tags: [String]
    let isOwn: Bool
    let ageMinutes: Int64

    public init(category: RawID?, tags: [String], isOwn: Bool, ageMinutes: Int64) {
      self.category = category
      self.tags = tags
      self.isOwn = isOwn
      self.ageMinutes = ageMinutes
    }
  }

  let action: Permission
  let subject: Subject
  let resource: Resource?
  let moment: Timestamp
  /// Instead of the tenant's own.
  let policies: [Policy]?

  public init(action: Permission, subject: Subject, resource: Resource?, moment: Timestamp, policies: [Policy]?) {
    self.action = action
    self.subject = subject
    self.resource = resource
    self.moment = moment
    self.policies = policies
  }
}

/// What is decided, and why.
public struct AccessExplanation: Sendable {
  public enum Rule: String, Sendable, CaseIterable { case policy, role, `default` }

  /// How a policy took part that concerns the action.
  public struct Verdict: Sendable {
    public let policy: Policy
    public let applies: Bool
    public let unmet: [Unmet]
  }

  public struct Unmet: Sendable {
    public let condition: AttributeCondition
    /// nil where there is none.
    public let actual: AttributeValue?
  }

  public let isAllowed: Bool
  public let rule: Rule
  /// Of the policy or role that decided.
  public let name: String?
  /// The subject's roles that permit the action.
  public let roles: [String]
  public let policies: [Verdict]
}
