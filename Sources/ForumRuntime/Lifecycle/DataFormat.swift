import ForumKernel
import Foundation
import Glibc

/// The number in a data directory that says how it is laid out: what belongs to a newer release is left alone.
enum DataFormat {
  /// The layout that this release reads and writes.
  static let version = 1

  /// Whether a forum was ever kept there.
  static func isClaimed(_ directory: String) -> Bool { access(directory + "/format", F_OK) == 0 }

  /// Checks the directory, and marks a new one. The caller holds its lock.
  /// Throws `conflict` (`data_format_newer`, `restore_unfinished`) or `unavailable` (`data_directory`).
  static func claim(_ directory: String) throws(AppError) {
    try RestoreTarget.requireWhole(directory)
    let path = directory + "/format"
    guard access(path, F_OK) == 0 else {
      return try mark(path, in: directory)
    }
    let text = FileManager.default.contents(atPath: path).map { String(decoding: $0, as: UTF8.self) }
    guard let number = text.flatMap({ Int($0.filter { !$0.isNewline }) }) else {
      throw AppError(.unavailable, "data_directory", "\(path) does not hold a format number. Restore \(directory) from a backup.")
    }
    guard number <= version else {
      throw AppError(
        .conflict, "data_format_newer",
        "\(directory) was written by a newer forum-lite: its format is \(number), and this release knows \(version). Start the newer release.")
    }
  }

  /// Durable before anything else is written.
  private static func mark(_ path: String, in directory: String) throws(AppError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure("make \(path)") }
    defer { close(descriptor) }
    let text = Array("\(version)\n".utf8)
    guard write(descriptor, text, text.count) == text.count, fsync(descriptor) == 0 else {
      let code = errno
      // An empty one would keep every later start away.
      unlink(path)
      errno = code
      throw failure("write \(path)")
    }
    let folder = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw failure("open \(directory)") }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw failure("write \(directory)") }
  }

  private static func failure(_ what: String) -> AppError {
    AppError(.unavailable, "data_directory", "Cannot \(what): \(String(cString: strerror(errno))).")
  }
}
