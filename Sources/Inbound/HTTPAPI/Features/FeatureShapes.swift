import Admin
import ForumKernel

enum FeatureShapes {
  static let flag = Shape<FeatureFlag>("FeatureFlag", "What a flag says, and to whom.")
    .text("key") { $0.key }
    .text("description") { $0.definition.description }
    .word("kind", of: FeatureDefinition.Kind.allCases.map(\.rawValue)) { $0.definition.kind.rawValue }
    .json("variants", "What it can say, by name.") { AttributeValue.object($0.definition.variants).bytes }
    .flag("on", "While it is off, everybody gets the off variant.") { $0.definition.isOn }
    .text("off_variant") { $0.definition.offVariant }
    .list("prerequisites", prerequisite) { $0.definition.prerequisites }
    .list("rules", rule) { $0.definition.rules }
    .textOrNull("variant", "What everybody gets when no rule holds; null for a split.") { single($0.definition.serve) }
    .list("split", share, "Shares when no rule holds; empty for a single variant.") { several($0.definition.serve) }
    .number("version") { $0.version }
    .time("updated_at") { $0.updatedAt }

  private static let prerequisite = Shape<FeaturePrerequisite>("FeaturePrerequisite", "What another flag must say.")
    .text("key") { $0.key }
    .text("variant") { $0.variant }

  private static let rule = Shape<FeatureRule>("FeatureRule", "What those get for whom all conditions hold.")
    .text("name") { $0.name }
    .list("conditions", .condition) { $0.conditions }
    .textOrNull("variant", "null for a split.") { single($0.serve) }
    .list("split", share, "Empty for a single variant.") { several($0.serve) }

  private static let share = Shape<FeatureShare>("FeatureShare", "A part of those whom a split is for.")
    .text("variant") { $0.variant }
    .number("weight", "Against the sum of all weights beside it.") { $0.weight }

  private static func single(_ shares: [FeatureShare]) -> String? { shares.count == 1 ? shares[0].variant : nil }
  private static func several(_ shares: [FeatureShare]) -> [FeatureShare] { shares.count == 1 ? [] : shares }
}
