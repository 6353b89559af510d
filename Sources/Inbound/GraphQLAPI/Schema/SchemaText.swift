import HTTPAPI

/// The schema in the language's own words, for `configs/schemas/graphql/schema.graphql` and tools. Types come in the order of their names.
enum SchemaText {
  static func print(_ schema: Schema) -> String {
    let own = schema.types.values.filter { type in !type.name.hasPrefix("__") && !ScalarType.standard.contains { $0.name == type.name } }
    return
      ([description(ForumGraph.description, "") + "schema {\n  query: \(schema.query.name)\n}\n"]
      + own.sorted { $0.name < $1.name }.map { text($0, schema) })
      .joined(separator: "\n")
  }

  private static func text(_ type: SchemaType, _ schema: Schema) -> String {
    let head = description(type.description, "")
    switch type {
    case .scalar(let type): return head + "scalar \(type.name)" + (type.specifiedBy.map { " @specifiedBy(url: \(quoted($0)))" } ?? "") + "\n"
    case .union(let type): return head + "union \(type.name) = \(type.members.joined(separator: " | "))\n"
    case .enumeration(let type): return head + "enum \(type.name) {\n" + type.values.map { "  \($0.name)\n" }.joined() + "}\n"
    case .object(let type):
      let fields = type.fields.map { field in
        description(field.description, "  ") + "  \(field.name)\(arguments(field.arguments, schema)): \(field.type)\n"
      }
      return head + "type \(type.name) {\n" + fields.joined() + "}\n"
    }
  }

  private static func arguments(_ arguments: [ArgumentDefinition], _ schema: Schema) -> String {
    guard !arguments.isEmpty else { return "" }
    let lines = arguments.map { argument in
      description(argument.description, "    ") + "    \(argument.name): \(argument.type)"
        + (argument.standardText(schema).map { " = \($0)" } ?? "") + "\n"
    }
    return "(\n" + lines.joined() + "  )"
  }

  private static func description(_ text: String, _ indent: String) -> String { text.isEmpty ? "" : indent + quoted(text) + "\n" }

  /// A string as documents have it; JSON's is one.
  static func quoted(_ text: String) -> String {
    var writer = JSONWriter(capacity: text.utf8.count + 2)
    writer.text(text)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}

extension ArgumentDefinition {
  /// What holds when it is missing, as a document would have it; nil when nothing does.
  func standardText(_ schema: Schema) -> String? {
    guard let standard else { return nil }
    if case .text(let word) = standard, case .enumeration? = schema.types[type.name] { return word }
    if case .text(let text) = standard { return SchemaText.quoted(text) }
    var writer = JSONWriter(capacity: 16)
    writer.value(standard)
    return String(decoding: writer.bytes, as: UTF8.self)
  }
}
