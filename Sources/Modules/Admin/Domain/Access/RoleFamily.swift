import ForumKernel

/// Roles with what they inherit from each other.
struct RoleFamily: Sendable {
  /// The built-in ones and the tenant's own.
  let roles: [String: Role]

  init(_ own: [Role]) {
    roles = Dictionary((Role.builtIn + own).map { ($0.name, $0) }, uniquingKeysWith: { builtIn, _ in builtIn })
  }

  /// Its own and all that it inherits; roles that are gone give nothing.
  func permissions(of role: Role) -> Set<Permission> {
    ancestors(of: role).reduce(into: role.permissions) { $0.formUnion(roles[$1]?.permissions ?? []) }
  }

  /// The names of the roles that it inherits from, directly or through others.
  func ancestors(of role: Role) -> Set<String> {
    var found: Set<String> = []
    var waiting = role.inherits
    while let next = waiting.popLast() {
      guard found.insert(next).inserted, let parent = roles[next] else { continue }
      waiting += parent.inherits
    }
    return found
  }

  /// Those that inherit from it directly, by name.
  func heirs(of name: String) -> [String] { roles.values.filter { $0.inherits.contains(name) }.map(\.name).sorted() }
}
