import ForumKernel
import Glibc

/// The file that a back-up is written to: nothing that the forum itself keeps, and nothing that is no file.
enum BackupTarget {
  /// What the names of the forum's own files begin with.
  private static let ownNames = ["forum.sqlite", "blobs", "cache", "index", "search", "keys", "mail", "uploads", "lock", "format", "audit", "admin"]

  /// Throws `invalid` (`backup_target`) for a folder, and by whatever way it leads there for a file of the forum's `directory`, a name that may become
  /// one, and all in a folder of it; `conflict` (`file_exists`) for a file that is there unless the back-up `replaces` it.
  static func require(_ file: String, outside directory: String, replaces: Bool) throws {
    var status = stat()
    let isThere = stat(file, &status) == 0
    guard !isThere || status.st_mode & S_IFMT != S_IFDIR else {
      throw AppError(.invalid, "backup_target", "\(file) is a folder. Name a file in it.")
    }
    if let folder = real(FolderSync.parent(of: file)), let data = real(directory), (folder + "/").hasPrefix(data + "/") {
      let name = file.split(separator: "/").last ?? ""
      guard folder == data, !isThere, !ownNames.contains(where: name.hasPrefix) else {
        throw AppError(
          .invalid, "backup_target", "\(file) would take the place of what the forum keeps in its own directory \(data). Name a file elsewhere.")
      }
    }
    guard replaces || access(file, F_OK) != 0 else {
      throw AppError(.conflict, "file_exists", "\(file) is there already. Name another file, or say --replace.")
    }
  }

  /// The path without links and dots; nil for what is not there.
  private static func real(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
