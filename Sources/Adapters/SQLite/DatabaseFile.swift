import ForumKernel
import Glibc

/// The file of a database, as SQLite is to find it.
enum DatabaseFile {
  /// Makes the file where it is not there, readable by its owner alone: it holds addresses and the hashes of passwords, and SQLite gives its log the same mode.
  /// Answers the name for SQLite. Throws `unavailable` (`data_directory`).
  static func make(_ path: String) throws(AppError) -> String {
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw AppError(.unavailable, "data_directory", "Cannot open the database \(path): \(String(cString: strerror(errno))).")
    }
    close(descriptor)
    return name(path)
  }

  /// A path that begins with `file:` would be a URI.
  static func name(_ path: String) -> String { path.hasPrefix("file:") ? "./" + path : path }
}
