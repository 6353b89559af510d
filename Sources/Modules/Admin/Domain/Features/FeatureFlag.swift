public import ForumKernel

/// A feature flag of one tenant.
public struct FeatureFlag: Sendable, Equatable {
  /// What programs ask for.
  public let key: String
  public let definition: FeatureDefinition
  /// Raised by every change; 1 at first.
  public let version: Int64
  public let updatedAt: Timestamp

  public init(key: String, definition: FeatureDefinition, version: Int64, updatedAt: Timestamp) {
    self.key = key
    self.definition = definition
    self.version = version
    self.updatedAt = updatedAt
  }

  /// Letters, digits, `-`, `_` and `.`.
  static func isKey(_ text: String) -> Bool {
    (1...AdminLimits.featureKeyLengthMax).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"): true
        case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."): true
        default: false
        }
      }
  }
}

/// What a flag says, and to whom. Rules are tried in order; the first one whose conditions all hold decides, else `serve`.
public struct FeatureDefinition: Sendable, Equatable, Codable {
  public enum Kind: String, Sendable, Codable, CaseIterable { case boolean, string, number, object }

  public var description: String
  public var kind: Kind
  /// What it can say, by name; all of `kind`.
  public var variants: [String: FeatureValue]
  /// The kill switch: while it is off, everybody gets `offVariant`.
  public var isOn: Bool
  public var offVariant: String
  /// What other flags must say, in the same context, for this one to be on.
  public var prerequisites: [FeaturePrerequisite]
  public var rules: [FeatureRule]
  /// For whom no rule holds.
  public var serve: [FeatureShare]

  public init(
    description: String, kind: Kind, variants: [String: FeatureValue], isOn: Bool, offVariant: String, prerequisites: [FeaturePrerequisite],
    rules: [FeatureRule], serve: [FeatureShare]
  ) {
    self.description = description
    self.kind = kind
    self.variants = variants
    self.isOn = isOn
    self.offVariant = offVariant
    self.prerequisites = prerequisites
    self.rules = rules
    self.serve = serve
  }
}

/// Another flag that must say this variant.
public struct FeaturePrerequisite: Sendable, Equatable, Codable {
  public let key: String
  public let variant: String

  public init(key: String, variant: String) {
    self.key = key
    self.variant = variant
  }
}

/// A part of those whom a rule is for. A single share is for all of them, whatever its weight.
public struct FeatureShare: Sendable, Equatable, Codable {
  public let variant: String
  /// Against the sum of all weights beside it.
  public let weight: Int64

  public init(variant: String, weight: Int64) {
    self.variant = variant
    self.weight = weight
  }
}

public struct FeatureRule: Sendable, Equatable, Codable {
  /// What people call it; evaluations name it in their metadata.
  public let name: String
  /// All must hold.
  public let conditions: [FeatureCondition]
  public let serve: [FeatureShare]

  public init(name: String, conditions: [FeatureCondition], serve: [FeatureShare]) {
    self.name = name
    self.conditions = conditions
    self.serve = serve
  }
}

/// A comparison of one attribute of the context. An attribute that is a list is compared item by item.
public struct FeatureCondition: Sendable, Equatable, Codable {
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
    var valuesCount: ClosedRange<Int> {
      switch self {
      case .exists, .isMissing: 0...0
      case .isLess, .isAtLeast: 1...1
      default: 1...AdminLimits.featureValuesMax
      }
    }
  }

  /// `targetingKey`, or the name of any other.
  public let attribute: String
  public let comparison: Comparison
  /// One of these is enough.
  public let values: [FeatureValue]

  public init(attribute: String, comparison: Comparison, values: [FeatureValue]) {
    self.attribute = attribute
    self.comparison = comparison
    self.values = values
  }

  func holds(_ context: FeatureContext) -> Bool {
    let value = context[attribute]
    switch comparison {
    case .exists: return value != nil
    case .isMissing: return value == nil
    case .isNotIn: return !items(value).contains { item in values.contains { $0.isSame(as: item) } }
    default: return items(value).contains { item in values.contains { compare(item, $0) } }
    }
  }

  private func items(_ value: FeatureValue?) -> [FeatureValue] {
    if case .list(let items) = value { return items }
    return value.map { [$0] } ?? []
  }

  private func compare(_ item: FeatureValue, _ value: FeatureValue) -> Bool {
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
