import ForumKernel
import HTTPAPI

/// A type of the schema.
enum SchemaType: Sendable {
  case scalar(ScalarType)
  case enumeration(EnumType)
  case object(ObjectType)
  case union(UnionType)

  var name: String {
    switch self {
    case .scalar(let type): type.name
    case .enumeration(let type): type.name
    case .object(let type): type.name
    case .union(let type): type.name
    }
  }

  var description: String {
    switch self {
    case .scalar(let type): type.description
    case .enumeration(let type): type.description
    case .object(let type): type.description
    case .union(let type): type.description
    }
  }

  /// Whether it has no fields.
  var isLeaf: Bool {
    switch self {
    case .scalar, .enumeration: true
    case .object, .union: false
    }
  }

  /// The fields by which it is asked; those of an object alone.
  var object: ObjectType? { if case .object(let type) = self { type } else { nil } }
}

/// One value without parts.
struct ScalarType: Sendable {
  let name: String
  let description: String
  /// Where it is defined, for those that are not the language's own.
  var specifiedBy: String?
  /// What a client's JSON means, or nil when it is none.
  let input: @Sendable (JSONValue) -> JSONValue?
  /// What a literal means, or nil when it is none.
  let literal: @Sendable (ValueSyntax.Form) -> JSONValue?
}

/// One of a few words.
struct EnumType: Sendable {
  struct Value: Sendable {
    let name: String
  }

  let name: String
  let description: String
  let values: [Value]

  /// The words of a type of the forum, in capitals.
  init<Word: RawRepresentable<String> & CaseIterable>(_ name: String, _ description: String, _: Word.Type) {
    self.init(name, description, words: Word.allCases.map(\.rawValue))
  }

  init(_ name: String, _ description: String, words: [String]) {
    self.name = name
    self.description = description
    values = words.map { Value(name: $0.uppercased()) }
  }
}

/// One of several kinds of objects.
struct UnionType: Sendable {
  let name: String
  let description: String
  /// The names of its objects.
  let members: [String]
}

/// Something with fields.
struct ObjectType: Sendable {
  let name: String
  let description: String
  let fields: [FieldDefinition]
  private let places: [String: Int]

  init(_ name: String, _ description: String, _ fields: [FieldDefinition]) {
    self.name = name
    self.description = description
    self.fields = fields
    places = Dictionary(fields.enumerated().map { ($0.element.name, $0.offset) }) { first, _ in first }
  }

  func field(_ name: String) -> FieldDefinition? { places[name].map { fields[$0] } }
}

struct ArgumentDefinition: Sendable {
  let name: String
  let description: String
  let type: TypeReference
  /// What holds when it is missing; nil: nothing does.
  var standard: JSONValue?

  var isRequired: Bool { type.isNonNull && standard == nil }
}

/// What a field costs, and how many things it brings; see `DocumentCost`.
struct FieldWeight: Sendable {
  enum Size: Sendable {
    case one
    /// At most so many.
    case upTo(Int)
    /// As many as its argument `first` says, or what that is without being given.
    case asked
    /// One connection, whose `page` fields bring as many as `first` says.
    case connection
    /// As many as the connection that it is part of was asked for.
    case page
  }

  var cost = 1
  var size = Size.one

  /// Asks the store.
  static let load = FieldWeight(cost: GraphQLLimits.loadCost)
}

struct FieldDefinition: Sendable {
  let name: String
  let description: String
  let type: TypeReference
  var arguments: [ArgumentDefinition] = []
  var weight = FieldWeight()
  /// What a caller needs; nil when anybody may ask.
  var permission: Permission?
  let resolver: Resolver

  func argument(_ name: String) -> ArgumentDefinition? { arguments.first { $0.name == name } }

  /// How a field gets its value from the object that it is a field of.
  enum Resolver: Sendable {
    /// From what is there already.
    case shown(@Sendable (any Sendable) -> Resolved)
    /// By asking the forum.
    case loaded(@Sendable (any Sendable, Arguments, ForumReads) async throws -> Resolved)
  }
}

/// The value of a field before its own fields are looked at.
indirect enum Resolved: Sendable {
  case null
  case leaf(JSONValue)
  /// An object of this type.
  case object(String, any Sendable)
  case list([Resolved])
}

/// The values of a field's arguments, of the types that the schema says.
struct Arguments: Sendable {
  var values: [String: JSONValue] = [:]

  func text(_ name: String) -> String? { if case .text(let text)? = values[name] { text } else { nil } }
  func flag(_ name: String) -> Bool? { if case .bool(let flag)? = values[name] { flag } else { nil } }
  func number(_ name: String) -> Int? { if case .integer(let number)? = values[name] { Int(number) } else { nil } }
  /// nil also for what can't be the id of anything.
  func id<Entity>(_ name: String, of _: Entity.Type = Entity.self) -> ID<Entity>? { text(name).flatMap { ID<Entity>($0) } }
  func word<Word: RawRepresentable<String>>(_ name: String, of _: Word.Type = Word.self) -> Word? {
    text(name).flatMap { Word(rawValue: $0.lowercased()) }
  }
}
