/// How a view looks as JSON: one table of fields that both writes the bytes and describes them for OpenAPI.
///
/// ```swift
/// static let post = Shape<PostView>("Post", "A post.")
///   .id("id") { $0.post.id }
///   .text("body", "The source text.") { $0.post.content.source }
///   .objectOrNull("author", Shapes.author, "null after erasure.") { $0.author }
/// ```
public struct Shape<View: Sendable>: Sendable {
  typealias Write = @Sendable (View, inout JSONWriter) -> Void

  private struct Field: Sendable {
    let property: JSONSchema.Property
    /// The bracket or comma, the name and the colon.
    let prefix: [UInt8]
    let write: Write
  }

  private enum Form: Sendable {
    case object(name: String, description: String, fields: [Field])
    case value(JSONSchema, Write)
  }

  private let form: Form
  /// The cursor of the page after this one; of lists alone.
  private(set) var next: (@Sendable (View) -> String?)?

  private init(_ form: Form) { self.form = form }

  init(_ schema: JSONSchema, write: @escaping Write) { self.init(.value(schema, write)) }

  /// An object without fields yet; the name is that of its schema in the OpenAPI document.
  public init(_ name: String, _ description: String) { self.init(.object(name: name, description: description, fields: [])) }

  /// The shape with one more field.
  func adding(_ name: String, _ description: String, _ schema: JSONSchema, write: @escaping Write) -> Shape {
    guard case .object(let objectName, let objectDescription, let fields) = form else { preconditionFailure("only objects have fields") }
    let prefix = Array("\(fields.isEmpty ? "{" : ",")\"\(name)\":".utf8)
    let property = JSONSchema.Property(name: name, schema: schema, isRequired: true, description: description)
    var shape = Shape(
      .object(name: objectName, description: objectDescription, fields: fields + [Field(property: property, prefix: prefix, write: write)]))
    shape.next = next
    return shape
  }

  /// The shape of a list, of which this is the cursor of the next page.
  func paged(by next: @escaping @Sendable (View) -> String?) -> Shape {
    var shape = self
    shape.next = next
    return shape
  }

  /// The name of an object's schema.
  var name: String? { if case .object(let name, _, _) = form { name } else { nil } }

  /// Clients must expect new fields in answers, so objects are open.
  var schema: JSONSchema {
    switch form {
    case .object(let name, let description, let fields):
      let object = JSONSchema(properties: fields.map(\.property), isOpen: true)
      return JSONSchema(object.value.with("description", .text(description)), components: object.components).named(name)
    case .value(let schema, _): return schema
    }
  }

  /// Writes the view into a larger text.
  public func append(_ view: View, to writer: inout JSONWriter) {
    switch form {
    case .object(_, _, let fields):
      if fields.isEmpty { writer.raw("{") }
      for field in fields {
        writer.raw(field.prefix)
        field.write(view, &writer)
      }
      writer.raw("}")
    case .value(_, let write): write(view, &writer)
    }
  }

  /// The view as JSON.
  public func json(_ view: View) -> [UInt8] {
    var writer = JSONWriter()
    append(view, to: &writer)
    return writer.bytes
  }
}
