import ForumKernel
import HTTPAPI
import Logging

/// Answers one operation, field by field in the order of the document. What goes wrong with a field is told beside the answer; the field is null then, or
/// the nearest thing around it that may be.
struct Executor {
  private let schema: Schema
  private let document: Document
  private let operation: Operation
  private let inputs: InputCoercion
  private let reads: ForumReads
  private let logger: Logger
  private let fragments: [String: Fragment]
  /// Questions to the store; what the cost foresees, unless a list without pages is longer than lists of its kind are.
  private let loadsMax: Int
  /// Quotes, colon, comma, and a short value.
  private static let memberBytes = 8
  private var loads = 0
  private var bytes = 0
  private var errors: [GraphQLError] = []

  /// For a document without faults.
  init(_ operation: Operation, of document: Document, _ inputs: InputCoercion, _ reads: ForumReads, costMax: Int, logger: Logger) {
    loadsMax = max(1, costMax / GraphQLLimits.loadCost)
    schema = reads.schema
    self.document = document
    self.operation = operation
    self.inputs = inputs
    self.reads = reads
    self.logger = logger
    fragments = document.fragmentsByName
  }

  /// Data and errors. Throws when the request's deadline is over.
  mutating func run() async throws -> GraphQLResult {
    do {
      let data = try await object([operation.selections], schema.query, Nothing(), path: []) ?? .null
      return GraphQLResult(data: data, errors: errors)
    } catch let error as AnswerTooLarge {
      return GraphQLResult(data: .null, errors: [error.told])
    }
  }

  /// nil when one of its fields is null that must not be.
  private mutating func object(
    _ sets: [SelectionSet], _ type: ObjectType, _ view: any Sendable, path: [GraphQLError.PathStep]
  ) async throws -> JSONValue? {
    var members: [JSONMember] = []
    for (key, fields) in collected(sets, type) {
      try count(key.utf8.count + Self.memberBytes)
      guard let value = try await field(fields, of: type, view, path: path + [.key(key)]) else { return nil }
      members.append(JSONMember(name: key, value: value))
    }
    return .object(members)
  }

  private mutating func field(
    _ fields: [FieldSyntax], of type: ObjectType, _ view: any Sendable, path: [GraphQLError.PathStep]
  ) async throws -> JSONValue? {
    let field = fields[0]
    if field.name.text == Schema.typeName.name { return .text(type.name) }
    guard let definition = schema.field(field.name.text, of: .object(type)) else { return .null }
    let resolved: Resolved
    do {
      resolved = try await resolve(definition, field, view)
    } catch {
      try Task.checkCancellation()
      try note(error, field, path)
      return definition.type.isNonNull ? nil : .null
    }
    return try await complete(resolved, definition.type, fields, path)
  }

  private mutating func resolve(_ definition: FieldDefinition, _ field: FieldSyntax, _ view: any Sendable) async throws -> Resolved {
    switch definition.resolver {
    case .shown(let show): return show(view)
    case .loaded(let load):
      try Task.checkCancellation()
      loads += 1
      guard loads <= loadsMax else { throw GraphQLError(.tooCostly, "This has asked the store \(loadsMax) times, which is the limit.") }
      if let permission = definition.permission { try reads.principal.require(permission) }
      return try await load(view, try inputs.arguments(definition, field.arguments), reads)
    }
  }

  // MARK: Values

  /// nil when it is null and must not be; the error is noted.
  private mutating func complete(
    _ resolved: Resolved, _ type: TypeReference, _ fields: [FieldSyntax], _ path: [GraphQLError.PathStep]
  ) async throws -> JSONValue? {
    guard case .nonNull(let inner) = type else { return try await nullable(resolved, type, fields, path) ?? .null }
    if case .null = resolved {
      try note(GraphQLError(.internal, "“\(fields[0].name.text)” has no value, and must have one."), fields[0], path)
      return nil
    }
    return try await nullable(resolved, inner, fields, path)
  }

