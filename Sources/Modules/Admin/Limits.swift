/// What administration accepts.
public enum AdminLimits {
  public static let roleNameLengthMax = 40
  public static let roleDescriptionLengthMax = 200
  /// Roles are listed whole, and read with every sign-in.
  public static let rolesMax: Int64 = 100
}
