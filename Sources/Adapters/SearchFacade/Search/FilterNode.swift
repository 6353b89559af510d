/// A condition on a document.
indirect enum FilterNode: Equatable {
  enum Test: Equatable {
    case equal(String)
    case notEqual(String)
    case less(Double)
    case lessOrEqual(Double)
    case greater(Double)
    case greaterOrEqual(Double)
    case between(Double, Double)
    case oneOf([String])
    case exists, isNull, isEmpty
  }

  case test(attribute: String, Test)
  case and([FilterNode])
  case or([FilterNode])
  case not(FilterNode)

  var attributes: Set<String> {
    switch self {
    case .test(let attribute, _): [attribute]
    case .and(let parts), .or(let parts): parts.reduce(into: []) { $0.formUnion($1.attributes) }
    case .not(let part): part.attributes
    }
  }

  /// Whether a document is meant.
  func admits(_ document: FacadeJSON) -> Bool {
    switch self {
    case .test(let attribute, let test): Self.admits(AttributePath.values(attribute, in: document), test)
    case .and(let parts): parts.allSatisfy { $0.admits(document) }
    case .or(let parts): parts.contains { $0.admits(document) }
    case .not(let part): !part.admits(document)
    }
  }

  private static func admits(_ values: [FacadeJSON], _ test: Test) -> Bool {
    switch test {
    case .exists: !values.isEmpty
    case .isNull: values.contains(.null)
    case .isEmpty: values.contains { $0 == .text("") || $0 == [] || $0 == [:] }
    case .notEqual(let wanted): !admits(values, .equal(wanted))
    case .oneOf(let wanted): wanted.contains { admits(values, .equal($0)) }
    case .equal(let wanted): flat(values).contains { isEqual($0, wanted) }
    case .less(let bound): flat(values).contains { $0.number.map { $0 < bound } ?? false }
    case .lessOrEqual(let bound): flat(values).contains { $0.number.map { $0 <= bound } ?? false }
    case .greater(let bound): flat(values).contains { $0.number.map { $0 > bound } ?? false }
    case .greaterOrEqual(let bound): flat(values).contains { $0.number.map { $0 >= bound } ?? false }
    case .between(let low, let high): flat(values).contains { $0.number.map { low <= $0 && $0 <= high } ?? false }
    }
  }

  /// The elements of arrays, which are values of the attribute like any other.
  static func flat(_ values: [FacadeJSON]) -> [FacadeJSON] { values.flatMap { value in value.items.map(flat) ?? [value] } }

  private static func isEqual(_ value: FacadeJSON, _ wanted: String) -> Bool {
    switch value {
    case .text(let text): FacetValue.fold(text) == wanted
    case .bool(let flag): (flag ? "true" : "false") == wanted
    case .integer, .decimal: value.number == Double(wanted)
    default: false
    }
  }
}
