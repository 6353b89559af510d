import Admin
import Forum
import ForumKernel

/// A whole policy.
struct PutPolicy: BodyFields {
  let fields: PolicyFields

  init(_ fields: inout FieldReader) { self.fields = PolicyFields(&fields) }
}

/// What a policy says, without its name.
struct PolicyFields {
  let description: String
  let effect: Policy.Effect
  let actions: [String]
  let conditions: [AttributeCondition]

  init(_ fields: inout FieldReader) {
    description = fields.optional(
      "description", .line(0...AdminLimits.policyDescriptionLengthMax), default: "", "For people; whoever it refuses reads it.")
    effect = fields.required("effect", .choice(Policy.Effect.self), "What is forbidden, no role and no other policy permits.")
    actions = fields.required("actions", .list(of: .line(1...60), count: 1...100), "Names from GET admin/permissions.")
    conditions =
      fields.optional(
        "conditions", .list(of: .object(AttributeConditionFields.self), count: 0...AdminLimits.policyConditionsMax),
        "All must hold; attributes from GET admin/authz/attributes. Without any it always applies.")?.map(\.condition) ?? []
    fields.check { () throws(AppError) in try policy(named: "").check(written: actions.map(Permission.init(rawValue:))) }
  }

  func policy(named name: String) -> Policy {
    Policy(name: name, description: description, effect: effect, actions: Set(actions.map(Permission.init(rawValue:))), conditions: conditions)
  }
}

/// A policy that is not kept, for a question.
struct DraftPolicyFields: RequestFields {
  let policy: Policy

  init(_ fields: inout FieldReader) {
    let name = fields.required("name", .line(1...AdminLimits.roleNameLengthMax).checked(Policy.requireName))
    policy = PolicyFields(&fields).policy(named: name)
  }
}

/// Who wants to do what.
struct ExplainAccessFields: BodyFields {
  private static let daysMax = 36_500

  private let action: Permission
  private let subject: AccessQuestion.Subject
  private let resource: ResourceFields?
  private let moment: Timestamp?
  private let policies: [Policy]?

  init(_ fields: inout FieldReader) {
    action = Permission(rawValue: fields.required("action", .word(of: Permission.catalog.map(\.0.rawValue)), "A name from GET admin/permissions."))
    let handle = fields.optional("handle", .line(1...100), "Whose account acts.")
    let roles = fields.optional(
      "roles", .list(of: .line(1...AdminLimits.roleNameLengthMax), count: 0...20), "Or: an account with these roles. Neither: a visitor.")
    let age = fields.optional("account_age_days", .number(0...Self.daysMax), "Of the account with these roles; 0 when absent.")
    let hasSecondFactor = fields.optional("second_factor", .flag, default: false, "Whether the account with these roles has one.")
    if fields.has("handle") && fields.has("roles") { fields.refuse("roles", "one_of", "Name either a handle or roles.") }
    subject = handle.map { .account($0) } ?? roles.map { .roles($0, ageDays: Int64(age ?? 0), hasSecondFactor: hasSecondFactor) } ?? .visitor
    resource = fields.optional(
      "resource", .object(ResourceFields.self), "What it is about; without it: whether there may be anything it is allowed for.")
    moment = fields.optional("at", .time, "The moment to ask for; now when absent.")
    policies = fields.optional(
      "policies", .list(of: .object(DraftPolicyFields.self), count: 0...AdminLimits.policiesMax),
      "Ask these instead of the tenant's own, to try them.")?
      .map(\.policy)
  }

  func question(now: Timestamp) -> AccessQuestion {
    AccessQuestion(
      action: action, subject: subject,
      resource: resource.map { .init(category: $0.category?.raw, tags: $0.tags, isOwn: $0.isOwn, ageMinutes: $0.ageMinutes) }, moment: moment ?? now,
      policies: policies)
  }
}

/// What somebody wants to act on.
struct ResourceFields: RequestFields {
  private static let minutesMax = 100_000_000

  let category: CategoryID?
  let tags: [String]
  let isOwn: Bool
  let ageMinutes: Int64

  init(_ fields: inout FieldReader) {
    category = fields.optional("category_id", .id(), "null: one that no policy names.")
    tags = fields.optional("tags", .list(of: .line(1...100), count: 0...20), default: [])
    isOwn = fields.optional("own", .flag, default: false, "Whether the subject wrote it.")
    ageMinutes = Int64(fields.optional("age_minutes", .number(0...Self.minutesMax), default: 0, "How long ago it was written."))
  }
}
