/// Says what is wrong with a document, by the rules of the language: all faults at once, up to `GraphQLLimits.errorsMax`.
final class Validator {
  /// Where a variable is used, and what is wanted there.
  struct VariableUse {
    let name: String
    let at: Int
    /// nil where nothing is known of the place.
    let type: TypeReference?
    let hasDefault: Bool
  }

  /// What an operation or a fragment uses, without what is in the fragments that it spreads.
  struct Uses {
    var variables: [VariableUse] = []
    var spreads: [String] = []
  }

  let schema: Schema
  let document: Document
  let introspects: Bool
  private let depthMax: Int
  let fragments: [String: Fragment]
  private(set) var errors: [GraphQLError] = []

  /// The faults; none for a document that may be executed, but for its cost. `introspects`: whether `__schema` and `__type` may be asked; `depthMax`: how
  /// many fields may hang below each other.
  static func faults(of document: Document, _ schema: Schema, introspects: Bool, depthMax: Int) -> [GraphQLError] {
    let validator = Validator(schema: schema, document: document, introspects: introspects, depthMax: depthMax)
    validator.validate()
    return validator.errors
  }

  private init(schema: Schema, document: Document, introspects: Bool, depthMax: Int) {
    self.depthMax = depthMax
    self.schema = schema
    self.document = document
    self.introspects = introspects
    fragments = document.fragmentsByName
  }

  func report(_ message: @autoclosure () -> String, at offsets: Int...) {
    guard errors.count < GraphQLLimits.errorsMax else { return }
    var error = GraphQLError(.invalid, message())
    error.places = offsets.map { document.source.place(at: $0) }
    errors.append(error)
  }

  private func validate() {
    checkOperationNames()
    checkFragmentNames()
    var fragmentUses: [String: Uses] = [:]
    for fragment in document.fragments { fragmentUses[fragment.name.text] = uses(of: fragment) }
    let operationUses = document.operations.map { uses(of: $0) }
    let hasCycle = checkCycles(fragmentUses)
    checkUnused(operationUses, fragmentUses)
    for (operation, uses) in zip(document.operations, operationUses) { checkVariables(of: operation, uses, fragmentUses) }
    // Fields that may be one are looked for through fragments, and in fields that are there.
    guard !hasCycle, errors.isEmpty else { return }
    // What is too deep is not walked any further.
    do { try DocumentDepth.require(document, max: depthMax) } catch { return errors.append(error) }
    var merging = FieldMerging(schema: schema, document: document)
    for error in merging.faults() where errors.count < GraphQLLimits.errorsMax { errors.append(error) }
  }

  // MARK: Operations

  private func checkOperationNames() {
    var names: [String: Name] = [:]
    for operation in document.operations {
      guard let name = operation.name else {
        if document.operations.count > 1 { report("An operation without a name must be the only one.", at: operation.at) }
        continue
      }
      if let first = names[name.text] {
        report("There is more than one operation named “\(name.text)”.", at: first.at, name.at)
      } else {
        names[name.text] = name
      }
    }
  }

  private func uses(of operation: Operation) -> Uses {
    var uses = Uses()
    checkDirectives(operation.directives, at: operation.kind.rawValue.uppercased(), &uses)
    if operation.kind != .query { report("This API only reads: it has no \(operation.kind.rawValue)s.", at: operation.at) }
    checkVariableDefinitions(operation, &uses)
    checkSelections(operation.selections, of: operation.kind == .query ? .object(schema.query) : nil, &uses)
    return uses
  }

  // MARK: Selections

  /// `parent` is nil where it is not known what is selected from.
  func checkSelections(_ set: SelectionSet, of parent: SchemaType?, _ uses: inout Uses) {
    for selection in set.selections {
      switch selection {
      case .field(let field): checkField(field, of: parent, &uses)
      case .spread(let spread): checkSpread(spread, in: parent, &uses)
      case .inline(let inline): checkInline(inline, in: parent, &uses)
      }
    }
  }

  private func checkField(_ field: FieldSyntax, of parent: SchemaType?, _ uses: inout Uses) {
    let definition = parent.flatMap { schema.field(field.name.text, of: $0) }
    if let parent, definition == nil { report(Self.unknownField(field.name.text, parent, schema), at: field.at) }
    if !introspects, definition != nil, schema.metaFields[field.name.text] != nil {
      report("This server does not tell its schema.", at: field.at)
    }
    checkDirectives(field.directives, at: "FIELD", &uses)
    let owner = "the field “\(parent.map { "\($0.name)." } ?? "")\(field.name.text)”"
    checkArguments(field.arguments, definition?.arguments, of: owner, at: field.at, &uses)
    guard let definition else {
      if let set = field.selections { checkSelections(set, of: nil, &uses) }
      return
    }
    let type = schema.types[definition.type.name]
    if let set = field.selections {
      if type?.isLeaf == true { report("“\(field.name.text)” is \(definition.type), which has no fields.", at: set.at) }
      checkSelections(set, of: type?.isLeaf == true ? nil : type, &uses)
    } else if type?.isLeaf == false {
      report("“\(field.name.text)” is \(definition.type): say which of its fields you want.", at: field.at)
    }
  }

  private static func unknownField(_ name: String, _ parent: SchemaType, _ schema: Schema) -> String {
    let known = parent.object?.fields.map(\.name) ?? []
    return "There is no field “\(name)” on the type “\(parent.name)”.\(NearestNames.hint(for: name, among: known))"
  }
}

extension Document {
  /// The first fragment of each name.
  var fragmentsByName: [String: Fragment] { Dictionary(fragments.map { ($0.name.text, $0) }) { first, _ in first } }
}
