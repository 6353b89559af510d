/// What administration accepts.
public enum AdminLimits {
  public static let roleNameLengthMax = 40
  public static let roleDescriptionLengthMax = 200
  public static let tenantSlugLengthMax = 40
  public static let tenantNameLengthMax = 100
  public static let taglineLengthMax = 200
  public static let tenantHostsMax = 20
  /// All of them are in the memory of every node.
  public static let tenantsMax = 1000
  /// Roles are listed whole, and read with every sign-in.
  public static let rolesMax: Int64 = 100
  public static let roleParentsMax = 10
  /// All of a tenant's are asked with every request that they concern.
  public static let policiesMax = 100
  public static let policyDescriptionLengthMax = 300
  public static let policyBytesMax = 16 << 10
  /// Of a tenant's together: a question looks at all that concern it.
  public static let policiesBytesMax = 256 << 10
  public static let policyConditionsMax = 10
  /// All of them are in the memory of every node, and asked together.
  public static let featuresMax = 200
  public static let featureBytesMax = 16 << 10
  public static let featureKeyLengthMax = 100
  public static let featureDescriptionLengthMax = 500
  public static let featureVariantsMax = 20
  public static let featurePrerequisitesMax = 10
  public static let featureRulesMax = 50
  public static let featureConditionsMax = 10
  /// Of a context; what an item or text of it may be compared with is bounded above.
  public static let featureContextBytesMax = 64 << 10
  public static let featureContextItemsMax = 100
  public static let featureContextTextMax = 1024
  /// Enough for thousandths of a percent.
  public static let featureWeightMax = 100_000
}
