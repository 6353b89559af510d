public import ForumKernel

// The fields of a shape. Each has one name, so that the compiler never has to choose; `…OrNull` is for values that may be missing.
extension Shape {
  public func text(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> String) -> Shape {
    adding(name, description, .text) { $1.text(get($0)) }
  }

  public func textOrNull(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> String?) -> Shape {
    adding(name, description, .text.nullable) { view, writer in if let text = get(view) { writer.text(text) } else { writer.null() } }
  }

  /// One of a fixed set of words.
  public func word(_ name: String, of words: [String], _ description: String = "", _ get: @escaping @Sendable (View) -> String) -> Shape {
    let schema = JSONSchema(["type": "string", "enum": .array(words.map { .text($0) })])
    return adding(name, description, schema) { $1.text(get($0)) }
  }

  public func id<Entity>(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> ID<Entity>) -> Shape {
    adding(name, description, .id) { $1.id(get($0).raw) }
  }

  public func idOrNull<Entity>(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> ID<Entity>?) -> Shape {
    adding(name, description, .id.nullable) { view, writer in if let id = get(view) { writer.id(id.raw) } else { writer.null() } }
  }

  public func time(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> Timestamp) -> Shape {
    adding(name, description, .time) { $1.quoted(get($0).description) }
  }

  public func timeOrNull(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> Timestamp?) -> Shape {
    adding(name, description, .time.nullable) { view, writer in if let time = get(view) { writer.quoted(time.description) } else { writer.null() } }
  }

  public func number<Number: BinaryInteger & SendableMetatype>(
    _ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> Number
  ) -> Shape {
    adding(name, description, .number) { $1.number(Int64(get($0))) }
  }

  public func numberOrNull(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> Int64?) -> Shape {
    adding(name, description, .number.nullable) { view, writer in if let number = get(view) { writer.number(number) } else { writer.null() } }
  }

  public func decimal(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> Double) -> Shape {
    adding(name, description, JSONSchema(["type": "number"])) { $1.decimal(get($0)) }
  }

  public func flag(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> Bool) -> Shape {
    adding(name, description, JSONSchema(["type": "boolean"])) { $1.flag(get($0)) }
  }

  public func object<Part>(
    _ name: String, _ shape: Shape<Part>, _ description: String = "", _ get: @escaping @Sendable (View) -> Part
  ) -> Shape {
    adding(name, description, shape.schema) { shape.append(get($0), to: &$1) }
  }

  public func objectOrNull<Part>(
    _ name: String, _ shape: Shape<Part>, _ description: String = "", _ get: @escaping @Sendable (View) -> Part?
  ) -> Shape {
    adding(name, description, shape.schema.nullable) { view, writer in
      if let part = get(view) { shape.append(part, to: &writer) } else { writer.null() }
    }
  }

  /// A list of values of any shape: `.list("tags", .texts)`, `.list("posts", Shapes.post)`.
  public func list<Part>(
    _ name: String, _ shape: Shape<Part>, _ description: String = "", _ get: @escaping @Sendable (View) -> [Part]
  ) -> Shape {
    let list = shape.list
    return adding(name, description, list.schema) { list.append(get($0), to: &$1) }
  }

  /// An object whose names are data: counts by kind, facets.
  public func counts(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> [(name: String, count: Int64)]) -> Shape {
    let schema = JSONSchema(["type": "object", "additionalProperties": JSONSchema.number.value])
    return adding(name, description, schema) { view, writer in
      writer.raw("{")
      writer.list(get(view)) { entry, writer in
        writer.text(entry.name)
        writer.raw(":")
        writer.number(entry.count)
      }
      writer.raw("}")
    }
  }

  /// The cursor of the page after this one.
  func next(_ get: @escaping @Sendable (View) -> String?) -> Shape { textOrNull("next", "The cursor of the next page.", get).paged(by: get) }

  /// JSON of any kind that is encoded already.
  public func json(_ name: String, _ description: String = "", _ get: @escaping @Sendable (View) -> [UInt8]) -> Shape {
    adding(name, description, JSONSchema([:])) { $1.raw(get($0)) }
  }
}

extension Shape {
  /// A plain array of such values.
  public var list: Shape<[View]> {
    let items = schema
    return Shape<[View]>(JSONSchema(["type": "array", "items": items.value], components: items.components)) { views, writer in
      writer.raw("[")
      writer.list(views) { self.append($0, to: &$1) }
      writer.raw("]")
    }
  }

  /// `{"items":[…],"next":cursor|null}`.
  public var page: Shape<Listing<View>> {
    let list = self.list
    let schema = JSONSchema(
      ["type": "object", "properties": ["items": list.schema.value, "next": JSONSchema.text.nullable.value], "required": ["items", "next"]],
      components: list.schema.components)
    return Shape<Listing<View>>(schema) { listing, writer in
      writer.raw("{\"items\":")
      list.append(listing.items, to: &writer)
      writer.raw(",\"next\":")
      if let next = listing.next { writer.quoted(next) } else { writer.null() }
      writer.raw("}")
    }.paged { $0.next }
  }
}

extension Shape where View == String {
  /// A string by itself, as in a list of tags.
  public static var texts: Shape { Shape(.text) { $1.text($0) } }
}

/// One page of a list as the client gets it.
public struct Listing<Item: Sendable>: Sendable {
  public let items: [Item]
  /// The cursor of the next page; nil on the last one.
  public let next: String?

  public init(items: [Item], next: String?) {
    self.items = items
    self.next = next
  }
}

extension JSONSchema {
  fileprivate static let text = JSONSchema(["type": "string"])
  fileprivate static let id = JSONSchema(["type": "string", "format": "uuid"])
  fileprivate static let time = JSONSchema(["type": "string", "format": "date-time"])
  fileprivate static let number = JSONSchema(["type": "integer", "format": "int64"])
}
