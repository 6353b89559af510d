import SQLStore

/// What the forum's role lacks on the tables of its schema: somebody may have taken it away, or made the tables as another role.
enum RolePrivileges {
  private static let tables = Set(TableCopy.names + ["leases", "schema_migrations"])

  /// nil when nothing is missing.
  static func advice(_ connection: PostgresConnection) throws -> String? {
    var lacking: [String] = []
    var role = ""
    try connection.query(
      """
      SELECT relname, format('%I.%I', current_schema(), relname), quote_ident(current_user) FROM pg_class
      WHERE relnamespace = CAST(current_schema() AS regnamespace) AND relkind IN ('r', 'p')
        AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'UPDATE')
          AND has_table_privilege(oid, 'DELETE')) ORDER BY relname
      """, []
    ) { row in
      role = row.text(2)
      if tables.contains(row.text(0)) { lacking.append(row.text(1)) }
    }
    guard !lacking.isEmpty else { return nil }
    return "The role “\(connection.user)” lacks privileges on \(lacking.count) of the forum's tables. As their owner run: "
      + "GRANT SELECT, INSERT, UPDATE, DELETE ON \(lacking.joined(separator: ", ")) TO \(role)"
  }
}
