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
      "conditions", .list(of: .object(FeatureConditionFields.self), count: 1...AdminLimits.featureConditionsMax), "All must hold.")
    rule = FeatureRule(name: name, conditions: conditions.map(\.condition), serve: ServingFields(&fields, "when all conditions hold").shares)
  }
}

struct FeatureConditionFields: RequestFields {
  let condition: FeatureCondition

  init(_ fields: inout FieldReader) {
    let attribute = fields.required("attribute", .line(1...AdminLimits.featureKeyLengthMax), "Of the context: `targetingKey`, or any other.")
    let comparison = fields.required("comparison", .choice(FeatureCondition.Comparison.self))
    let values = fields.optional(
      "values", .list(of: .scalar, count: 0...AdminLimits.featureValuesMax), "One of them is enough. Texts, numbers, true and false.")
    condition = FeatureCondition(attribute: attribute, comparison: comparison, values: values ?? [])
  }
}

/// Either one variant for everybody, or shares.
private struct ServingFields {
  let shares: [FeatureShare]

  init(_ fields: inout FieldReader, _ moment: String) {
    let variant = fields.optional("variant", .line(1...AdminLimits.featureKeyLengthMax), "What everybody gets \(moment).")
    let split = fields.optional(
      "split", .list(of: .object(ShareFields.self), count: 2...AdminLimits.featureVariantsMax), "Or shares, by the context's `targetingKey`.")
    func isThere(_ name: String) -> Bool { (fields.member(name) ?? .null) != .null }
    if isThere("variant") == isThere("split") { fields.refuse("variant", "one_of", "This needs either variant or split.") }
    shares = split?.map(\.share) ?? [FeatureShare(variant: variant ?? "", weight: 1)]
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

extension FieldType where Value == FeatureValue {
  fileprivate static var scalar: FieldType {
    FieldType(JSONSchema(["type": ["string", "number", "boolean"]]), placeholder: .flag(false)) { value, pointer, faults in
      switch FeatureValue(value) {
      case .null, .list, .object:
        faults.add(pointer, "wrong_type", "This must be a text, a number, true or false.")
        return nil
      case let value: return value
      }
    }
  }
}

extension FieldType where Value == [String: FeatureValue] {
  /// An object whose names are data.
  fileprivate static var variants: FieldType {
    FieldType(JSONSchema(["type": "object"]), placeholder: [:]) { value, pointer, faults in
      if case .object(let object) = FeatureValue(value) { return object }
      faults.add(pointer, "wrong_type", "This must be an object.")
      return nil
    }
  }
}

extension FeatureValue {
  init(_ json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .flag(value)
    case .integer(let value): self = .integer(value)
    case .decimal(let value): self = .number(value)
    case .text(let value): self = .text(value)
    case .array(let items): self = .list(items.map(FeatureValue.init))
    case .object(let members): self = .object(Dictionary(members.map { ($0.name, FeatureValue($0.value)) }, uniquingKeysWith: { $1 }))
    }
  }

  /// With names in order, so that equal values are equal text.
  var json: JSONValue {
    switch self {
    case .null: .null
    case .flag(let value): .bool(value)
    case .integer(let value): .integer(value)
    case .number(let value): .decimal(value)
    case .text(let value): .text(value)
    case .list(let items): .array(items.map(\.json))
    case .object(let members): .object(members.sorted { $0.key < $1.key }.map { JSONMember(name: $0.key, value: $0.value.json) })
    }
  }

  var bytes: [UInt8] {
    var writer = JSONWriter()
    writer.value(json)
    return writer.bytes
  }
}
