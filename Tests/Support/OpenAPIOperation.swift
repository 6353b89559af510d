/// One operation of `/openapi.json`, with what a test needs to call it.
public struct OpenAPIOperation: Sendable {
  public let id: String
  public let method: String
  /// `/api/v1/threads/{thread_id}`.
  public let path: String
  /// What its caller needs; nil when anybody may call.
  public let permission: String?
  /// Whether it answers with events, without end.
  public let isStream: Bool
  /// Whether it minds `If-Match`.
  public let takesMatch: Bool
  /// Whether it changes nothing without `If-Match`.
  public let needsMatch: Bool
  private let bodySchema: JSON
  private let document: JSON

  /// All of them.
  public static func all(in document: JSON) -> [OpenAPIOperation] {
    document["paths"].names.flatMap { path in
      document["paths"][path].names.filter { ["get", "post", "put", "patch", "delete"].contains($0) }.map { method in
        let operation = document["paths"][path][method]
        return OpenAPIOperation(
          id: operation["operationId"].text, method: method.uppercased(), path: path,
          permission: operation["description"].text.firstMatch(of: /Needs the permission `([a-z.]+)`/).map { String($0.1) },
          isStream: operation["responses"]["200"]["content"].names.contains("text/event-stream"),
          takesMatch: operation["parameters"].items.contains { $0["name"].text == "If-Match" },
          needsMatch: operation["responses"].names.contains("428"),
          bodySchema: operation["requestBody"]["content"]["application/json"]["schema"], document: document)
      }
    }
  }

  /// The names in braces.
  public var parameters: [String] { path.split(separator: "{").dropFirst().map { String($0.prefix { $0 != "}" }) } }

  /// A body with every required field, `id` in the place of ids; nil when the operation takes none.
  public func body(id: String) -> [String: Any]? { bodySchema.isNull ? nil : value(bodySchema, id) as? [String: Any] }

  private func value(_ schema: JSON, _ id: String) -> Any {
    if let name = schema["$ref"].text.split(separator: "/").last { return value(document["components"]["schemas"][String(name)], id) }
    if let example = schema["examples"].items.first?.text, !example.isEmpty { return example }
    if let word = schema["enum"].items.first?.text { return word }
    switch schema["type"].items.first?.text ?? schema["type"].text {
    case "object":
      let required = schema["required"].items.map(\.text)
      return Dictionary(uniqueKeysWithValues: required.map { ($0, value(schema["properties"][$0], id)) })
    case "array": return (0..<schema["minItems"].number).map { _ in value(schema["items"], id) }
    case "integer": return schema["minimum"].number
    case "number": return 1.0
    case "boolean": return true
    default:
      if schema["format"].text == "uuid" { return id }
      if schema["format"].text == "date-time" { return "2026-11-28T12:00:00Z" }
      return String(repeating: "a", count: max(3, schema["minLength"].number))
    }
  }
}
