import ForumKernel

/// One forward-only step of the schema. The texts come from `sql/<engine>/NNN_<module>.sql`.
public struct Migration: Sendable {
  public let number: Int
  public let name: String
  /// Of the file, in lower-case hexadecimal digits: an applied migration must never change.
  public let sha256: String
  public let sql: String

  /// Which of `known` an engine still has to apply. `applied` is what its `schema_migrations` table says: number and SHA-256.
  /// Throws `SchemaError` when the database is newer than this program or was made by other texts.
  public static func pending(_ known: [Migration], applied: [Int: String]) throws(SchemaError) -> [Migration] {
    if let newest = applied.keys.max(), newest > known.last?.number ?? 0 { throw .newerThanProgram(number: newest) }
    for migration in known {
      if let sha256 = applied[migration.number], sha256 != migration.sha256 { throw .edited(number: migration.number, name: migration.name) }
    }
    return known.filter { applied[$0.number] == nil }
  }
}

/// The database does not fit this program; nothing was changed.
public enum SchemaError: Error, Sendable, Equatable, CustomStringConvertible {
  case newerThanProgram(number: Int)
  case edited(number: Int, name: String)

  public var description: String {
    switch self {
    case .newerThanProgram(let number):
      "the database has schema step \(number), which this program does not know: it was used by a newer forum-lite"
    case .edited(let number, let name):
      "schema step \(number) (\(name)) differs from the one that this database was made with"
    }
  }

  /// In words for the operator.
  var shown: AppError {
    switch self {
    case .newerThanProgram(let number):
      AppError(
        .conflict, "data_format_newer",
        "This forum's database was used by a newer forum-lite: it has schema step \(number), which this release does not know. Start the newer release."
      )
    case .edited: AppError(.conflict, "schema_edited", "This forum's database was made by another program: \(self). Restore it from a back-up.")
    }
  }
}
