import ForumKernel

/// Gives a request its fields, notes every fault and the schema on the way. Run over nothing it only describes.
public struct FieldReader: Sendable {
  private enum Source: Sendable {
    case body([JSONMember])
    case query([(name: String, value: String)])
    case nothing(isQuery: Bool)
  }

  private let source: Source
  private let pointer: String
  /// null takes away what it names (RFC 7396), so that it is no other word for a field that is missing.
  let isMergePatch: Bool
  /// When the request came; nil where nobody said, and then what is to come or past is left to the module.
  let now: Timestamp?
  private var names: [String] = []
  private var faults: FaultList
  private(set) var properties: [JSONSchema.Property] = []

  init(members: [JSONMember], pointer: String = "", faults: FaultList = FaultList(), isMergePatch: Bool = false, now: Timestamp? = nil) {
    source = .body(members)
    self.pointer = pointer
    self.faults = faults
    self.isMergePatch = isMergePatch
    self.now = now
  }

  init(query: [(name: String, value: String)], now: Timestamp?) {
    source = .query(query)
    isMergePatch = false
    pointer = "?"
    faults = FaultList()
    self.now = now
  }

  /// A reader over nothing, which only describes.
  init(describingQuery isQuery: Bool) {
    source = .nothing(isQuery: isQuery)
    isMergePatch = false
    pointer = ""
    faults = FaultList()
    now = nil
  }

  /// A field that must be there.
  public mutating func required<Value>(_ name: String, _ type: FieldType<Value>, _ description: String = "") -> Value {
    declare(name, type.schema, isRequired: true, description)
    guard let json = value(of: name, type) else {
      if !isDescribing { faults.add(place(of: name), "required", "This is required.") }
      return type.placeholder
    }
    return type.read(json, place(of: name), &faults) ?? type.placeholder
  }

  /// A field that may be missing or null; in a merge patch it can't be null.
  public mutating func optional<Value>(_ name: String, _ type: FieldType<Value>, _ description: String = "") -> Value? {
    let isNullable = !isQuery
    declare(name, isNullable ? type.schema.nullable : type.schema, isRequired: false, description)
    guard let json = value(of: name, type) else { return nil }
    guard json != .null else {
      if isMergePatch { faults.add(place(of: name), "not_removable", "This can't be taken away.") }
      return nil
    }
    return type.read(json, place(of: name), &faults)
  }

  /// A field with a value that holds when it is missing.
  public mutating func optional<Value>(_ name: String, _ type: FieldType<Value>, default standard: Value, _ description: String = "") -> Value {
    declare(name, type.schema.defaulting(to: standard), isRequired: false, description)
    guard let json = value(of: name, type) else { return standard }
    return type.read(json, place(of: name), &faults) ?? standard
  }

  /// A field of a PATCH whose value may be taken away with null.
  public mutating func change<Value>(_ name: String, _ type: FieldType<Value>, _ description: String = "") -> Change<Value> {
    declare(name, type.schema.nullable.clearable, isRequired: false, description)
    guard let json = value(of: name, type) else { return .keep }
    if json == .null { return .clear }
    return type.read(json, place(of: name), &faults).map { .set($0) } ?? .keep
  }

  /// Notes a broken rule that joins several fields.
  public mutating func refuse(_ name: String, _ code: String, _ detail: String) {
    if !isDescribing { faults.add(place(of: name), code, detail) }
  }

  /// Notes what a rule of the domain finds wrong in the fields together; its pointers are those of this object. Left out is what lies in a field, or in an item
  /// of a list, that could not be read: the rule saw what stands for it. It is not asked at all where that is so of one of the fields that it `needs`.
  mutating func check(needs names: String..., rule: () throws(AppError) -> Void) {
    guard !isDescribing, !names.contains(where: { faults.isUnread(place(of: $0)) }) else { return }
    do throws(AppError) {
      try rule()
    } catch {
      let (seen, place) = (faults, isQuery ? "" : pointer)
      for fault in error.placed where !seen.isUnread(place + fault.item) { faults.note(Fault(place + fault.pointer, fault.code, fault.detail)) }
    }
  }

  /// Whether the field is there and not null, however wrong it is.
  package func has(_ name: String) -> Bool {
    switch source {
    case .body: member(name) ?? .null != .null
    case .query(let parameters): parameters.contains { $0.name == name }
    case .nothing: false
    }
  }

  var schema: JSONSchema { JSONSchema(properties: properties) }

  /// A member of the body as it was sent; nil when there is none.
  func member(_ name: String) -> JSONValue? {
    guard case .body(let members) = source else { return nil }
    return members.first { $0.name == name }?.value
  }

  /// The faults, after the fields that nobody asked for were added to them.
  func finished() -> FaultList {
    var all = faults
    switch source {
    case .body(let members):
      for member in members where !names.contains(member.name) { all.note(Fault(place(of: member.name), "unknown_field", "There is no such field.")) }
    case .query(let parameters):
      for (index, parameter) in parameters.enumerated() {
        if !names.contains(parameter.name) {
          all.note(Fault(place(of: parameter.name), "unknown_parameter", "There is no such query parameter."))
        } else if parameters[..<index].contains(where: { $0.name == parameter.name }) {
          all.note(Fault(place(of: parameter.name), "repeated", "This query parameter is there more than once."))
        }
      }
    case .nothing: break
    }
    return all
  }

  private var isDescribing: Bool { if case .nothing = source { true } else { false } }
  private var isQuery: Bool {
    switch source {
    case .query: true
    case .body: false
    case .nothing(let isQuery): isQuery
    }
  }

  private mutating func declare(_ name: String, _ schema: @autoclosure () -> JSONSchema, isRequired: Bool, _ description: String) {
    if isDescribing {
      properties.append(JSONSchema.Property(name: name, schema: schema(), isRequired: isRequired, description: description))
    } else {
      names.append(name)
    }
  }

  private func value(of name: String, _ type: FieldType<some Sendable>) -> JSONValue? {
    switch source {
    case .body(let members): members.first { $0.name == name }?.value
    case .query(let parameters): parameters.first { $0.name == name }.map { type.fromText($0.value) }
    case .nothing: nil
    }
  }

  /// `/title`, escaped as RFC 6901 wants it, or `?limit`.
  private func place(of name: String) -> String {
    isQuery ? pointer + name : "\(pointer)/\(Fault.escaped(name))"
  }
}

extension JSONSchema {
  /// Says what holds when the field is missing, where JSON can.
  fileprivate func defaulting(to standard: some Sendable) -> JSONSchema {
    let json: JSONValue? =
      switch standard {
      case let text as String: .text(text)
      case let number as Int: .integer(Int64(number))
      case let flag as Bool: .bool(flag)
      case let choice as any RawRepresentable: (choice.rawValue as? String).map { .text($0) }
      default: nil
      }
    return json.map { JSONSchema(value.with("default", $0), components: components) } ?? self
  }
}
