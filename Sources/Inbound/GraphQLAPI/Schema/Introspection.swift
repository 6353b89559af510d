import HTTPAPI

/// The schema as it tells of itself: ordinary objects, made by the same means as the forum's.
enum Introspection {
  /// A type as a document may ask for it: a named one of the schema, or a list or non-null around one.
  struct TypeView: Sendable {
    let schema: Schema
    let reference: TypeReference

    var named: SchemaType? { if case .named(let name) = reference { schema.types[name] } else { nil } }
    var inner: TypeView? {
      switch reference {
      case .named: nil
      case .list(let inner), .nonNull(let inner): TypeView(schema: schema, reference: inner)
      }
    }
  }

  struct FieldView: Sendable {
    let schema: Schema
    let field: FieldDefinition
  }

  struct ArgumentView: Sendable {
    let schema: Schema
    let argument: ArgumentDefinition
  }

  struct DirectiveView: Sendable {
    let schema: Schema
    let directive: DirectiveDefinition
  }

  static let kindNames = ["SCALAR", "OBJECT", "INTERFACE", "UNION", "ENUM", "INPUT_OBJECT", "LIST", "NON_NULL"]
  private static let kinds = EnumType("__TypeKind", "What kind of type something is.", words: kindNames)
  private static let locations = EnumType(
    "__DirectiveLocation", "Where a directive may stand.",
    words: [
      "QUERY", "MUTATION", "SUBSCRIPTION", "FIELD", "FRAGMENT_DEFINITION", "FRAGMENT_SPREAD", "INLINE_FRAGMENT", "VARIABLE_DEFINITION", "SCHEMA",
      "SCALAR", "OBJECT", "FIELD_DEFINITION", "ARGUMENT_DEFINITION", "INTERFACE", "UNION", "ENUM", "ENUM_VALUE", "INPUT_OBJECT",
      "INPUT_FIELD_DEFINITION",
    ])

  private static let schemaName = ObjectName<Schema>("__Schema")
  private static let typeName = ObjectName<TypeView>("__Type")
  private static let fieldName = ObjectName<FieldView>("__Field")
  private static let argumentName = ObjectName<ArgumentView>("__InputValue")
  private static let valueName = ObjectName<EnumType.Value>("__EnumValue")
  private static let directiveName = ObjectName<DirectiveView>("__Directive")

  /// Nothing of this schema is deprecated, so the lists are the same with and without; the argument is the language's.
  private static let deprecated = ArgumentDefinition(
    name: "includeDeprecated", description: "With what will go.", type: .named("Boolean"), standard: false)

  // How long the lists are about; see `GraphQLLimits.introspectionCostMax`.
  private static let typeCount = FieldWeight.Size.upTo(35)
  private static let fieldCount = FieldWeight.Size.upTo(10)
  private static let argumentCount = FieldWeight.Size.upTo(2)
  private static let valueCount = FieldWeight.Size.upTo(4)

  static let types: [SchemaType] = [
    schemaObject.schemaType, typeObject.schemaType, fieldObject.schemaType, argumentObject.schemaType, valueObject.schemaType,
    directiveObject.schemaType, .enumeration(kinds), .enumeration(locations),
  ]

  private static let schemaObject = GraphObject(schemaName, "What can be asked of this server.")
    .textOrNull("description") { _ in ForumGraph.description }
    .list("types", typeName, size: typeCount) { schema in schema.types.keys.sorted().map { TypeView(schema: schema, reference: .named($0)) } }
    .object("queryType", typeName) { TypeView(schema: $0, reference: .named($0.query.name)) }
    .objectOrNull("mutationType", typeName) { _ in nil }
    .objectOrNull("subscriptionType", typeName) { _ in nil }
    .list("directives", directiveName, size: valueCount) { schema in schema.directives.map { DirectiveView(schema: schema, directive: $0) } }

