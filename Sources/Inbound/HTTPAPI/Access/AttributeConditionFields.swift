import Admin
import ForumKernel

/// A comparison of one attribute, of a feature flag's context or of what a policy decides about.
struct AttributeConditionFields: RequestFields {
  let condition: AttributeCondition

  init(_ fields: inout FieldReader) {
    let attribute = fields.required("attribute", .line(1...AdminLimits.featureKeyLengthMax), "Its name.")
    let comparison = fields.required("comparison", .choice(AttributeCondition.Comparison.self))
    let values = fields.optional(
      "values", .list(of: .scalar, count: 0...AttributeCondition.valuesMax), "One of them is enough. Texts, numbers, true and false.")
    let condition = AttributeCondition(attribute: attribute, comparison: comparison, values: values ?? [])
    fields.check(needs: "comparison", "values") { () throws(AppError) in try condition.checkCount() }
    self.condition = condition
  }
}

extension Shape<AttributeCondition> {
  static var condition: Shape {
    Shape("AttributeCondition", "A comparison of one attribute. One that is a list is compared item by item.")
      .text("attribute") { $0.attribute }
      .word("comparison", of: AttributeCondition.Comparison.allCases.map(\.rawValue)) { $0.comparison.rawValue }
      .list("values", .attributeValue, "One of them is enough.") { $0.values }
  }
}

extension Shape<AttributeValue> {
  static var attributeValue: Shape { Shape(JSONSchema([:])) { $1.value($0.json) } }
}

extension FieldType where Value == AttributeValue {
  fileprivate static var scalar: FieldType {
    FieldType(JSONSchema(["type": ["string", "number", "boolean"]]), placeholder: .flag(false)) { value, pointer, faults in
      switch AttributeValue(value) {
      case .null, .list, .object:
        faults.add(pointer, "wrong_type", "This must be a text, a number, true or false.")
        return nil
      case .text(let text) where text.utf8.count > AdminLimits.featureContextTextMax:
        faults.add(pointer, "too_long", "A text has at most \(AdminLimits.featureContextTextMax) bytes.")
        return nil
      case let value: return value
      }
    }
  }
}

extension AttributeValue {
  init(_ json: JSONValue) {
    switch json {
    case .null: self = .null
    case .bool(let value): self = .flag(value)
    case .integer(let value): self = .integer(value)
    case .decimal(let value): self = .number(value)
    case .text(let value): self = .text(value)
    case .array(let items): self = .list(items.map(AttributeValue.init))
    case .object(let members): self = .object(Dictionary(members.map { ($0.name, AttributeValue($0.value)) }, uniquingKeysWith: { $1 }))
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
