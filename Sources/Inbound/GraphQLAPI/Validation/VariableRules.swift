// Variables: what they are, and that each use is of one that fits.
extension Validator {
  func checkVariableDefinitions(_ operation: Operation, _ uses: inout Uses) {
    var names: Set<String> = []
    for variable in operation.variables {
      if !names.insert(variable.name.text).inserted { report("The variable “$\(variable.name.text)” is defined twice.", at: variable.at) }
      let type = variable.type.reference
      let name = variable.type.name
      switch schema.isInput(type) {
      case true?: break
      case false?: report("A variable can't be \(type), which is only answered.", at: name.at)
      case nil: report("There is no type “\(name.text)”.\(NearestNames.hint(for: name.text, among: schema.types.keys.sorted()))", at: name.at)
      }
      checkDirectives(variable.directives, at: "VARIABLE_DEFINITION", &uses)
      if let standard = variable.defaultValue { checkValue(standard, schema.isInput(type) == true ? type : nil, &uses) }
    }
  }

  /// The uses of an operation's variables in itself and in all fragments that it reaches.
  func checkVariables(of operation: Operation, _ own: Uses, _ fragments: [String: Uses]) {
    let defined = Dictionary(operation.variables.map { ($0.name.text, $0) }) { first, _ in first }
    let reached = Self.reached(from: own, fragments).sorted()
    var used: Set<String> = []
    for use in own.variables + reached.flatMap({ fragments[$0]?.variables ?? [] }) {
      used.insert(use.name)
      guard let variable = defined[use.name] else {
        let whose = operation.name.map { "the operation “\($0.text)”" } ?? "the operation"
        report("The variable “$\(use.name)” is not defined by \(whose).", at: use.at, operation.at)
        continue
      }
      guard let wanted = use.type, schema.isInput(variable.type.reference) == true, !allows(variable, at: wanted, hasDefault: use.hasDefault) else {
        continue
      }
      report("The variable “$\(use.name)” is \(variable.type.reference), and \(wanted) is wanted here.", at: variable.at, use.at)
    }
    for variable in operation.variables where !used.contains(variable.name.text) {
      report("The variable “$\(variable.name.text)” is not used.", at: variable.at)
    }
  }

  /// A variable that may be null fits where a default stands in for a missing one.
  private func allows(_ variable: VariableDefinition, at wanted: TypeReference, hasDefault: Bool) -> Bool {
    let type = variable.type.reference
    guard case .nonNull(let inner) = wanted, !type.isNonNull else { return Self.isPart(type, of: wanted) }
    var hasOwnDefault = false
    if let standard = variable.defaultValue {
      if case .null = standard.form {} else { hasOwnDefault = true }
    }
    return (hasOwnDefault || hasDefault) && Self.isPart(type, of: inner)
  }

  private static func isPart(_ type: TypeReference, of wanted: TypeReference) -> Bool {
    switch (type, wanted) {
    case (.nonNull(let inner), .nonNull(let wantedInner)): isPart(inner, of: wantedInner)
    case (.nonNull(let inner), _): isPart(inner, of: wanted)
    case (_, .nonNull): false
    case (.list(let inner), .list(let wantedInner)): isPart(inner, of: wantedInner)
    case (.named(let name), .named(let wantedName)): name == wantedName
    case (.list, .named), (.named, .list): false
    }
  }
}
