// Arguments, directives and the values in them.
extension Validator {
  /// `known` is nil where it is not known what the arguments are given to.
  func checkArguments(
    _ arguments: [ArgumentSyntax], _ known: [ArgumentDefinition]?, of owner: String, at offset: Int, _ uses: inout Uses
  ) {
    checkUnique(arguments, "argument")
    for argument in arguments {
      let definition = known?.first { $0.name == argument.name.text }
      if let known, definition == nil {
        report(
          "There is no argument “\(argument.name.text)” of \(owner).\(NearestNames.hint(for: argument.name.text, among: known.map(\.name)))",
          at: argument.name.at)
      }
      checkValue(argument.value, definition?.type, hasDefault: definition?.standard != nil, &uses)
    }
    for definition in known ?? [] where definition.isRequired && !arguments.contains(where: { $0.name.text == definition.name }) {
      report("The argument “\(definition.name)” of \(owner) is missing; it is \(definition.type).", at: offset)
    }
  }

  func checkDirectives(_ directives: [DirectiveUse], at location: String, _ uses: inout Uses) {
    var names: Set<String> = []
    for directive in directives {
      let name = directive.name.text
      let definition = schema.directives.first { $0.name == name }
      if let definition {
        if !definition.locations.contains(location) { report("“@\(name)” may not stand here.", at: directive.at) }
        if !names.insert(name).inserted { report("“@\(name)” stands here twice.", at: directive.at) }
      } else {
        report("There is no directive “@\(name)”.\(NearestNames.hint(for: name, among: schema.directives.map(\.name)))", at: directive.at)
      }
      checkArguments(directive.arguments, definition?.arguments, of: "“@\(name)”", at: directive.at, &uses)
    }
  }

  /// `type` is nil where nothing is known of the place.
  func checkValue(_ value: ValueSyntax, _ type: TypeReference?, hasDefault: Bool = false, _ uses: inout Uses) {
    switch value.form {
    case .variable(let name): uses.variables.append(VariableUse(name: name, at: value.at, type: type, hasDefault: hasDefault))
    case .null:
      if let type, type.isNonNull { report("This must be \(type), which null is not.", at: value.at) }
    case .list(let items):
      let inner = type.map { $0.nullable }
      if case .list(let itemType)? = inner {
        for item in items { checkValue(item, itemType, &uses) }
      } else {
        if let type { report("This must be \(type), which a list is not.", at: value.at) }
        for item in items { checkValue(item, nil, &uses) }
      }
    case .object(let members):
      // No type of the schema is written like this.
      if let type { report("This must be \(type), which an object is not.", at: value.at) }
      checkUnique(members, "field")
      for member in members { checkValue(member.value, nil, &uses) }
    default: if let type { checkLeaf(value, type) }
    }
  }

  private func checkLeaf(_ value: ValueSyntax, _ type: TypeReference) {
    switch schema.types[type.name] {
    case .scalar(let scalar):
      if scalar.literal(value.form) == nil { report("This must be \(type).\(Self.bounds(of: scalar, value.form))", at: value.at) }
    case .enumeration(let words):
      guard case .enumeration(let word) = value.form else {
        return report("This must be one of \(words.values.map(\.name).joined(separator: ", ")), without quotes.", at: value.at)
      }
      if !words.values.contains(where: { $0.name == word }) {
        report("“\(type.name)” has no value “\(word)”.\(NearestNames.hint(for: word, among: words.values.map(\.name)))", at: value.at)
      }
    case .object, .union, nil: break
    }
  }

  private static func bounds(of scalar: ScalarType, _ form: ValueSyntax.Form) -> String {
    if case .int = form, scalar.name == ScalarType.int.name { " It has 32 bits." } else { "" }
  }

  private func checkUnique(_ arguments: [ArgumentSyntax], _ noun: String) {
    var names: Set<String> = []
    for argument in arguments where !names.insert(argument.name.text).inserted {
      report("The \(noun) “\(argument.name.text)” is there twice.", at: argument.name.at)
    }
  }
}
