import ForumKernel
import Glibc

/// One back-up of a directory at a time, held as long as the object lives.
final class BackupLock {
  private let descriptor: Int32

  /// Throws `conflict` (`backup_running`).
  init(directory: String) throws {
    let path = directory + "/backup.lock"
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BackupFailure.file("open", path) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      throw AppError(.conflict, "backup_running", "Another back-up of \(directory) is being made. Wait until it is done.")
    }
  }

  deinit { close(descriptor) }
}

/// Makes the names in a folder durable.
enum FolderSync {
  static func sync(_ path: String) throws {
    let folder = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else { throw BackupFailure.file("open", path) }
    defer { close(folder) }
    guard fsync(folder) == 0 else { throw BackupFailure.file("write", path) }
  }

  /// The folder that a file is in.
  static func parent(of file: String) -> String {
    guard let slash = file.lastIndex(of: "/") else { return "." }
    return slash == file.startIndex ? "/" : String(file[..<slash])
  }

  /// Gives a file its name, over one that has it, and makes that durable.
  static func rename(_ file: String, to name: String) throws {
    guard Glibc.rename(file, name) == 0 else { throw BackupFailure.file("name", name) }
    try sync(parent(of: name))
  }
}
