extension PostgresDriver {
  /// What of deleted rows the server keeps for a while, in its own files.
  public static let unscrubbed: [(item: String, reason: String)] = [
    ("pages of PostgreSQL", "deleted rows stay on the server's disk until it vacuums their tables, and in gaps until these are used again"),
    ("write-ahead log, standbys and archives of PostgreSQL", "they are the operator's, and hold changes for as long as the operator keeps them"),
  ]
}
