public import ForumKernel

/// A named bundle of permissions.
public struct Role: Sendable, Equatable {
  /// Lower-case letters, digits and dashes; what accounts carry.
  public let name: String
  public let description: String
  /// Its own, beside those that it inherits.
  public let permissions: Set<Permission>
  /// The roles whose permissions it has as well.
  public let inherits: [String]
  /// Built-in roles are part of the program and cannot be changed.
  public let isBuiltIn: Bool

  public init(name: String, description: String, permissions: Set<Permission>, inherits: [String] = [], isBuiltIn: Bool) {
    self.name = name
    self.description = description
    self.permissions = permissions
    self.inherits = inherits
    self.isBuiltIn = isBuiltIn
  }

  /// What a visitor may do.
  public static let guest = Role(name: "guest", description: "Everybody who is not signed in.", permissions: [.forumRead], isBuiltIn: true)
  public static let member = Role(
    name: "member", description: "Everybody with an account.",
    permissions: guest.permissions.union([.accountUse, .threadCreate, .postCreate, .commentCreate, .contentEdit, .reactionSet, .flagCreate]),
    isBuiltIn: true)
  public static let moderator = Role(
    name: "moderator", description: "Keeps the peace.", permissions: member.permissions.union([.forumModerate, .analyticsRead]), isBuiltIn: true)
  public static let administrator = Role(
    name: "admin", description: "May do everything in the tenant.", permissions: Set(Permission.catalog.map(\.0)), isBuiltIn: true)

  public static let builtIn = [guest, member, moderator, administrator]
}

/// Validated wishes for a role of the tenant's own.
public struct RoleDraft: Sendable {
  public let name: String
  public let description: String
  public let permissions: Set<Permission>
  public let inherits: [String]

  /// Throws `invalid` with all faults: the name's form, and permissions that do not exist.
  public init(name: String, description: String, permissions: [String], inherits: [String]) throws(AppError) {
    var faults: [Fault] = []
    if !Self.isName(name) {
      faults.append(Fault("/name", "malformed", "A role's name has 1 to \(AdminLimits.roleNameLengthMax) lower-case letters, digits and dashes."))
    }
    do throws(AppError) { try Self.check(permissions) } catch { faults += error.faults }
    guard faults.isEmpty else { throw AppError.validation(faults) }
    self.name = name
    self.description = description
    self.permissions = Set(permissions.map(Permission.init(rawValue:)))
    self.inherits = inherits.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Throws `invalid` with a fault for each of the permissions that does not exist.
  public static func check(_ permissions: [String]) throws(AppError) {
    let known = Set(Permission.catalog.map(\.0))
    let faults = permissions.enumerated().filter { !known.contains(Permission(rawValue: $0.element)) }.map {
      Fault("/permissions/\($0.offset)", "unknown_permission", "There is no permission \($0.element).")
    }
    guard faults.isEmpty else { throw AppError.validation(faults) }
  }

  /// Policies are named like roles.
  static func isName(_ text: String) -> Bool {
    (1...AdminLimits.roleNameLengthMax).contains(text.utf8.count) && text.unicodeScalars.allSatisfy(isAllowed)
  }

  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    ("a"..."z").contains(scalar) || ("0"..."9").contains(scalar) || scalar == "-"
  }
}
