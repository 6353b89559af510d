/// Names of attributes: `author.name` reaches into objects, `*` in settings means all or every one of a beginning.
enum AttributePath {
  /// Whether an attribute is what a setting names: itself, one inside it, or one that a pattern covers.
  static func matches(_ attribute: String, pattern: String) -> Bool {
    if pattern == "*" || pattern == attribute { return true }
    if pattern.hasSuffix("*") { return attribute.hasPrefix(pattern.dropLast()) }
    if pattern.hasPrefix("*") { return attribute.hasSuffix(pattern.dropFirst()) }
    return attribute.hasPrefix(pattern + ".")
  }

  /// The values at a path: through objects, and through arrays of them. Empty when there is none.
  static func values(_ path: String, in document: FacadeJSON) -> [FacadeJSON] { values(path[...], in: document) }

  private static func values(_ path: Substring, in value: FacadeJSON) -> [FacadeJSON] {
    switch value {
    case .object(let members):
      // A name may itself hold dots.
      members.flatMap { member -> [FacadeJSON] in
        if path == member.name { return [member.value] }
        guard path.hasPrefix(member.name), path.dropFirst(member.name.count).first == "." else { return [] }
        return values(path.dropFirst(member.name.count + 1), in: member.value)
      }
    case .array(let items): items.flatMap { values(path, in: $0) }
    default: []
    }
  }

  /// Every scalar of a document by its path, in order; the elements of an array share one.
  static func leaves(_ document: FacadeJSON) -> [(path: String, value: FacadeJSON)] {
    var found: [(path: String, value: FacadeJSON)] = []
    func walk(_ value: FacadeJSON, _ path: String) {
      switch value {
      case .object(let members): for member in members { walk(member.value, path.isEmpty ? member.name : "\(path).\(member.name)") }
      case .array(let items): for item in items { walk(item, path) }
      default: found.append((path, value))
      }
    }
    walk(document, "")
    return found
  }
}
