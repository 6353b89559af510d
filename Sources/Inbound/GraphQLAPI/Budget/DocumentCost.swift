import HTTPAPI

/// What an operation can cost at most, by its fields and the sizes of the pages that it asks for, before anything is read.
///
/// A field costs 1, one that asks the store `GraphQLLimits.loadCost`; what is below a list counts as often as the list can be long. Fields that several
/// fragments ask for alike are counted for each.
struct DocumentCost {
  private(set) var total = 0
  /// What is below `__schema` and `__type`, which asks nothing but memory.
  private(set) var introspection = 0
  private(set) var errors: [GraphQLError] = []

  private struct Place: Hashable {
    let fragment: String
    let page: Int
  }

  private let schema: Schema
  private let document: Document
  private let fragments: [String: Fragment]
  private let inputs: InputCoercion
  private let pageMax: Int
  private var measured: [Place: Int] = [:]

  /// For a document without faults. `pageMax` is the largest page that may be asked for.
  init(_ operation: Operation, of document: Document, _ schema: Schema, _ inputs: InputCoercion, pageMax: Int) {
    self.schema = schema
    self.document = document
    self.inputs = inputs
    self.pageMax = pageMax
    fragments = document.fragmentsByName
    total = cost(of: operation.selections, on: .object(schema.query), page: 1)
  }

  /// The cost. Throws when it is above `max`, and with every page that is none.
  func require(max: Int) throws(RequestRefused) -> Int {
    if !errors.isEmpty { throw RequestRefused(errors) }
    guard total <= max else {
      throw RequestRefused([GraphQLError(.tooCostly, "This costs up to \(total); the limit is \(max). Ask for less, or for smaller pages.")])
    }
    guard introspection <= GraphQLLimits.introspectionCostMax else {
      throw RequestRefused([
        GraphQLError(.tooCostly, "Asking for the schema like this costs up to \(introspection); the limit is \(GraphQLLimits.introspectionCostMax).")
      ])
    }
    return total
  }

  private mutating func cost(of set: SelectionSet, on type: SchemaType, page: Int) -> Int {
    set.selections.reduce(0) { sum, selection in
      switch selection {
      case .field(let field) where inputs.takesIn(field.directives): Self.sum(sum, cost(of: field, on: type, page: page))
      case .inline(let inline) where inputs.takesIn(inline.directives):
        Self.sum(sum, cost(of: inline.selections, on: inline.typeName.flatMap { schema.types[$0.text] } ?? type, page: page))
      case .spread(let spread) where inputs.takesIn(spread.directives): Self.sum(sum, cost(of: spread.name.text, page: page))
      default: sum
      }
    }
  }

  private mutating func cost(of name: String, page: Int) -> Int {
    let place = Place(fragment: name, page: page)
    if let known = measured[place] { return known }
    guard let fragment = fragments[name], let type = schema.types[fragment.typeName.text] else { return 0 }
    let found = cost(of: fragment.selections, on: type, page: page)
    measured[place] = found
    return found
  }

  private mutating func cost(of field: FieldSyntax, on type: SchemaType, page: Int) -> Int {
    guard let definition = schema.field(field.name.text, of: type) else { return 0 }
    var (times, inner) = (1, 1)
    switch definition.weight.size {
    case .one: break
    case .upTo(let count): times = count
    case .asked: times = first(of: field, definition)
    case .connection: inner = first(of: field, definition)
    case .page: times = page
    }
    guard let set = field.selections, let below = schema.types[definition.type.name] else { return definition.weight.cost }
    let cost = Self.sum(definition.weight.cost, Self.product(times, cost(of: set, on: below, page: inner)))
    guard schema.metaFields[field.name.text] != nil, type.name == schema.query.name else { return cost }
    introspection = Self.sum(introspection, cost)
    return 1
  }

  /// How many things are asked for at most.
  private mutating func first(of field: FieldSyntax, _ definition: FieldDefinition) -> Int {
    guard let argument = definition.argument("first") else { return pageMax }
    let given = field.arguments.first { $0.name.text == argument.name }
    let value = (try? inputs.value(of: argument, given?.value)) ?? .null
    guard case .integer(let number) = value else { return pageMax }
    guard (1...Int64(pageMax)).contains(number) else {
      if errors.count < GraphQLLimits.errorsMax {
        var error = GraphQLError(.input, "“first” of “\(field.name.text)” must be from 1 to \(pageMax), not \(number).")
        error.places = [document.source.place(at: given?.value.at ?? field.at)]
        errors.append(error)
      }
      return pageMax
    }
    return Int(number)
  }

  private static func sum(_ a: Int, _ b: Int) -> Int {
    let (sum, overflows) = a.addingReportingOverflow(b)
    return overflows ? .max : sum
  }

  private static func product(_ a: Int, _ b: Int) -> Int {
    let (product, overflows) = a.multipliedReportingOverflow(by: b)
    return overflows ? .max : product
  }
}

/// A request that is not executed, with every reason.
struct RequestRefused: Error {
  let errors: [GraphQLError]

  init(_ errors: [GraphQLError]) { self.errors = errors }
}
