/// How deep a document asks, fragments taken in. For one whose fragments form no circle.
struct DocumentDepth {
  /// The steps from the root to the deepest field.
  private(set) var fields = 0
  /// The same below `__schema` and `__type`.
  private(set) var introspection = 0

  private let fragments: [String: Fragment]
  private var measured: [String: Int] = [:]

  init(_ document: Document) {
    fragments = document.fragmentsByName
    for operation in document.operations { fields = max(fields, depth(of: operation.selections)) }
  }

  /// Throws when a document asks too deep.
  static func require(_ document: Document, max: Int) throws(GraphQLError) {
    let depth = DocumentDepth(document)
    guard depth.fields <= max else {
      throw GraphQLError(.tooDeep, "This asks \(depth.fields) levels deep; the limit is \(max).")
    }
    guard depth.introspection <= GraphQLLimits.introspectionDepthMax else {
      throw GraphQLError(
        .tooDeep, "This asks for the schema \(depth.introspection) levels deep; the limit is \(GraphQLLimits.introspectionDepthMax).")
    }
  }

  private mutating func depth(of set: SelectionSet) -> Int {
    var deepest = 0
    for selection in set.selections {
      switch selection {
      case .field(let field):
        let below = field.selections.map { depth(of: $0) } ?? 0
        if field.name.text == "__schema" || field.name.text == "__type" {
          introspection = max(introspection, below + 1)
          deepest = max(deepest, 1)
        } else {
          deepest = max(deepest, below + 1)
        }
      case .inline(let inline): deepest = max(deepest, depth(of: inline.selections))
      case .spread(let spread): deepest = max(deepest, depth(of: spread.name.text))
      }
    }
    return deepest
  }

  private mutating func depth(of name: String) -> Int {
    if let known = measured[name] { return known }
    let found = fragments[name].map { depth(of: $0.selections) } ?? 0
    measured[name] = found
    return found
  }
}
