public import ForumKernel

/// Who or what a flag is asked for. What clients say of themselves is not checked: a flag chooses what is shown, it protects nothing.
public struct FeatureContext: Sendable {
  public static let targetingKeyName = "targetingKey"

  /// Names whoever gets the same variant each time, such as an account.
  public let targetingKey: String?
  public let attributes: [String: AttributeValue]

  /// The targeting key is among the attributes, by its name.
  public init(_ attributes: [String: AttributeValue]) {
    self.attributes = attributes
    if case .text(let key) = attributes[Self.targetingKeyName], !key.isEmpty { targetingKey = key } else { targetingKey = nil }
  }

  subscript(_ name: String) -> AttributeValue? {
    let value = attributes[name]
    return value == .null ? nil : value
  }

  /// The same with further attributes, which win over those of the same name.
  public func adding(_ more: [String: AttributeValue]) -> FeatureContext { FeatureContext(attributes.merging(more) { $1 }) }
}

/// Whose flags are asked, and in which context.
public struct FeatureQuestion: Sendable {
  public let tenant: TenantID
  /// The tenant's name, for a flag service.
  public let slug: String
  public var context: FeatureContext

  public init(tenant: TenantID, slug: String, context: FeatureContext) {
    self.tenant = tenant
    self.slug = slug
    self.context = context
  }
}

/// What a flag said.
public struct FeatureEvaluation: Sendable, Equatable {
  /// OpenFeature's words; flag services have more.
  public struct Reason: RawRepresentable, Sendable, Hashable {
    public let rawValue: String

    public init(rawValue: String) { self.rawValue = rawValue }

    public static let fixed = Reason(rawValue: "STATIC")
    public static let targetingMatch = Reason(rawValue: "TARGETING_MATCH")
    public static let split = Reason(rawValue: "SPLIT")
    public static let disabled = Reason(rawValue: "DISABLED")
    /// Last known, of a flag service that can't be asked now.
    public static let stale = Reason(rawValue: "STALE")
    /// Whoever was asked does not tell.
    public static let unknown = Reason(rawValue: "UNKNOWN")
  }

  public let key: String
  /// nil where a flag service names none.
  public let variant: String?
  /// nil: the default of whoever asks.
  public let value: AttributeValue?
  public var reason: Reason
  /// The forum's own flags tell their `version`, and the `rule` that decided.
  public let metadata: [String: AttributeValue]

  public init(key: String, variant: String?, value: AttributeValue?, reason: Reason, metadata: [String: AttributeValue]) {
    self.key = key
    self.variant = variant
    self.value = value
    self.reason = reason
    self.metadata = metadata
  }
}

/// Why a flag could not say anything; whoever asked takes the default.
public struct FeatureFailure: Error, Sendable, Equatable {
  /// OpenFeature's error codes.
  public enum Code: String, Sendable {
    case flagNotFound = "FLAG_NOT_FOUND"
    case parseError = "PARSE_ERROR"
    case targetingKeyMissing = "TARGETING_KEY_MISSING"
    case invalidContext = "INVALID_CONTEXT"
    case general = "GENERAL"
  }

  public let code: Code
  /// For people.
  public let details: String

  public init(_ code: Code, _ details: String) {
    self.code = code
    self.details = details
  }

  public static let notFound = FeatureFailure(.flagNotFound, "There is no flag of this key.")
  /// It is split, and the context names nobody who could always be on the same side.
  public static let targetingKeyMissing = FeatureFailure(.targetingKeyMissing, "The flag is split, so the context needs a targetingKey.")
}

/// One of several flags that were asked together.
public struct FeatureAnswer: Sendable, Equatable {
  public let key: String
  public let result: Result<FeatureEvaluation, FeatureFailure>

  public init(key: String, result: Result<FeatureEvaluation, FeatureFailure>) {
    self.key = key
    self.result = result
  }
}

/// All flags of a tenant.
public struct FeatureSet: Sendable {
  public let flags: [String: FeatureFlag]
  /// In order.
  public let keys: [String]

