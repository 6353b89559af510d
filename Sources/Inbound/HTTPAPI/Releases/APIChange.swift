/// What one version changed in requests and answers, told so that clients of the versions before it notice nothing. Handlers know the newest version
/// only; each change is a file of its own in `Changes`.
public struct APIChange: Sendable {
  public let version: APIVersion
  let summary: String
  /// The changed fields of requests' bodies and of answers, by the name of their schema.
  let objects: [String: [FieldChange]]
  /// The ids of the operations that are new.
  let newOperations: Set<String>

  public init(_ version: APIVersion, _ summary: String, objects: [String: [FieldChange]] = [:], newOperations: Set<String> = []) {
    self.version = version
    self.summary = summary
    self.objects = objects
    self.newOperations = newOperations
  }
}

/// What became of one field.
public enum FieldChange: Sendable {
  /// It is new: older clients neither get nor send it.
  case added(String)
  case renamed(from: String, to: String)
  /// In answers it meant something else, which `older` tells from the whole newer object.
  case redefined(String, was: String, older: @Sendable (JSONValue) -> JSONValue)
}

extension APIChange {
  /// An answer's object, its parts included already, as it was before.
  func older(_ object: JSONValue, of schema: String) -> JSONValue {
    guard let fields = objects[schema], case .object(let members) = object else { return object }
    return .object(
      members.compactMap { member in
        switch fields.first(where: { $0.newName == member.name }) {
        case nil: member
        case .added: nil
        case .renamed(let old, _): JSONMember(name: old, value: member.value)
        case .redefined(_, _, let older): JSONMember(name: member.name, value: older(object))
        }
      })
  }

  /// A schema as it was before.
  func olderSchema(_ schema: JSONValue, named name: String) -> JSONValue {
    guard let fields = objects[name], case .object(let properties)? = schema["properties"] else { return schema }
    var before: [JSONMember] = []
    var names: [String: String] = [:]
    for property in properties {
      switch fields.first(where: { $0.newName == property.name }) {
      case nil: before.append(property)
      case .added: continue
      case .renamed(let old, _): before.append(JSONMember(name: old, value: property.value))
      case .redefined(_, let was, _): before.append(JSONMember(name: property.name, value: property.value.with("description", .text(was))))
      }
      names[property.name] = before.last?.name
    }
    var older = schema.with("properties", .object(before))
    if case .array(let required)? = schema["required"] {
      older = older.with(
        "required", .array(required.compactMap { name in if case .text(let text) = name { names[text].map { .text($0) } } else { nil } }))
    }
    return older
  }

  /// What older clients call the field of a body; nil when they know no such field.
  func olderName(of field: String, in schema: String) -> String? {
    switch objects[schema]?.first(where: { $0.newName == field }) {
    case nil, .redefined: field
    case .added: nil
    case .renamed(let old, _): old
    }
  }

  /// What a field of an older client's body is called now; nil when older clients may not send it.
  func newerName(of field: String, in schema: String) -> String? {
    for change in objects[schema] ?? [] {
      if case .renamed(field, let new) = change { return new }
      if change.newName == field { if case .redefined = change { return field } else { return nil } }
    }
    return field
  }
}

extension FieldChange {
  fileprivate var newName: String {
    switch self {
    case .added(let name), .renamed(_, let name), .redefined(let name, _, _): name
    }
  }
}
