public import ForumKernel

extension FieldType {
  /// The value as a type of the domain; `parse` returns nil for what it refuses. `example` must pass, and is shown in the OpenAPI document.
  public func parsed<Parsed: Sendable>(
    example: Value, detail: String = "This is not valid.", _ parse: @escaping @Sendable (Value) -> Parsed?
  ) -> FieldType<Parsed> {
    guard let placeholder = parse(example) else { preconditionFailure("the example of a field type must be valid: \(example)") }
    return FieldType<Parsed>(schema.exemplified(by: example), placeholder: placeholder, fromText: fromText) { value, pointer, faults in
      guard let raw = read(value, pointer, &faults) else { return nil }
      if let parsed = parse(raw) { return parsed }
      faults.add(pointer, "malformed", detail)
      return nil
    }
  }

  /// The value, if the domain's own check passes. The first name of its faults' pointers is that of the value, and what follows the place in it: `/tags/1`.
  public func checked(_ check: @escaping @Sendable (Value) throws(AppError) -> Void) -> FieldType {
    FieldType(schema, placeholder: placeholder, fromText: fromText) { value, pointer, faults in
      guard let raw = read(value, pointer, &faults) else { return nil }
      do throws(AppError) {
        try check(raw)
        return raw
      } catch {
        let seen = faults
        for fault in error.placed where !seen.isUnread(pointer + fault.rest) { faults.add(pointer + fault.rest, fault.code, fault.detail) }
        return nil
      }
    }
  }

  /// A list; as a query parameter its items are separated by commas.
  public static func list<Item>(of item: FieldType<Item>, count: ClosedRange<Int>) -> FieldType where Value == [Item] {
    let fromText: @Sendable (String) -> JSONValue = { text in .array(text.split(separator: ",").map { item.fromText(String($0)) }) }
    return FieldType(item.schema.list(of: count), placeholder: [], fromText: fromText) { value, pointer, faults in
      guard case .array(let items) = value else {
        faults.add(pointer, "wrong_type", "This must be a list.")
        return nil
      }
      guard items.count <= count.upperBound else {
        faults.add(pointer, "too_many", "This must have at most \(count.upperBound) items.")
        return nil
      }
      guard items.count >= count.lowerBound else {
        faults.add(pointer, "too_few", "This must have at least \(count.lowerBound) items.")
        return nil
      }
      return items.enumerated().map { item.read($1, "\(pointer)/\($0)", &faults) ?? item.placeholder }
    }
  }

  /// An object with fields of its own.
  public static func object(_: Value.Type = Value.self) -> FieldType where Value: RequestFields {
    var describing = FieldReader(describingQuery: false)
    let placeholder = Value(&describing)
    let schema = describing.schema.named(Value.schemaName)
    return FieldType(schema, placeholder: placeholder) { value, pointer, faults in
      guard case .object(let members) = value else {
        faults.add(pointer, "wrong_type", "This must be an object.")
        return nil
      }
      var reader = FieldReader(members: members, pointer: pointer, faults: faults)
      let object = Value(&reader)
      faults = reader.finished()
      return object
    }
  }
}

extension JSONSchema {
  fileprivate func list(of count: ClosedRange<Int>) -> JSONSchema {
    JSONSchema(
      ["type": "array", "items": value, "minItems": .integer(Int64(count.lowerBound)), "maxItems": .integer(Int64(count.upperBound))],
      components: components)
  }

  fileprivate func exemplified(by example: some Any) -> JSONSchema {
    guard let text = example as? String, value["enum"] == nil else { return self }
    return JSONSchema(value.with("examples", [.text(text)]), components: components)
  }
}