  public init(_ flags: [FeatureFlag]) {
    self.flags = Dictionary(flags.map { ($0.key, $0) }, uniquingKeysWith: { $1 })
    keys = self.flags.keys.sorted()
  }

  /// Those that need `key`.
  func needing(_ key: String) -> [FeatureFlag] { flags.values.filter { $0.definition.prerequisites.contains { $0.key == key } } }
}

/// Asks flags in one context. Each is asked once, however many others need it.
public struct FeatureInquiry {
  private let flags: [String: FeatureFlag]
  private let context: FeatureContext
  private var said: [String: Result<FeatureEvaluation, FeatureFailure>] = [:]

  public init(_ set: FeatureSet, _ context: FeatureContext) {
    flags = set.flags
    self.context = context
  }

  public mutating func ask(_ key: String) -> Result<FeatureEvaluation, FeatureFailure> {
    if let said = said[key] { return said }
    let result = Result { () throws(FeatureFailure) in try evaluate(key) }
    said[key] = result
    return result
  }

  private mutating func evaluate(_ key: String) throws(FeatureFailure) -> FeatureEvaluation {
    guard let flag = flags[key] else { throw .notFound }
    let definition = flag.definition
    func say(_ variant: String, _ reason: FeatureEvaluation.Reason, _ rule: String? = nil) -> FeatureEvaluation {
      var metadata: [String: AttributeValue] = ["version": .integer(flag.version)]
      if let rule { metadata["rule"] = .text(rule) }
      return FeatureEvaluation(
        key: key, variant: variant, value: definition.variants[variant] ?? .null, reason: reason, metadata: metadata)
    }
    guard definition.isOn else { return say(definition.offVariant, .disabled) }
    for prerequisite in definition.prerequisites {
      // One that is gone or can't say anything says nothing that was asked for.
      guard let other = try? ask(prerequisite.key).get(), other.variant == prerequisite.variant, other.reason != .disabled else {
        return say(definition.offVariant, .disabled)
      }
    }
    let rule = definition.rules.first { $0.conditions.allSatisfy { $0.holds(context[$0.attribute]) } }
    let shares = rule?.serve ?? definition.serve
    guard shares.count > 1 else { return say(shares[0].variant, rule == nil ? .fixed : .targetingMatch, rule?.name) }
    guard let targetingKey = context.targetingKey else { throw .targetingKeyMissing }
    return say(FeatureBucket.share(of: targetingKey, in: shares, flag: key).variant, .split, rule?.name)
  }

}

extension FeatureSet {
  /// The keys that a flag of this definition needs, directly or through others.
  func needs(of definition: FeatureDefinition) -> Set<String> {
    var found: Set<String> = []
    var waiting = definition.prerequisites.map(\.key)
    while let next = waiting.popLast() {
      guard found.insert(next).inserted, let flag = flags[next] else { continue }
      waiting += flag.definition.prerequisites.map(\.key)
    }
    return found
  }
}

/// Puts keys into the shares of a flag. A key stays where it is for as long as the shares before and around it do: raising the first share from 10 to 20
/// of 100 keeps everybody who was in it.
enum FeatureBucket {
  static func share(of targetingKey: String, in shares: [FeatureShare], flag: String) -> FeatureShare {
    let total = shares.reduce(UInt64(0)) { $0 + UInt64($1.weight) }
    var place = Int64(hash("\(flag)\u{0}\(targetingKey)").multipliedFullWidth(by: total).high)
    for share in shares {
      if place < share.weight { return share }
      place -= share.weight
    }
    return shares[shares.count - 1]
  }

  /// FNV-1a of 64 bits with MurmurHash3's finaliser, so that the high bits differ too; the same on every machine and in every release.
  private static func hash(_ text: String) -> UInt64 {
    var hash = text.utf8.reduce(UInt64(0xcbf2_9ce4_8422_2325)) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    hash = (hash ^ (hash >> 33)) &* 0xff51_afd7_ed55_8ccd
    hash = (hash ^ (hash >> 33)) &* 0xc4ce_b9fe_1a85_ec53
    return hash ^ (hash >> 33)
  }
}
