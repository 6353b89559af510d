import ForumKernel
import SQLStore

/// Row-level security as a second lock between tenants: policies of the schema compare each row with a setting that lives as long as the transaction.
enum RowSecurity {
  /// What the policies read.
  static let setting = "forum.tenant"

  /// nil when the policies hold for the connection's role.
  static func warning(_ connection: PostgresConnection) throws -> String? {
    var warning: String?
    try connection.query("SELECT rolsuper, rolbypassrls, CAST(oid AS BIGINT) FROM pg_roles WHERE rolname = current_user", []) { row in
      warning = Self.warning(
        user: connection.user, isSuperuser: row.integer(0) == 1, goesPast: row.integer(1) == 1, isFirst: row.integer(2) == firstRole)
    }
    return warning
  }

  /// `isFirst`: the role is the one that the server cannot be without.
  static func warning(user: String, isSuperuser: Bool, goesPast: Bool, isFirst: Bool) -> String? {
    let powers = (isSuperuser ? ["NOSUPERUSER"] : []) + (goesPast ? ["NOBYPASSRLS"] : [])
    guard !powers.isEmpty else { return nil }
    let remedy =
      isFirst
      ? "Let the forum connect as a role of its own: CREATE ROLE forum LOGIN PASSWORD '…', with the privileges that the README names."
      : "As another superuser run: ALTER ROLE \"\(user)\" \(powers.joined(separator: " "))"
    return "The role “\(user)” goes past row-level security, so that the queries alone keep tenants apart. \(remedy)"
  }

  /// The object id of the role that `initdb` makes.
  private static let firstRole: Int64 = 10
}

extension TenantScope {
  /// What the policies compare with: an id as Postgres writes it, or the mark of the whole house.
  var mark: String {
    switch self {
    case .tenant(let id): "\(id)"
    case .everyTenant: "*"
    }
  }
}
