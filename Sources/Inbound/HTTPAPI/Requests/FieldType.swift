public import ForumKernel

/// How one value of a request is read and checked, and how the OpenAPI document describes it.
public struct FieldType<Value: Sendable>: Sendable {
  /// Made only when somebody asks: requests are read without it.
  private let describe: @Sendable () -> JSONSchema
  /// Stands for a value that could not be read, so that one run finds every fault; never leaves a request that has faults.
  let placeholder: Value
  /// What the text of a query parameter is as JSON.
  let fromText: @Sendable (String) -> JSONValue
  /// Returns nil after it has noted why.
  let read: @Sendable (JSONValue, _ pointer: String, _ faults: inout FaultList) -> Value?

  init(
    _ schema: @autoclosure @escaping @Sendable () -> JSONSchema, placeholder: Value,
    fromText: @escaping @Sendable (String) -> JSONValue = { .text($0) },
    read: @escaping @Sendable (JSONValue, String, inout FaultList) -> Value?
  ) {
    describe = schema
    self.placeholder = placeholder
    self.fromText = fromText
    self.read = read
  }

  var schema: JSONSchema { describe() }
}

extension FieldType where Value == String {
  /// Text of several lines. Lengths are in characters (Unicode scalars, as JSON Schema counts them). Control characters but tab and newline are refused; CR LF becomes LF.
  public static func text(_ length: ClosedRange<Int>) -> FieldType { text(length, isLine: false) }

  /// Text on one line.
  public static func line(_ length: ClosedRange<Int>) -> FieldType { text(length, isLine: true) }

  private static func text(_ length: ClosedRange<Int>, isLine: Bool) -> FieldType {
    FieldType(
      JSONSchema(["type": "string", "minLength": .integer(Int64(length.lowerBound)), "maxLength": .integer(Int64(length.upperBound))]),
      placeholder: ""
    ) { value, pointer, faults in
      guard case .text(let raw) = value else {
        faults.add(pointer, "wrong_type", "This must be a string.")
        return nil
      }
      let text = isLine ? raw : TextRules.joiningLineEnds(raw)
      guard let fault = TextRules.fault(in: text, length: length, isLine: isLine) else { return text }
      faults.add(pointer, fault.code, fault.detail)
      return nil
    }
  }

  /// One of these words.
  public static func word(of words: [String]) -> FieldType {
    FieldType(JSONSchema(["type": "string", "enum": .array(words.map { .text($0) })]), placeholder: words[0]) { value, pointer, faults in
      guard case .text(let text) = value else {
        faults.add(pointer, "wrong_type", "This must be a string.")
        return nil
      }
      guard words.contains(text) else {
        faults.add(pointer, "not_allowed", "This must be one of: \(words.joined(separator: ", ")).")
        return nil
      }
      return text
    }
  }
}

extension FieldType where Value: CaseIterable & RawRepresentable, Value.RawValue == String {
  /// One of the enum's raw values.
  public static func choice(_: Value.Type = Value.self) -> FieldType {
    let words = Value.allCases.map(\.rawValue)
    return FieldType<String>.word(of: words).parsed(example: words[0]) { Value(rawValue: $0) }
  }
}

extension FieldType {
  /// An id; another module's id type comes from the type of the property.
  public static func id<Entity>() -> FieldType where Value == ID<Entity> {
    FieldType(JSONSchema(["type": "string", "format": "uuid"]), placeholder: ID(.zero)) { value, pointer, faults in
      if case .text(let text) = value, let id = ID<Entity>(text) { return id }
      faults.add(pointer, "malformed", "This must be an id: a UUID of version 7.")
      return nil
    }
  }
}

extension FieldType where Value == Int {
  public static func number(_ range: ClosedRange<Int>) -> FieldType {
    let fromText: @Sendable (String) -> JSONValue = { text in Int64(text).map { .integer($0) } ?? .text(text) }
    return FieldType(
      JSONSchema(["type": "integer", "minimum": .integer(Int64(range.lowerBound)), "maximum": .integer(Int64(range.upperBound))]),
      placeholder: range.lowerBound, fromText: fromText
    ) { value, pointer, faults in
      guard case .integer(let number) = value else {
        faults.add(pointer, "wrong_type", "This must be a whole number.")
        return nil
      }
      guard let number = Int(exactly: number), range.contains(number) else {
        faults.add(pointer, "out_of_range", "This must be from \(range.lowerBound) to \(range.upperBound).")
        return nil
      }
      return number
    }
  }
}

extension FieldType where Value == Bool {
  public static var flag: FieldType {
    let fromText: @Sendable (String) -> JSONValue = { $0 == "true" ? .bool(true) : $0 == "false" ? .bool(false) : .text($0) }
    return FieldType(JSONSchema(["type": "boolean"]), placeholder: false, fromText: fromText) { value, pointer, faults in
      if case .bool(let flag) = value { return flag }
      faults.add(pointer, "wrong_type", "This must be true or false.")
      return nil
    }
  }
}

extension FieldType where Value == Timestamp {
  /// RFC 3339 with an offset or `Z`.
  public static var time: FieldType {
    FieldType(JSONSchema(["type": "string", "format": "date-time"]), placeholder: Timestamp(milliseconds: 0)) { value, pointer, faults in
      if case .text(let text) = value, let time = Timestamp(text) { return time }
      faults.add(pointer, "malformed", "This must be a time as RFC 3339 writes it: 2026-11-25T07:28:31Z.")
      return nil
    }
  }
}

extension FieldType where Value == JSONValue {
  /// Any JSON.
  public static var json: FieldType { FieldType(JSONSchema([:]), placeholder: .null) { value, _, _ in value } }
}