  /// nil when something in it is null that must not be.
  private mutating func nullable(
    _ resolved: Resolved, _ type: TypeReference, _ fields: [FieldSyntax], _ path: [GraphQLError.PathStep]
  ) async throws -> JSONValue? {
    switch resolved {
    case .null: return .null
    case .leaf(let value):
      if type.name == ScalarType.int.name, ScalarType.int.input(value) == nil {
        try note(GraphQLError(.internal, "This number has more than 32 bits; the REST API answers it."), fields[0], path)
        return nil
      }
      if case .text(let text) = value { try count(text.utf8.count) }
      return value
    case .object(let name, let view):
      guard let object = schema.types[name]?.object else { return .null }
      return try await self.object(fields.compactMap(\.selections), object, view, path: path)
    case .list(let items):
      guard case .list(let itemType) = type else { return .null }
      var values: [JSONValue] = []
      values.reserveCapacity(items.count)
      for (index, item) in items.enumerated() {
        guard let value = try await complete(item, itemType, fields, path + [.index(index)]) else { return nil }
        values.append(value)
      }
      return .array(values)
    }
  }

  /// Throws when the answer is larger than there is room for.
  private mutating func count(_ more: Int) throws(AnswerTooLarge) {
    bytes += more
    guard bytes <= GraphQLLimits.answerBytesMax else { throw AnswerTooLarge() }
  }

  // MARK: Errors

  private mutating func note(_ error: any Error, _ field: FieldSyntax, _ path: [GraphQLError.PathStep]) throws(AnswerTooLarge) {
    var told = GraphQLError(telling: error)
    if told.code == .internal {
      logger.error(
        "a field failed",
        metadata: ["error": "\(String(reflecting: error))", "field": "\(field.name.text)", "request_id": "\(Correlation.current.requestID)"])
    }
    told.places = [document.source.place(at: field.at)]
    told.path = path
    try count(told.message.utf8.count + path.count * GraphQLLimits.nameBytesMax)
    errors.append(told)
  }

  // MARK: Selections

  /// The fields that the object is asked for, those of one key together, in the order of the document.
  private func collected(_ sets: [SelectionSet], _ type: ObjectType) -> [(key: String, fields: [FieldSyntax])] {
    var groups: [(key: String, fields: [FieldSyntax])] = []
    var places: [String: Int] = [:]
    var spread: Set<String> = []
    for set in sets { collect(set, type, &groups, &places, &spread) }
    return groups
  }

  private func collect(
    _ set: SelectionSet, _ type: ObjectType, _ groups: inout [(key: String, fields: [FieldSyntax])], _ places: inout [String: Int],
    _ spread: inout Set<String>
  ) {
    for selection in set.selections {
      switch selection {
      case .field(let field) where inputs.takesIn(field.directives):
        if let place = places[field.responseName] {
          groups[place].fields.append(field)
        } else {
          places[field.responseName] = groups.count
          groups.append((field.responseName, [field]))
        }
      case .inline(let inline) where inputs.takesIn(inline.directives):
        if let name = inline.typeName, !schema.possibleTypes(of: name.text).contains(type.name) { continue }
        collect(inline.selections, type, &groups, &places, &spread)
      case .spread(let use) where inputs.takesIn(use.directives):
        guard spread.insert(use.name.text).inserted, let fragment = fragments[use.name.text],
          schema.possibleTypes(of: fragment.typeName.text).contains(type.name)
        else { continue }
        collect(fragment.selections, type, &groups, &places, &spread)
      default: continue
      }
    }
  }
}

/// An answer would be larger than there is room for.
private struct AnswerTooLarge: Error {
  var told: GraphQLError {
    GraphQLError(.tooCostly, "The answer would have more than \(GraphQLLimits.answerBytesMax) bytes. Ask for less, or for smaller pages.")
  }
}

/// What an operation answers.
struct GraphQLResult: Sendable {
  let data: JSONValue
  let errors: [GraphQLError]
}

extension GraphQLError {
  /// The one place that knows what an error of the application is to clients of GraphQL. Whatever is not ours tells them nothing.
  init(telling error: any Error) {
    switch error {
    case let error as GraphQLError: self = error
    case let error as InputFault: self.init(.input, error.sentence)
    case let error as AppError:
      self.init(Self.code(error.code), error.message)
      reason = error.slug
      details = error.faults.map { "\($0.pointer): \($0.detail)" }
    default: self.init(.internal, "Something went wrong here. It was logged.")
    }
  }

  private static func code(_ code: AppError.Code) -> Code {
    switch code {
    case .invalid: .input
    case .unauthenticated: .unauthenticated
    case .forbidden: .forbidden
    case .notFound: .notFound
    case .conflict, .stale: .conflict
    case .tooMany: .tooMany
    case .unavailable: .unavailable
    }
  }
}
