import ForumKernel
import Glibc

/// Writes files so that a power cut leaves the old one or the new one.
enum DurableFile {
  /// Writes under another name, syncs, renames and syncs the directory. When that fails nothing remains of it, least of all on a disk that is full. Throws
  /// `unavailable` (`index_write`).
  static func write(_ bytes: [UInt8], named name: String, in directory: String) throws(AppError) {
    let path = directory + "/" + name
    let descriptor = open(path + ".new", O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw failure(path) }
    let isWritten = write(bytes, to: descriptor) && fsync(descriptor) == 0 && rename(path + ".new", path) == 0
    let code = errno
    close(descriptor)
    guard isWritten else {
      unlink(path + ".new")
      errno = code
      throw failure(path)
    }
    try sync(directory)
  }

  private static func write(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
    var offset = 0
    while offset < bytes.count {
      let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + offset, bytes.count - offset) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { return false }
      offset += count
    }
    return true
  }

  private static func sync(_ directory: String) throws(AppError) {
    let descriptor = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure(directory) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw failure(directory) }
  }

  private static func failure(_ path: String) -> AppError {
    AppError(.unavailable, "index_write", "The index cannot write \(path): \(String(cString: strerror(errno))).", retryAfterSeconds: 5)
  }
}
