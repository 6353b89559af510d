/// A comparison of one attribute of whatever is asked about. An attribute that is a list is compared item by item.
public struct AttributeCondition: Sendable, Equatable, Codable {
  public enum Comparison: String, Sendable, Codable, CaseIterable {
    case isIn = "in"
    case isNotIn = "not_in"
    case startsWith = "starts_with"
    case endsWith = "ends_with"
    case contains
    /// Numbers by size, texts by their bytes: times as RFC 3339 writes them in UTC come out right.
    case isLess = "less_than"
    case isAtLeast = "at_least"
    case exists
    case isMissing = "not_exists"

    /// How many values it takes.
    public var valuesCount: ClosedRange<Int> {
      switch self {
      case .exists, .isMissing: 0...0
      case .isLess, .isAtLeast: 1...1
      default: 1...AttributeCondition.valuesMax
      }
    }
  }

  public static let valuesMax = 100

  /// Its name.
  public let attribute: String
  public let comparison: Comparison
  /// One of these is enough.
  public let values: [AttributeValue]

  public init(attribute: String, comparison: Comparison, values: [AttributeValue]) {
    self.attribute = attribute
    self.comparison = comparison
    self.values = values
  }

  /// `value`: the attribute's; nil where there is none.
  public func holds(_ value: AttributeValue?) -> Bool {
    switch comparison {
    case .exists: return value != nil
    case .isMissing: return value == nil
    case .isNotIn: return !items(value).contains { item in values.contains { $0.isSame(as: item) } }
    default: return items(value).contains { item in values.contains { compare(item, $0) } }
    }
  }

  private func items(_ value: AttributeValue?) -> [AttributeValue] {
    if case .list(let items) = value { return items }
    return value.map { [$0] } ?? []
  }

  private func compare(_ item: AttributeValue, _ value: AttributeValue) -> Bool {
    switch comparison {
    case .isIn: return item.isSame(as: value)
    case .isLess: return item.isLess(than: value) == true
    case .isAtLeast: return item.isLess(than: value) == false
    default: break
    }
    guard case .text(let a) = item, case .text(let b) = value else { return false }
    return switch comparison {
    case .startsWith: a.utf8.starts(with: b.utf8)
    case .endsWith: a.utf8.suffix(b.utf8.count).elementsEqual(b.utf8)
    default: comparison == .contains && a.utf8.firstRange(of: b.utf8) != nil
    }
  }
}
