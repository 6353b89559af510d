import ForumKernel
import HTTPAPI

/// The name of an object type of the schema, bound to the Swift type of what it shows: a field can only answer what its type shows.
struct ObjectName<View: Sendable>: Sendable {
  let text: String

  init(_ text: String) { self.text = text }
}

/// An object type in the making: each field once, with its name, its words and where its value comes from. The names are those of the REST API's fields,
/// in camelCase.
struct GraphObject<View: Sendable>: Sendable {
  let name: ObjectName<View>
  private let description: String
  private var fields: [FieldDefinition] = []

  init(_ name: ObjectName<View>, _ description: String) {
    self.name = name
    self.description = description
  }

  var type: ObjectType { ObjectType(name.text, description, fields) }
  var schemaType: SchemaType { .object(type) }

  func adding(_ field: FieldDefinition) -> GraphObject {
    var object = self
    object.fields.append(field)
    return object
  }

  func changingLast(_ change: (inout FieldDefinition) -> Void) -> GraphObject {
    var object = self
    if !object.fields.isEmpty { change(&object.fields[object.fields.count - 1]) }
    return object
  }

  /// A field that shows what is there already.
  private func shown(
    _ name: String, _ description: String, _ type: TypeReference, weight: FieldWeight = FieldWeight(), _ get: @escaping @Sendable (View) -> Resolved
  ) -> GraphObject {
    adding(FieldDefinition(name: name, description: description, type: type, weight: weight, resolver: .shown { get(Self.view($0)) }))
  }

  /// What the executor has as any value. Types and names are bound to each other by `ObjectName`, so it is the view.
  static func view(_ any: any Sendable) -> View {
    guard let view = any as? View else { preconditionFailure("an object shows \(View.self), not \(Swift.type(of: any))") }
    return view
  }

  private static func leaf(_ name: String) -> TypeReference { .nonNull(.named(name)) }

  func id(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> RawID) -> GraphObject {
    shown(name, description, Self.leaf("ID")) { .leaf(.text(get($0).description)) }
  }

  func idOrNull(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> RawID?) -> GraphObject {
    shown(name, description, .named("ID")) { get($0).map { .leaf(.text($0.description)) } ?? .null }
  }

  func text(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> String) -> GraphObject {
    shown(name, description, Self.leaf("String")) { .leaf(.text(get($0))) }
  }

  func textOrNull(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> String?) -> GraphObject {
    shown(name, description, .named("String")) { get($0).map { .leaf(.text($0)) } ?? .null }
  }

  func texts(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> [String]) -> GraphObject {
    shown(name, description, .nonNull(.list(Self.leaf("String")))) { .list(get($0).map { .leaf(.text($0)) }) }
  }

  func number(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> Int64) -> GraphObject {
    shown(name, description, Self.leaf("Int")) { .leaf(.integer(get($0))) }
  }

  func numberOrNull(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> Int64?) -> GraphObject {
    shown(name, description, .named("Int")) { get($0).map { .leaf(.integer($0)) } ?? .null }
  }

  func decimal(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> Double) -> GraphObject {
    shown(name, description, Self.leaf("Float")) { .leaf(.decimal(get($0))) }
  }

  func flag(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> Bool) -> GraphObject {
    shown(name, description, Self.leaf("Boolean")) { .leaf(.bool(get($0))) }
  }

  func time(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> Timestamp) -> GraphObject {
    shown(name, description, Self.leaf(ScalarType.time.name)) { .leaf(.text(get($0).description)) }
  }

  func timeOrNull(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> Timestamp?) -> GraphObject {
    shown(name, description, .named(ScalarType.time.name)) { get($0).map { .leaf(.text($0.description)) } ?? .null }
  }

  /// A word of an enum type.
  func word(_ name: String, _ type: EnumType, _ description: String = "", _ get: @escaping @Sendable (View) -> String) -> GraphObject {
    shown(name, description, Self.leaf(type.name)) { .leaf(.text(get($0).uppercased())) }
  }

  func object<Part>(
    _ name: String, _ type: ObjectName<Part>, _ description: String = "", _ get: @escaping @Sendable (View) -> Part
  ) -> GraphObject {
    shown(name, description, Self.leaf(type.text)) { .object(type.text, get($0)) }
  }

  func objectOrNull<Part>(
    _ name: String, _ type: ObjectName<Part>, _ description: String = "", _ get: @escaping @Sendable (View) -> Part?
  ) -> GraphObject {
    shown(name, description, .named(type.text)) { get($0).map { .object(type.text, $0) } ?? .null }
  }

  /// A list of things that are there already, `size` of them at most.
  func list<Part>(
    _ name: String, _ type: ObjectName<Part>, size: FieldWeight.Size, _ description: String = "", _ get: @escaping @Sendable (View) -> [Part]
  ) -> GraphObject {
    shown(name, description, .nonNull(.list(Self.leaf(type.text))), weight: FieldWeight(cost: 1, size: size)) {
      .list(get($0).map { .object(type.text, $0) })
    }
  }

  func listOrNull<Part>(
    _ name: String, _ type: ObjectName<Part>, size: FieldWeight.Size, _ description: String = "", _ get: @escaping @Sendable (View) -> [Part]?
  ) -> GraphObject {
    shown(name, description, .list(Self.leaf(type.text)), weight: FieldWeight(cost: 1, size: size)) {
      get($0).map { .list($0.map { .object(type.text, $0) }) } ?? .null
    }
  }

  // MARK: What asks the forum

  typealias Load<Part> = @Sendable (View, Arguments, ForumReads) async throws -> Part

  /// One thing that must be there.
  func loads<Part>(
    _ name: String, _ type: ObjectName<Part>, _ description: String, needs permission: Permission?, _ arguments: [ArgumentDefinition] = [],
    size: FieldWeight.Size = .one, _ load: @escaping Load<Part>
  ) -> GraphObject {
    adding(
      FieldDefinition(
        name: name, description: description, type: Self.leaf(type.text), arguments: arguments,
        weight: FieldWeight(cost: GraphQLLimits.loadCost, size: size), permission: permission,
        resolver: .loaded { .object(type.text, try await load(Self.view($0), $1, $2)) }))
  }

  /// One thing, or null when there is none that the caller may see.
  func loadsOrNull<Part>(
    _ name: String, _ type: ObjectName<Part>, _ description: String, needs permission: Permission?, _ arguments: [ArgumentDefinition] = [],
    size: FieldWeight.Size = .one, _ load: @escaping Load<Part?>
  ) -> GraphObject {
    adding(
      FieldDefinition(
        name: name, description: description, type: .named(type.text), arguments: arguments,
        weight: FieldWeight(cost: GraphQLLimits.loadCost, size: size), permission: permission,
        resolver: .loaded { try await load(Self.view($0), $1, $2).map { .object(type.text, $0) } ?? .null }))
  }

  /// All things of a list that has no pages.
  func loadsList<Part>(
    _ name: String, _ type: ObjectName<Part>, _ description: String, needs permission: Permission?, _ arguments: [ArgumentDefinition] = [],
    size: FieldWeight.Size, _ load: @escaping Load<[Part]>
  ) -> GraphObject {
    adding(
      FieldDefinition(
        name: name, description: description, type: .nonNull(.list(Self.leaf(type.text))), arguments: arguments,
        weight: FieldWeight(cost: GraphQLLimits.loadCost, size: size), permission: permission,
        resolver: .loaded { .list(try await load(Self.view($0), $1, $2).map { .object(type.text, $0) }) }))
  }
}
