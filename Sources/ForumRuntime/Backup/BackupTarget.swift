import ForumKernel
import Glibc

/// The file that a back-up is written to: nothing that the forum itself keeps.
enum BackupTarget {
  /// What the names of the forum's own files begin with.
  private static let ownNames = ["forum.sqlite", "blobs", "cache", "index", "search", "keys", "mail", "uploads", "lock", "format", "audit", "admin"]

  /// Throws `invalid` (`backup_target`) by whatever way it leads there for a file of the forum's `directory`, a name that may become one, and all in a folder of
  /// it.
  static func require(_ file: String, outside directory: String) throws {
    guard let folder = real(FolderSync.parent(of: file)), let data = real(directory), (folder + "/").hasPrefix(data + "/") else { return }
    let name = file.split(separator: "/").last ?? ""
    var status = stat()
    guard folder == data, lstat(file, &status) != 0, !ownNames.contains(where: name.hasPrefix) else {
      throw AppError(
        .invalid, "backup_target", "\(file) would take the place of what the forum keeps in its own directory \(data). Name a file elsewhere.")
    }
  }

  /// The path without links and dots; nil for what is not there.
  private static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
