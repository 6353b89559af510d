/// A JSON Schema (2020-12, as OpenAPI 3.1 uses it) with the named schemas it refers to.
public struct JSONSchema: Sendable {
  let value: JSONValue
  /// Named schemas by name, for `#/components/schemas`.
  let components: [String: JSONValue]

  init(_ value: JSONValue, components: [String: JSONValue] = [:]) {
    self.value = value
    self.components = components
  }

  /// An object with these properties and no others.
  init(properties: [Property], isOpen: Bool = false) {
    var value: JSONValue = ["type": "object"]
    if !properties.isEmpty {
      value = value.with("properties", .object(properties.map { JSONMember(name: $0.name, value: $0.described) }))
    }
    let required = properties.filter(\.isRequired).map { JSONValue.text($0.name) }
    if !required.isEmpty { value = value.with("required", .array(required)) }
    if !isOpen { value = value.with("additionalProperties", false) }
    self.init(value, components: properties.reduce(into: [:]) { $0.merge($1.schema.components) { first, _ in first } })
  }

  /// The same schema under a name; whoever uses it refers to it.
  func named(_ name: String) -> JSONSchema {
    JSONSchema(["$ref": .text("#/components/schemas/\(name)")], components: components.merging([name: value]) { first, _ in first })
  }

  /// The schema that also takes null.
  var nullable: JSONSchema {
    if case .text(let type)? = value["type"] {
      let types = value.with("type", [.text(type), "null"])
      guard case .array(let choices)? = value["enum"] else { return JSONSchema(types, components: components) }
      return JSONSchema(types.with("enum", .array(choices + [.null])), components: components)
    }
    return JSONSchema(["anyOf": [value, ["type": "null"]]], components: components)
  }

  /// The same schema, of a field from which null takes the value; in others null says no more than a field that is missing.
  var clearable: JSONSchema { JSONSchema(value.with("x-clearable", true), components: components) }

  struct Property: Sendable {
    let name: String
    let schema: JSONSchema
    let isRequired: Bool
    let description: String

    var described: JSONValue { description.isEmpty ? schema.value : schema.value.with("description", .text(description)) }
  }
}
