import Mustache

/// What a template may name: strings, numbers, flags, nested fields and lists of them.
///
/// A nil value is kept as an empty one, so that the template does not go on looking for the name in the objects around.
struct Fields: MustacheParent, ExpressibleByDictionaryLiteral {
  private struct Absent: MustacheCustomRenderable {
    var renderText: String { "" }
    var isNull: Bool { true }
  }

  private var values: [String: Any]

  init(dictionaryLiteral elements: (String, Any?)...) {
    values = Dictionary(uniqueKeysWithValues: elements.map { ($0, $1 ?? Absent()) })
  }

  func child(named name: String) -> Any? { values[name] }

  subscript(_ name: String) -> Any? {
    get { values[name] }
    set { values[name] = newValue ?? Absent() }
  }
}
