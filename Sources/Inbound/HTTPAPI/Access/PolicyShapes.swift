import Admin
import ForumKernel

enum PolicyShapes {
  static let policy = Shape<KeptPolicy>("Policy", "Permits or forbids while all its conditions hold.")
    .text("name") { $0.policy.name }
    .text("description", "For people; whoever it refuses reads it.") { $0.policy.description }
    .word("effect", of: Policy.Effect.allCases.map(\.rawValue)) { $0.policy.effect.rawValue }
    .list("actions", .texts) { $0.policy.actions.map(\.rawValue).sorted() }
    .list("conditions", .condition) { $0.policy.conditions }
    .number("version") { $0.version }
    .time("updated_at") { $0.updatedAt }

  static let attribute = Shape<AccessAttribute>("AccessAttribute", "What a policy's conditions can compare.")
    .text("name") { $0.name }
    .word("kind", of: AccessAttribute.Kind.allCases.map(\.rawValue)) { $0.kind.rawValue }
    .text("description") { $0.description }
    .list("actions", .texts, "For which actions it is known.") { $0.actions.map(\.rawValue) }

  static let explanation = Shape<AccessExplanation>("AccessExplanation", "What is decided, and by what.")
    .flag("allowed") { $0.isAllowed }
    .word("decided_by", of: AccessExplanation.Rule.allCases.map(\.rawValue), "default: nothing permits it, so it is denied.") { $0.rule.rawValue }
    .textOrNull("rule", "The name of the policy or role that decided; null for the default.") { $0.name }
    .list("roles", .texts, "The subject's roles that permit it, by themselves or by what they inherit.") { $0.roles }
    .list("policies", verdict, "All that concern the action, by name.") { $0.policies }

  private static let verdict = Shape<AccessExplanation.Verdict>("PolicyVerdict", "How one policy took part.")
    .text("name") { $0.policy.name }
    .word("effect", of: Policy.Effect.allCases.map(\.rawValue)) { $0.policy.effect.rawValue }
    .flag("applies", "Whether all its conditions hold.") { $0.applies }
    .list("unmet", unmet, "Those that do not.") { $0.unmet }

  private static let unmet = Shape<AccessExplanation.Unmet>("UnmetCondition", "A condition that does not hold.")
    .text("attribute") { $0.condition.attribute }
    .word("comparison", of: AttributeCondition.Comparison.allCases.map(\.rawValue)) { $0.condition.comparison.rawValue }
    .list("values", .attributeValue) { $0.condition.values }
    .json("actual", "What the attribute is; null where it is not there.") { ($0.actual ?? .null).bytes }
}
