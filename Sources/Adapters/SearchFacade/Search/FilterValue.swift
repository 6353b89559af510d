extension FilterNode {
  /// A filter as requests have it: a text, or an array whose elements must all hold, where an inner array holds when one of its elements does. nil
  /// when
  /// there is none. Throws `code` (`invalid_search_filter`, `invalid_document_filter`).
  static func from(_ value: FacadeJSON?, code: String) throws(FacadeError) -> FilterNode? {
    do throws(FacadeError) {
      switch value {
      case nil, .null: return nil
      case .text(let text): return try FilterParser.parse(text)
      case .array(let items):
        var parts: [FilterNode] = []
        for item in items {
          guard let part = try alternatives(item) else { continue }
          parts.append(part)
        }
        return parts.isEmpty ? nil : .and(parts)
      case let other?:
        throw FacadeError(code, "Invalid syntax for the filter parameter: `expected String, Array, found: \(other.description)`.")
      }
    } catch {
      throw FacadeError(code, error.message)
    }
  }

  private static func alternatives(_ item: FacadeJSON) throws(FacadeError) -> FilterNode? {
    if let text = item.text { return try FilterParser.parse(text) }
    guard let texts = item.texts else {
      throw FacadeError("invalid_search_filter", "Invalid syntax for the filter parameter: `expected String, [String], found: \(item.description)`.")
    }
    var parts: [FilterNode] = []
    for text in texts {
      guard let part = try FilterParser.parse(text) else { continue }
      parts.append(part)
    }
    return parts.isEmpty ? nil : .or(parts)
  }

  /// Throws `code` for an attribute that the index does not filter by.
  func check(_ index: FacadeIndex, code: String) throws(FacadeError) {
    let patterns = index.settings.filterable
    for attribute in attributes.sorted() where !patterns.contains(where: { AttributePath.matches(attribute, pattern: $0) }) {
      let known =
        patterns.isEmpty
        ? "This index does not have configured filterable attributes."
        : "Available filterable attribute patterns are: `\(patterns.sorted().joined(separator: ", "))`."
      throw FacadeError(code, "Index `\(index.uid)`: Attribute `\(attribute)` is not filterable. \(known)")
    }
  }
}
