public import ForumWiring

/// The JSON Schema (2020-12) of the configuration file, for editors and checkers.
public enum ConfigSchema {
  /// `adapters`: the settings that the adapters of this binary bring.
  public static func json(adapters: [SettingDeclaration]) throws -> String {
    var root = Section()
    for declaration in ServerConfig.declarations + adapters { root.insert(declaration, at: declaration.key.split(separator: ".")[...]) }
    guard case .object(var schema) = root.schema, case .object(var properties) = schema["properties"] else { return "{}" }
    properties[ConfigFile.includeKey] = .object([
      "description": .string("A file whose values hold where this one has none; its path is relative to this file."), "type": .string("string"),
    ])
    schema["properties"] = .object(properties)
    schema["$schema"] = .string("https://json-schema.org/draft/2020-12/schema")
    schema["title"] = .string("forum-lite configuration")
    return try JSONValue.text(of: schema)
  }

  private struct Section {
    var settings: [String: SettingDeclaration] = [:]
    var sections: [String: Section] = [:]

    mutating func insert(_ declaration: SettingDeclaration, at path: ArraySlice<Substring>) {
      guard let name = path.first.map(String.init) else { return }
      if path.count == 1 {
        settings[name] = declaration
      } else {
        sections[name, default: Section()].insert(declaration, at: path.dropFirst())
      }
    }

    var schema: JSONValue {
      let properties = settings.mapValues(ConfigSchema.schema).merging(sections.mapValues(\.schema)) { setting, _ in setting }
      return .object([
        "type": .array([.string("object"), .string("null")]), "additionalProperties": .boolean(false), "properties": .object(properties),
      ])
    }
  }

  private static func schema(_ declaration: SettingDeclaration) -> JSONValue {
    var members: [String: JSONValue] = ["description": .string(declaration.help)]
    if !declaration.isSecret { members["default"] = JSONValue(declaration.defaultValue) }
    if !declaration.choices.isEmpty { members["enum"] = .array(declaration.choices.map(JSONValue.string)) }
    if declaration.isSecret { members["writeOnly"] = .boolean(true) }
    switch declaration.kind {
    case .text: members["type"] = .string("string")
    case .integer:
      members["type"] = .string("integer")
      if let range = declaration.range { members.merge(["minimum": .integer(range.lowerBound), "maximum": .integer(range.upperBound)]) { $1 } }
    case .boolean: members["type"] = .string("boolean")
    case .duration: members.merge(["type": .string("string"), "pattern": .string("^[0-9]+(ms|s|m|h|d)$")]) { $1 }
    case .size: members.merge(["type": .string("string"), "pattern": .string("^[0-9]+(B|KiB|MiB|GiB)$")]) { $1 }
    case .list: members.merge(["type": .string("array"), "items": .object(["type": .string("string")])]) { $1 }
    }
    return .object(members)
  }
}
