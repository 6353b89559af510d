import ForumKernel
import Glibc

/// Why an archive or a directory is refused, in words for the operator.
enum BackupFailure {
  static func notABackup(_ path: String) -> AppError {
    AppError(.invalid, "not_a_backup", "\(path) is not a back-up that `forum-lite backup` wrote.")
  }

  static func damaged(_ path: String, _ what: String) -> AppError {
    AppError(.invalid, "backup_damaged", "\(path) is damaged: \(what). Nothing was restored; use another back-up.")
  }

  static func truncated(_ path: String) -> AppError { damaged(path, "its end is missing") }

  static func newer(_ path: String, format: Int) -> AppError {
    AppError(
      .conflict, "data_format_newer",
      "\(path) was written by a newer forum-lite: its format is \(format), and this release reads \(BackupManifest.currentFormat). Restore it with the newer release."
    )
  }

  static func file(_ verb: String, _ path: String) -> AppError {
    AppError(.unavailable, "file_failed", "Cannot \(verb) \(path): \(String(cString: strerror(errno))).")
  }

  /// For stores on another machine.
  static func elsewhere(_ adapter: String) -> AppError {
    AppError(
      .conflict, "backup_elsewhere",
      """
      The data of this forum is not in its directory: \(adapter) keeps it. Back it up with that server's own tools; for PostgreSQL: \
      pg_dump --format=custom --file=FILE ADDRESS, and pg_restore into an empty database. The forum's keys are in its table node_keys.
      """)
  }
}
