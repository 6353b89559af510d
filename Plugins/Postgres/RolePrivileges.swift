import SQLStore

/// What the forum's role lacks on the tables of its schema: somebody may have taken it away, or made the tables as another role.
enum RolePrivileges {
  /// nil when nothing is missing.
  static func advice(_ connection: PostgresConnection) throws -> String? {
    var tables: [String] = []
    try connection.query(
      """
      SELECT quote_ident(relname) FROM pg_class WHERE relnamespace = CAST(current_schema() AS regnamespace) AND relkind IN ('r', 'p', 'v')
        AND NOT (has_table_privilege(oid, 'SELECT') AND has_table_privilege(oid, 'INSERT') AND has_table_privilege(oid, 'UPDATE')
          AND has_table_privilege(oid, 'DELETE')) ORDER BY relname
      """, []
    ) { tables.append($0.text(0)) }
    guard !tables.isEmpty else { return nil }
    return "The role “\(connection.user)” lacks privileges on \(tables.count) of the forum's tables. As their owner run: "
      + "GRANT SELECT, INSERT, UPDATE, DELETE ON \(tables.joined(separator: ", ")) TO \"\(connection.user)\""
  }
}
