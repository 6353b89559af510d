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
  public var variants: [String: AttributeValue]
  /// The kill switch: while it is off, everybody gets `offVariant`.
  public var isOn: Bool
  public var offVariant: String
  /// What other flags must say, in the same context, for this one to be on.
  public var prerequisites: [FeaturePrerequisite]
  public var rules: [FeatureRule]
  /// For whom no rule holds.
  public var serve: [FeatureShare]

  public init(
    description: String, kind: Kind, variants: [String: AttributeValue], isOn: Bool, offVariant: String, prerequisites: [FeaturePrerequisite],
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
  public let conditions: [AttributeCondition]
  public let serve: [FeatureShare]

  public init(name: String, conditions: [AttributeCondition], serve: [FeatureShare]) {
    self.name = name
    self.conditions = conditions
    self.serve = serve
  }
}
