import Admin
import ForumKernel

/// A whole feature flag.
struct PutFeatureFlag: BodyFields {
  let definition: FeatureDefinition
  let isOn: Bool?

  init(_ fields: inout FieldReader) {
    let names = FieldType<String>.line(1...AdminLimits.featureKeyLengthMax)
    let description = fields.optional("description", .line(0...AdminLimits.featureDescriptionLengthMax), default: "")
    let kind = fields.required("kind", .choice(FeatureDefinition.Kind.self), "What its variants are.")
    let variants = fields.required("variants", .variants, "What it can say, by name: `{\"on\": true, \"off\": false}`.")
    isOn = fields.optional("on", .flag, "The kill switch: off means the off variant for everybody. As it was when absent; a new flag is on.")
    let offVariant = fields.required("off_variant", names)
    let prerequisites = fields.optional(
      "prerequisites", .list(of: .object(PrerequisiteFields.self), count: 0...AdminLimits.featurePrerequisitesMax),
      "Other flags, and what they must say for this one to be on.")
    let rules = fields.optional(
      "rules", .list(of: .object(FeatureRuleFields.self), count: 0...AdminLimits.featureRulesMax), "In their order; the first that holds decides.")
    let serving = ServingFields(&fields, "when no rule holds")
    definition = FeatureDefinition(
      description: description, kind: kind, variants: variants, isOn: true, offVariant: offVariant,
      prerequisites: (prerequisites ?? []).map(\.prerequisite), rules: (rules ?? []).map(\.rule), serve: serving.shares)
    fields.check(needs: "kind", "variants") { () throws(AppError) in try definition.check() }
  }
}

struct PrerequisiteFields: RequestFields {
  let prerequisite: FeaturePrerequisite

  init(_ fields: inout FieldReader) {
    let names = FieldType<String>.line(1...AdminLimits.featureKeyLengthMax)
    prerequisite = FeaturePrerequisite(key: fields.required("key", names), variant: fields.required("variant", names))
  }
}

struct FeatureRuleFields: RequestFields {
  let rule: FeatureRule

  init(_ fields: inout FieldReader) {
    let name = fields.required("name", .line(1...AdminLimits.featureKeyLengthMax), "Shown with what it decided.")
    let conditions = fields.required(
      "conditions", .list(of: .object(AttributeConditionFields.self), count: 1...AdminLimits.featureConditionsMax), "All must hold.")
    rule = FeatureRule(name: name, conditions: conditions.map(\.condition), serve: ServingFields(&fields, "when all conditions hold").shares)
  }
}

/// Either one variant for everybody, or shares.
private struct ServingFields {
  let shares: [FeatureShare]

  init(_ fields: inout FieldReader, _ moment: String) {
    let variant = fields.optional("variant", .line(1...AdminLimits.featureKeyLengthMax), "What everybody gets \(moment).")
    let split = fields.optional(
      "split", .list(of: .object(ShareFields.self), count: 2...AdminLimits.featureVariantsMax), "Or shares, by the context's `targetingKey`.")
    if fields.has("variant") == fields.has("split") { fields.refuse("variant", "one_of", "This needs either variant or split.") }
    // A split that can't be read is no single variant.
    shares = split?.map(\.share) ?? (fields.has("split") ? [] : [FeatureShare(variant: variant ?? "", weight: 1)])
  }
}

struct ShareFields: RequestFields {
  let share: FeatureShare

  init(_ fields: inout FieldReader) {
    let variant = fields.required("variant", .line(1...AdminLimits.featureKeyLengthMax))
    share = FeatureShare(
      variant: variant, weight: Int64(fields.required("weight", .number(0...AdminLimits.featureWeightMax), "Against the sum of all weights.")))
  }
}

extension FieldType where Value == [String: AttributeValue] {
  /// An object whose names are data.
  fileprivate static var variants: FieldType {
    FieldType(JSONSchema(["type": "object"]), placeholder: [:]) { value, pointer, faults in
      if case .object(let object) = AttributeValue(value) { return object }
      faults.add(pointer, "wrong_type", "This must be an object.")
      return nil
    }
  }
}
