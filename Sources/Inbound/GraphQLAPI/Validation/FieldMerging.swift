/// Whether fields with one key in the answer can be one field. Each set of selections is looked at once together with those that it is merged with, and
/// all of a group are compared to its first: comparing all pairs, as the specification words it, would take a hostile document minutes.
struct FieldMerging {
  private struct Use {
    let field: FieldSyntax
    let parent: SchemaType
    let definition: FieldDefinition
  }

  /// Selections with the type that they select from.
  private struct Part {
    let set: SelectionSet
    let type: SchemaType
  }

  private enum Pass { case shapes, sameField }

  private let schema: Schema
  private let document: Document
  private let fragments: [String: Fragment]
  private var seen: Set<[Int]> = []
  private var steps = 0
  private var errors: [GraphQLError] = []

  init(schema: Schema, document: Document) {
    self.schema = schema
    self.document = document
    fragments = document.fragmentsByName
  }

  /// For a document whose fields and types are there, and whose fragments form no circle.
  mutating func faults() -> [GraphQLError] {
    for pass in [Pass.shapes, .sameField] {
      seen = []
      for operation in document.operations { check([Part(set: operation.selections, type: .object(schema.query))], pass) }
      if !errors.isEmpty { break }
    }
    return errors
  }

  private mutating func check(_ parts: [Part], _ pass: Pass) {
    guard !parts.isEmpty, errors.count < GraphQLLimits.errorsMax, steps <= GraphQLLimits.mergeStepsMax else { return }
    guard seen.insert(parts.map(\.set.id).sorted()).inserted else { return }
    var groups: [String: [Use]] = [:]
    var order: [String] = []
    var spread: Set<String> = []
    for part in parts { collect(part, &groups, &order, &spread) }
    guard steps <= GraphQLLimits.mergeStepsMax else {
      errors.append(GraphQLError(.tooLarge, "Too many fields of this document could be one. Use fewer aliases and fragments."))
      return
    }
    for key in order {
      let uses = groups[key] ?? []
      switch pass {
      case .shapes:
        checkShapes(uses)
        check(Self.parts(of: uses, schema), pass)
      case .sameField:
        for group in Self.meeting(uses) {
          checkSame(group)
          check(Self.parts(of: group, schema), pass)
        }
      }
    }
  }

  private mutating func collect(_ part: Part, _ groups: inout [String: [Use]], _ order: inout [String], _ spread: inout Set<String>) {
    for selection in part.set.selections {
      steps += 1
      guard steps <= GraphQLLimits.mergeStepsMax else { return }
      switch selection {
      case .field(let field):
        guard let definition = schema.field(field.name.text, of: part.type) else { continue }
        if groups[field.responseName] == nil { order.append(field.responseName) }
        groups[field.responseName, default: []].append(Use(field: field, parent: part.type, definition: definition))
      case .inline(let inline):
        let type = inline.typeName.flatMap { schema.types[$0.text] } ?? part.type
        collect(Part(set: inline.selections, type: type), &groups, &order, &spread)
      case .spread(let use):
        guard spread.insert(use.name.text).inserted, let fragment = fragments[use.name.text], let type = schema.types[fragment.typeName.text] else {
          continue
        }
        collect(Part(set: fragment.selections, type: type), &groups, &order, &spread)
      }
    }
  }

  private static func parts(of uses: [Use], _ schema: Schema) -> [Part] {
    uses.compactMap { use in
      guard let set = use.field.selections, let type = schema.types[use.definition.type.name] else { return nil }
      return Part(set: set, type: type)
    }
  }

  /// The uses that one object may meet: those on each kind of object, with those that are on any.
  private static func meeting(_ uses: [Use]) -> [[Use]] {
    let kinds = Set(uses.compactMap(\.parent.object?.name)).sorted()
    guard kinds.count > 1 else { return [uses] }
    return kinds.map { kind in uses.filter { $0.parent.object == nil || $0.parent.name == kind } }
  }

  /// The answers must look alike, whatever object is met.
  private mutating func checkShapes(_ uses: [Use]) {
    guard let first = uses.first else { return }
    for use in uses.dropFirst() where !looksAlike(first.definition.type, use.definition.type) {
      report(first, use, "they are \(first.definition.type) and \(use.definition.type)")
    }
  }

  private func looksAlike(_ a: TypeReference, _ b: TypeReference) -> Bool {
    switch (a, b) {
    case (.nonNull(let a), .nonNull(let b)), (.list(let a), .list(let b)): return looksAlike(a, b)
    case (.named(let a), .named(let b)):
      let areLeaves = schema.types[a]?.isLeaf == true || schema.types[b]?.isLeaf == true
      return areLeaves ? a == b : true
    default: return false
    }
  }

  private mutating func checkSame(_ uses: [Use]) {
    guard let first = uses.first else { return }
    let arguments = first.field.arguments.canonical
    for use in uses.dropFirst() {
      if use.field.name.text != first.field.name.text {
        report(first, use, "they are the fields “\(first.field.name.text)” and “\(use.field.name.text)”")
      } else if use.field.arguments.canonical != arguments {
        report(first, use, "their arguments differ")
      }
    }
  }

  private mutating func report(_ first: Use, _ other: Use, _ why: String) {
    guard errors.count < GraphQLLimits.errorsMax else { return }
    var error = GraphQLError(.invalid, "Fields with the key “\(first.field.responseName)” can't be one: \(why). Give one of them an alias.")
    error.places = [first, other].map { document.source.place(at: $0.field.at) }
    errors.append(error)
  }
}

extension [ArgumentSyntax] {
  /// Equal for equal arguments in any order.
  fileprivate var canonical: [String] { map { "\($0.name.text):\($0.value.canonical)" }.sorted() }
}

extension ValueSyntax {
  fileprivate var canonical: String {
    switch form {
    case .variable(let name): "$\(name)"
    case .int(let digits), .float(let digits): digits
    case .string(let text): SchemaText.quoted(text)
    case .boolean(let flag): "\(flag)"
    case .null: "null"
    case .enumeration(let word): word
    case .list(let items): "[" + items.map(\.canonical).joined(separator: ",") + "]"
    case .object(let members): "{" + members.canonical.joined(separator: ",") + "}"
    }
  }
}
