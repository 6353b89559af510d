import HTTPAPI

/// Turns what clients send, as literals and as variables, into values of the schema's types.
struct InputCoercion: Sendable {
  let schema: Schema
  /// The values of the operation's variables; those without one are missing.
  let variables: [String: JSONValue]

  /// The operation's variables, each of its type. Throws with every one that is not.
  init(_ operation: Operation, of document: Document, _ schema: Schema, given: [JSONMember]) throws(RequestRefused) {
    self.schema = schema
    let given = Dictionary(given.map { ($0.name, $0.value) }) { first, _ in first }
    let literals = InputCoercion(schema: schema, variables: [:])
    var values: [String: JSONValue] = [:]
    var errors: [GraphQLError] = []
    for variable in operation.variables {
      let name = variable.name.text
      let type = variable.type.reference
      do throws(InputFault) {
        if let json = given[name] {
          values[name] = try literals.value(json, type)
        } else if let standard = variable.defaultValue {
          values[name] = try literals.value(standard, type)
        } else if type.isNonNull {
          throw InputFault("It is \(type) and missing.")
        }
      } catch {
        var told = GraphQLError(.input, "The variable “$\(name)” can't be used. \(error.sentence)")
        told.places = [document.source.place(at: variable.at)]
        if errors.count < GraphQLLimits.errorsMax { errors.append(told) }
      }
    }
    if !errors.isEmpty { throw RequestRefused(errors) }
    variables = values
  }

  private init(schema: Schema, variables: [String: JSONValue]) {
    self.schema = schema
    self.variables = variables
  }

  /// Whether the directives let this part of the document in.
  func takesIn(_ directives: [DirectiveUse]) -> Bool {
    directives.allSatisfy { directive in
      let condition = directive.arguments.first { $0.name.text == "if" }
      guard let condition, case .bool(let holds)? = try? value(condition.value, .nonNull(.named("Boolean"))) else { return true }
      switch directive.name.text {
      case DirectiveDefinition.skip: return !holds
      case DirectiveDefinition.include: return holds
      default: return true
      }
    }
  }

  /// All arguments of a field; those that are missing and have no default are left out.
  func arguments(_ definition: FieldDefinition, _ given: [ArgumentSyntax]) throws(InputFault) -> Arguments {
    var arguments = Arguments()
    for argument in definition.arguments {
      arguments.values[argument.name] = try value(of: argument, given.first { $0.name.text == argument.name }?.value)
    }
    return arguments
  }

  /// The value of an argument; nil when it is missing and has no default.
  func value(of argument: ArgumentDefinition, _ given: ValueSyntax?) throws(InputFault) -> JSONValue? {
    var given = given
    if case .variable(let name)? = given?.form, variables[name] == nil { given = nil }
    guard let given else {
      if argument.isRequired { throw InputFault("The argument “\(argument.name)” is missing.") }
      return argument.standard
    }
    return try value(given, argument.type)
  }

  // MARK: Literals

  private func value(_ syntax: ValueSyntax, _ type: TypeReference) throws(InputFault) -> JSONValue {
    if case .variable(let name) = syntax.form {
      let value = variables[name] ?? .null
      if value == .null, type.isNonNull { throw InputFault("“$\(name)” is null where \(type) is wanted.") }
      return value
    }
    switch type {
    case .nonNull(let inner):
      if case .null = syntax.form { throw InputFault("null is not \(type).") }
      return try value(syntax, inner)
    case .list(let inner):
      switch syntax.form {
      case .null: return .null
      case .list(let items): return .array(try items.map { item throws(InputFault) in try value(item, inner) })
      default: return .array([try value(syntax, inner)])
      }
    case .named(let name):
      if case .null = syntax.form { return .null }
      guard let leaf = leaf(syntax.form, name) else { throw InputFault("This is not \(name).") }
      return leaf
    }
  }

  private func leaf(_ form: ValueSyntax.Form, _ name: String) -> JSONValue? {
    switch schema.types[name] {
    case .scalar(let scalar): return scalar.literal(form)
    case .enumeration(let type):
      guard case .enumeration(let word) = form, type.values.contains(where: { $0.name == word }) else { return nil }
      return .text(word)
    case .object, .union, nil: return nil
    }
  }

  // MARK: JSON

  private func value(_ json: JSONValue, _ type: TypeReference) throws(InputFault) -> JSONValue {
    switch (type, json) {
    case (.nonNull, .null): throw InputFault("null is not \(type).")
    case (.nonNull(let inner), _): return try value(json, inner)
    case (_, .null): return .null
    case (.list(let inner), .array(let items)): return .array(try items.map { item throws(InputFault) in try value(item, inner) })
    case (.list(let inner), _): return .array([try value(json, inner)])
    case (.named(let name), _):
      let leaf: JSONValue? =
        switch schema.types[name] {
        case .scalar(let scalar): scalar.input(json)
        case .enumeration(let type): type.values.contains { .text($0.name) == json } ? json : nil
        case .object, .union, nil: nil
        }
      guard let leaf else { throw InputFault("This is not \(name)\(expected(name)).") }
      return leaf
    }
  }

  private func expected(_ name: String) -> String {
    guard case .enumeration(let type)? = schema.types[name] else { return "" }
    return ", which is one of " + type.values.map(\.name).joined(separator: ", ")
  }
}

/// A value that its place can't take.
struct InputFault: Error {
  let sentence: String

  init(_ sentence: String) { self.sentence = sentence }
}
