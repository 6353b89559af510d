import HTTPAPI

/// What can be asked: all types with their fields, and what gives each field its value. Made once, at start.
final class Schema: Sendable {
  let query: ObjectType
  /// All types by name, those of introspection too.
  let types: [String: SchemaType]
  let directives: [DirectiveDefinition]
  /// `__schema` and `__type`, on the query alone.
  let metaFields: [String: FieldDefinition]

  /// `types` are all that can be reached beside the language's own scalars. Names that lead nowhere are a mistake of the program.
  init(query: ObjectType, types: [SchemaType]) {
    let all = ScalarType.standard.map { SchemaType.scalar($0) } + [.object(query)] + types + Introspection.types
    self.query = query
    self.types = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    directives = DirectiveDefinition.all
    metaFields = Dictionary(uniqueKeysWithValues: Introspection.entrances.map { ($0.name, $0) })
    for type in all {
      for field in type.object?.fields ?? [] {
        for name in [field.type.name] + field.arguments.map(\.type.name) {
          precondition(self.types[name] != nil, "\(type.name).\(field.name) names the type \(name), which is not there")
        }
      }
    }
  }

  /// A field of the type, with those that every type has.
  func field(_ name: String, of type: SchemaType) -> FieldDefinition? {
    if name == Self.typeName.name { return type.isLeaf ? nil : Self.typeName }
    guard let object = type.object else { return nil }
    if let field = object.field(name) { return field }
    return object.name == query.name ? metaFields[name] : nil
  }

  /// The names of the objects that something of this type may be.
  func possibleTypes(of name: String) -> Set<String> {
    switch types[name] {
    case .object(let type): [type.name]
    case .union(let type): Set(type.members)
    case .scalar, .enumeration, nil: []
    }
  }

  func isInput(_ type: TypeReference) -> Bool? { types[type.name].map(\.isLeaf) }

  /// Every object knows the name of its type; the executor answers it.
  static let typeName = FieldDefinition(
    name: "__typename", description: "The name of the object's type.", type: .nonNull(.named("String")), resolver: .shown { _ in .null })
}

/// Something that changes what is done with a part of a document.
struct DirectiveDefinition: Sendable {
  let name: String
  let description: String
  let locations: [String]
  let arguments: [ArgumentDefinition]

  static let skip = "skip"
  static let include = "include"

  private static let selections = ["FIELD", "FRAGMENT_SPREAD", "INLINE_FRAGMENT"]
  private static let condition = TypeReference.nonNull(.named("Boolean"))

  static let all = [
    DirectiveDefinition(
      name: include, description: "Takes this part in only where the condition holds.", locations: selections,
      arguments: [ArgumentDefinition(name: "if", description: "The condition.", type: condition)]),
    DirectiveDefinition(
      name: skip, description: "Leaves this part out where the condition holds.", locations: selections,
      arguments: [ArgumentDefinition(name: "if", description: "The condition.", type: condition)]),
    DirectiveDefinition(
      name: "deprecated", description: "Says that something will go, and what takes its place.",
      locations: ["FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INPUT_FIELD_DEFINITION", "ENUM_VALUE"],
      arguments: [
        ArgumentDefinition(name: "reason", description: "Why.", type: .named("String"), standard: .text("No longer supported"))
      ]),
    DirectiveDefinition(
      name: "specifiedBy", description: "Says where a scalar is defined.", locations: ["SCALAR"],
      arguments: [ArgumentDefinition(name: "url", description: "The definition's address.", type: .nonNull(.named("String")))]),
  ]
}
