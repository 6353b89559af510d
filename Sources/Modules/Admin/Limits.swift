/// What administration accepts.
public enum AdminLimits {
  public static let roleNameLengthMax = 40
  public static let roleDescriptionLengthMax = 200
  public static let tenantSlugLengthMax = 40
  public static let tenantNameLengthMax = 100
  public static let tenantHostsMax = 20
  /// All of them are in the memory of every node.
  public static let tenantsMax = 1000
  /// Roles are listed whole, and read with every sign-in.
  public static let rolesMax: Int64 = 100
}