  private static let typeObject = GraphObject(typeName, "A type.")
    .word("kind", kinds) { kind(of: $0) }
    .textOrNull("name") { if case .named(let name) = $0.reference { name } else { nil } }
    .textOrNull("description") { view in view.named.flatMap { $0.description.isEmpty ? nil : $0.description } }
    .textOrNull("specifiedByURL") { if case .scalar(let type)? = $0.named { type.specifiedBy } else { nil } }
    .listOrNull("fields", fieldName, size: fieldCount) { view in view.named?.object?.fields.map { FieldView(schema: view.schema, field: $0) } }
    .withArguments([deprecated])
    .listOrNull("interfaces", typeName, size: argumentCount) { $0.named?.object == nil ? nil : [] }
    .listOrNull("possibleTypes", typeName, size: argumentCount) { view in
      if case .union(let type)? = view.named { type.members.map { TypeView(schema: view.schema, reference: .named($0)) } } else { nil }
    }
    .listOrNull("enumValues", valueName, size: valueCount) { if case .enumeration(let type)? = $0.named { type.values } else { nil } }
    .withArguments([deprecated])
    .listOrNull("inputFields", argumentName, size: argumentCount) { _ in nil }
    .withArguments([deprecated])
    .objectOrNull("ofType", typeName) { $0.inner }

  private static let fieldObject = GraphObject(fieldName, "A field of an object.")
    .text("name") { $0.field.name }
    .textOrNull("description") { $0.field.description.isEmpty ? nil : $0.field.description }
    .list("args", argumentName, size: argumentCount) { view in view.field.arguments.map { ArgumentView(schema: view.schema, argument: $0) } }
    .withArguments([deprecated])
    .object("type", typeName) { TypeView(schema: $0.schema, reference: $0.field.type) }
    .flag("isDeprecated") { _ in false }
    .textOrNull("deprecationReason") { _ in nil }

  private static let argumentObject = GraphObject(argumentName, "An argument.")
    .text("name") { $0.argument.name }
    .textOrNull("description") { $0.argument.description.isEmpty ? nil : $0.argument.description }
    .object("type", typeName) { TypeView(schema: $0.schema, reference: $0.argument.type) }
    .textOrNull("defaultValue", "As a document would have it.") { $0.argument.standardText($0.schema) }
    .flag("isDeprecated") { _ in false }
    .textOrNull("deprecationReason") { _ in nil }

  private static let valueObject = GraphObject(valueName, "A word of an enum type.")
    .text("name") { $0.name }
    .textOrNull("description") { _ in nil }
    .flag("isDeprecated") { _ in false }
    .textOrNull("deprecationReason") { _ in nil }

  private static let directiveObject = GraphObject(directiveName, "A directive.")
    .text("name") { $0.directive.name }
    .textOrNull("description") { $0.directive.description }
    .flag("isRepeatable") { _ in false }
    .words("locations", locations) { $0.directive.locations }
    .list("args", argumentName, size: argumentCount) { view in view.directive.arguments.map { ArgumentView(schema: view.schema, argument: $0) } }
    .withArguments([deprecated])

  private static func kind(of view: TypeView) -> String {
    switch view.reference {
    case .list: return "LIST"
    case .nonNull: return "NON_NULL"
    case .named: break
    }
    switch view.named {
    case .object: return "OBJECT"
    case .union: return "UNION"
    case .enumeration: return "ENUM"
    case .scalar, nil: return "SCALAR"
    }
  }

  /// `__schema` and `__type(name:)`, to be asked on the query.
  static let entrances = [
    FieldDefinition(
      name: "__schema", description: "What can be asked of this server.", type: .nonNull(.named(schemaName.text)),
      resolver: .loaded { _, _, reads in .object(schemaName.text, reads.schema) }),
    FieldDefinition(
      name: "__type", description: "The type of this name.", type: .named(typeName.text),
      arguments: [ArgumentDefinition(name: "name", description: "Its name.", type: .nonNull(.named("String")))],
      resolver: .loaded { _, arguments, reads in
        guard let name = arguments.text("name"), reads.schema.types[name] != nil else { return .null }
        return .object(typeName.text, TypeView(schema: reads.schema, reference: .named(name)))
      }),
  ]
}

extension GraphObject {
  /// The same object, whose last field takes these arguments.
  fileprivate func withArguments(_ arguments: [ArgumentDefinition]) -> GraphObject { changingLast { $0.arguments = arguments } }

  fileprivate func words(_ name: String, _ type: EnumType, _ get: @escaping @Sendable (View) -> [String]) -> GraphObject {
    adding(
      FieldDefinition(
        name: name, description: "", type: .nonNull(.list(.nonNull(.named(type.name)))),
        resolver: .shown { .list(get(Self.view($0)).map { .leaf(.text($0)) }) }))
  }
}
