import ForumKernel
import Foundation
import Glibc

/// The directory that a back-up is restored into. While the work folder is in it, nothing is served from it.
enum RestoreTarget {
  private static let folderName = "restoring"

  static func folder(_ directory: String) -> String { directory + "/" + folderName }

  /// Throws `conflict` (`directory_not_empty`). What a lock leaves in an empty directory does not count.
  static func requireEmpty(_ directory: String) throws {
    try requireWhole(directory)
    let names = Set((try? FileManager.default.contentsOfDirectory(atPath: directory)) ?? []).subtracting(["lock", "format"])
    guard names.isEmpty else {
      throw AppError(
        .conflict, "directory_not_empty",
        "\(directory) is not empty: \(names.sorted().prefix(3).joined(separator: ", ")) … is in it. Restore into a new directory, named by --data.")
    }
  }

  /// Throws `conflict` (`restore_unfinished`) for a directory that a restore was cut in.
  static func requireWhole(_ directory: String) throws(AppError) {
    guard access(folder(directory), F_OK) == 0 else { return }
    throw AppError(
      .conflict, "restore_unfinished", "A restore into \(directory) was cut off. Remove everything in that directory and restore again.")
  }

  /// Moves these from the work folder to their places, the last one being what makes the directory a forum.
  static func settle(_ names: [String], from folder: String, in directory: String) throws {
    for name in names where access(folder + "/" + name, F_OK) == 0 {
      guard rename(folder + "/" + name, directory + "/" + name) == 0 else { throw BackupFailure.file("move", name) }
    }
    try FolderSync.sync(directory)
  }
}
