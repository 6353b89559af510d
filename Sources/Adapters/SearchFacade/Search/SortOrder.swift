/// One `attribute:asc` or `attribute:desc`.
struct SortOrder {
  let attribute: String
  let isAscending: Bool

  /// Throws `invalid_search_sort`.
  init(_ text: String) throws(FacadeError) {
    guard let colon = text.lastIndex(of: ":"), ["asc", "desc"].contains(text[text.index(after: colon)...]) else {
      throw FacadeError(
        "invalid_search_sort", "Invalid syntax for the sort parameter: expected expression ending by `:asc` or `:desc`, found `\(text)`.")
    }
    attribute = String(text[..<colon])
    isAscending = text.hasSuffix(":asc")
  }

  init(_ attribute: String, isAscending: Bool) {
    self.attribute = attribute
    self.isAscending = isAscending
  }

  /// Numbers come before texts and documents without the attribute last, in both directions.
  enum Key: Equatable {
    case number(Double)
    case text(String)
    case missing
  }

  func key(_ document: FacadeJSON) -> Key {
    let values = FilterNode.flat(AttributePath.values(attribute, in: document))
    let numbers = values.compactMap(\.number)
    if let best = isAscending ? numbers.min() : numbers.max() { return .number(best) }
    let texts = values.compactMap { $0.number == nil ? FacetValue.text($0).map(FacetValue.fold) : nil }
    return (isAscending ? texts.min() : texts.max()).map(Key.text) ?? .missing
  }

  /// nil when they are equal.
  func isBefore(_ a: Key, _ b: Key) -> Bool? {
    switch (a, b) {
    case (.number(let a), .number(let b)): a == b ? nil : (a < b) == isAscending
    case (.text(let a), .text(let b)): a == b ? nil : (a < b) == isAscending
    case (.missing, .missing): nil
    case (.number, _), (.text, .missing): true
    default: false
    }
  }
}
